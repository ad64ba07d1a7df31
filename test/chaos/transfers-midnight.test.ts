// 不变量 I3（docs/invariants.md §3「时钟」）：转账的限额按北京的一天算——23:59:59.999 与 00:00 是两天，UTC 的零点什么也不是；
// 昨天占的今天放开，放开的是昨天的；没有受理的隔天同号再来，占今天的。
import { alipayWish, DAY, OPENID, openTransferShop, wxpayWish, type Row, type TransferShop } from '../flow/transfers-harness';

/** 北京 2026-11-23 的最后一毫秒。 */
const LAST_MS = Date.UTC(2026, 10, 23, 16) - 1;
const [TODAY, TOMORROW] = ['2026-11-23', '2026-11-24'] as const;

let at: TransferShop;
beforeEach(async () => {
  at = await openTransferShop();
});
afterEach(() => at.close());

/** 拨到那一刻；登录态过几小时就失效。 */
async function goTo(time: number): Promise<void> {
  at.shop.tick(time - at.shop.now());
  at.staff = await at.shop.login('demo-admin');
}
/** 那一天占用的额度：一共的，与每个人的（从小到大）。 */
function used(day: string): { readonly day: number; readonly persons: readonly number[] } {
  const rows = at.shop.rows('payment_transfer_budgets').map(({ _id, used_fee }) => [String(_id), Number(used_fee)] as const);
  const persons = rows.filter(([id]) => id.startsWith(`person_${day}_`)).map(([, fee]) => fee);
  return { day: rows.find(([id]) => id === `day_${day}`)?.[1] ?? 0, persons: persons.sort((a, b) => a - b) };
}

describe.each(['wxpay', 'alipay'] as const)('%s', (provider) => {
  /** @param who 第几个收款人 */
  const send = (no: string, transfer_amount: number, who = 1): Promise<Row> =>
    provider === 'wxpay'
      ? at.transfer(wxpayWish(no, { transfer_amount, openid: `${OPENID}${who}`, user_name: '张三' }))
      : at.transfer(
          alipayWish(no, {
            transfer_amount,
            payee_info: { identity_type: 'ALIPAY_LOGON_ID', identity: `somebody${who}@example.com`, name: '张三' },
          }),
        );
  const refusedFor = (text: string): object => ({ code: 40001, msg: expect.stringContaining(text) });

  test('a person and the whole are full at 23:59:59.999 and empty one millisecond later, not at the midnight of UTC', async () => {
    await goTo(LAST_MS);
    for (const no of ['TRMID0001', 'TRMID0002']) expect(await send(no, 200_000)).toMatchObject({ code: 0 });
    expect(await send('TRMID0003', 100)).toMatchObject(refusedFor('这个人今天'));
    expect(await send('TRMID0004', 200_000, 2)).toMatchObject({ code: 0 });
    expect(await send('TRMID0005', 100, 3)).toMatchObject(refusedFor('今天的转账限额'));
    expect(used(TODAY)).toEqual({ day: 600_000, persons: [200_000, 400_000] });

    at.shop.tick(1);
    for (const no of ['TRMID0006', 'TRMID0007']) expect(await send(no, 200_000)).toMatchObject({ code: 0 });
    expect(await send('TRMID0008', 100)).toMatchObject(refusedFor('这个人今天'));
    // UTC 的零点是北京的早上八点：还是同一天。
    for (const time of [LAST_MS + 8 * 3_600_000, LAST_MS + 8 * 3_600_000 + 1, LAST_MS + DAY]) {
      await goTo(time);
      expect(await send('TRMID0008', 100)).toMatchObject(refusedFor('这个人今天'));
    }
    expect(used(TOMORROW)).toEqual({ day: 400_000, persons: [400_000] });
    at.shop.tick(1);
    expect(await send('TRMID0008', 100)).toMatchObject({ code: 0 });
    expect([used(TODAY).day, used(TOMORROW).day, used('2026-11-25').day]).toEqual([600_000, 400_000, 100]);
  });

  test('what was refused before midnight and is asked again after it counts for the new day only', async () => {
    await goTo(LAST_MS);
    at.shop[provider].setFunds(0);
    expect((await send('TRMID0010', 200_000))['code']).not.toBe(0);
    expect(used(TODAY)).toEqual({ day: 0, persons: [0] });
    at.shop.tick(1);
    at.shop[provider].setFunds(1_000_000);
    expect(await send('TRMID0010', 200_000)).toMatchObject({ code: 0 });
    // 以后放开的也得是今天的。
    expect(at.row('TRMID0010')['budget']).toMatchObject({ day: TOMORROW });
    expect([used(TODAY), used(TOMORROW)]).toEqual([
      { day: 0, persons: [0] },
      { day: 200_000, persons: [200_000] },
    ]);
  });

  test('what ends unpaid after midnight frees the day it was asked', async () => {
    await goTo(LAST_MS);
    if (provider === 'alipay') at.shop.alipay.chooseTransfer('*', 'DEALING');
    expect(await send('TRMID0020', 200_000)).toMatchObject({ code: 0 });
    at.shop.tick(1);
    expect(await send('TRMID0021', 300_000)).toMatchObject({ code: 0 });
    if (provider === 'alipay') {
      at.shop.alipay.finishTransfer('TRMID0020', 'FAIL');
      await at.query('TRMID0020');
    } else {
      await at.cancel('TRMID0020');
      await at.minutes(2);
    }
    expect([at.row('TRMID0020')['status'], used(TODAY), used(TOMORROW)]).toEqual([
      provider === 'alipay' ? 'FAILED' : 'CANCELLED',
      { day: 0, persons: [0] },
      { day: 300_000, persons: [300_000] },
    ]);
  });
});
