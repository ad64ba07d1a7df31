// 需求 13（docs/migration.md）：照 vk-uni-pay 公开文档写的项目与兼容包放在一起，一个字不改，每一次调用照文档答复。
import { checkInvariants } from '../flow/harness';
import { closeWorld, openWorld, shop } from './shop-world';
import { callersAreUnderstood } from './subjects/calling';
import { handlersRun } from './subjects/handling';
import { refundsAnswer } from './subjects/refunding';
import { servicesAnswer } from './subjects/services';
import { oldOrdersGoOn } from './subjects/taking-over';

beforeAll(openWorld, 60_000);
afterEach(() => checkInvariants(shop));
afterAll(closeWorld);

describe('services', servicesAnswer);
describe('calling', callersAreUnderstood);
describe('refunding', refundsAnswer);
describe('handling', handlersRun);
describe('taking-over', oldOrdersGoOn);
