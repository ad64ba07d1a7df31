// 需求 13：照 uni-pay 2 公开文档写的项目，文件原样，与兼容包的两个文件夹放在一起；每一行的结论在 verdicts.ts。
import { checkInvariants } from '../flow/harness';
import { UNI_AROUND } from './proofs/uni-around';
import { UNI_CALLS } from './proofs/uni-calls';
import { openWorld, shop } from './uni-world';

beforeAll(openWorld, 60_000);
afterAll(() => shop.close());
afterEach(() => checkInvariants(shop));

test.each([...UNI_CALLS, ...UNI_AROUND])('%s answers as the verdict says', async (_id, prove) => prove());

// 安全（docs/security.md）：云对象从外面直接叫得到，门与路由的服务是同一扇。
test('an outsider is looked at and counted as by the services; own functions are not', async () => {
  const stranger = await shop.visitor(undefined);
  shop.tick(61_000);
  const card = { out_trade_no: 'NOT-THERE', custom: { card_no: '6222021234567890128' } };
  expect(await shop.co('getOrder', card, stranger)).toMatchObject({ errCode: 53001, pay_code: 40001 });
  const ask = { provider: 'wxpay', provider_pay_type: 'mp' };
  for (let count = 0; count < 100; count += 1) await shop.co('getProviderAppId', ask, stranger);
  const tooOften = { errCode: 53001, pay_code: 40008, errMsg: expect.stringMatching(/\d+ 秒/) };
  expect(await shop.co('getProviderAppId', ask, stranger)).toMatchObject(tooOften);
  expect(await shop.object('book-order', 'paid', { out_trade_no: 'NOT-THERE' }, stranger)).toEqual({ errCode: 0, paid: false });
  shop.tick(61_000);
  expect(await shop.co('getProviderAppId', ask, stranger)).toMatchObject({ errCode: 0 });
});

test('the handlers run for nobody outside: only the own functions have them do their work', async () => {
  const stranger = await shop.visitor(undefined);
  const wanted = { type: 'goods', data: { order_no: 'B17957425099993000009', total_fee: 1 } };
  for (const client of [stranger, undefined]) expect(await shop.co('runNotify', wanted, client)).toEqual({ code: 40009, msg: '权限不足' });
  const answer = await (await fetch(`${shop.url}/uni-pay-co/runNotify`, { method: 'POST', body: JSON.stringify(wanted) })).text();
  expect(answer).toContain('40009');
});
