// 需求 13：照 uni-pay 2 公开文档写的项目，文件原样，与兼容包的两个文件夹放在一起；每一行的结论在 verdicts.ts。
import { checkInvariants } from '../flow/harness';
import { UNI_AROUND } from './proofs/uni-around';
import { UNI_CALLS } from './proofs/uni-calls';
import { openWorld, shop } from './uni-world';

beforeAll(openWorld, 60_000);
afterAll(() => shop.close());
afterEach(() => checkInvariants(shop));

test.each([...UNI_CALLS, ...UNI_AROUND])('%s answers as the verdict says', async (_id, prove) => prove());
