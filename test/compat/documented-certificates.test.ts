// 需求 13：同一个项目，支付宝那边的应用是证书模式；每一行的结论在 verdicts.ts。
import { checkInvariants } from '../flow/harness';
import { VK_CERTIFICATES } from './proofs/vk-certificates';
import { openWorld, shop } from './vk-world';

beforeAll(() => openWorld('certificate'), 60_000);
afterAll(() => shop.close());
afterEach(() => checkInvariants(shop));

test.each(VK_CERTIFICATES)('%s answers as the verdict says', async (_id, prove) => prove());
