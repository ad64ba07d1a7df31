// 需求 13：不认识本仓库的人照公开文档写的项目，文件原样，逐行照表里写的调；每一行的结论在 verdicts.ts。
import { checkInvariants } from '../flow/harness';
import { VK_HANDLERS } from './proofs/vk-handlers';
import { VK_LATER } from './proofs/vk-later';
import { VK_PAYMENT } from './proofs/vk-payment';
import { VK_QUERY } from './proofs/vk-query';
import { VK_SERVICES } from './proofs/vk-services';
import { VK_TABLES } from './proofs/vk-tables';
import { VK_TRANSFER } from './proofs/vk-transfer';
import { openWorld, shop } from './vk-world';

beforeAll(() => openWorld('key'), 60_000);
afterAll(() => shop.close());
afterEach(() => checkInvariants(shop));

const PROOFS = [...VK_PAYMENT, ...VK_QUERY, ...VK_TRANSFER, ...VK_SERVICES, ...VK_HANDLERS, ...VK_TABLES, ...VK_LATER];
test.each(PROOFS)('%s answers as the verdict says', async (_id, prove) => prove());
