// 放款的推送（docs/protocols/wxpay.md §13.3）：与虚拟支付同一个地址，明文与安全模式；只当提示，问过微信真的放了才记（不变量 I8）。
// 伪造的、重复的、说早了的、说的是别的单的，什么也不改，也不误报「钱还冻着」。
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stackFiles } from './harness-files';
import { HOUR, MINUTE, openVirtualShop, type VirtualShop } from './virtual-harness';

const EVENT = 'trade_manage_order_settlement';
const TYPES = `'use strict';
exports.paymentTypes = [{ name: 'card', shipping: 'virtual', price: () => ({ total_fee: 1200, subject: '杯子', custom: {} }), fulfil: () => true }];
`;

describe.each(['plain', 'safe'] as const)('%s mode', (mode) => {
  let dir: string;
  let shop: VirtualShop;
  let count = 0;
  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), 'vk-pay-settled-'));
    writeFileSync(join(dir, 'types.js'), TYPES);
    shop = await openVirtualShop(mode, { modules: { ...stackFiles.modules, 'payment-types': join(dir, 'types.js') } });
  });
  afterAll(async () => {
    await shop.close();
    rmSync(dir, { recursive: true, force: true });
  });

  const state = (no: string): unknown => shop.order(no)['shipping'];
  const alerts = (): unknown[] => shop.rows('payment_alerts').filter(({ kind }) => kind === 'money-frozen');
  const looks = (): number => shop.wxpay.exchanges().filter(({ operation }) => operation === 'shipQuery').length;
  async function shipped(): Promise<string> {
    const no = `SETTLED${mode}${String((count += 1)).padStart(3, '0')}`;
    const data = { type: 'card', out_trade_no: no, openid: shop.openid };
    expect(
      await (await shop.login()).callService('pay/kh/createPayment', { provider: 'wxpay', platform: 'mp-weixin', data }),
    ).toMatchObject({
      code: 0,
    });
    shop.wxpay.pay(no);
    await shop.wxpay.deliverDue();
    await shop.after(MINUTE);
    await shop.after(2 * MINUTE);
    expect(state(no)).toMatchObject({ status: 'SHIPPED' });
    await shop.wxpay.deliverDue();
    return no;
  }
  const post = async ({ url, headers, body }: { url: string; headers: Readonly<Record<string, string>>; body: string }): Promise<number> =>
    (await fetch(url, { method: 'POST', headers: { ...headers }, body })).status;

  test('released after the payer confirmed: noted at once; again and later it changes nothing', async () => {
    const no = await shipped();
    shop.wxpay.confirmReceipt(no);
    shop.tick(HOUR + MINUTE);
    await shop.wxpay.deliverDue();
    expect(state(no)).toMatchObject({ status: 'SETTLED', next_date: 0, settled_date: shop.now() });
    const noted = state(no);
    shop.tick(HOUR);
    const again = shop.wxpay.buildPush(no, { event: EVENT });
    expect([await post(again), await post(again)]).toEqual([200, 200]);
    expect([state(no), alerts()]).toEqual([noted, []]);
  });

  test('forged, early or about another payment: WeChat is asked or nothing is, and the timer still looks in its time', async () => {
    const no = await shipped();
    const before = state(no);
    const early = { settlement_time: Math.floor(shop.now() / 1000), confirm_receive_method: 1 };
    expect(await post(shop.wxpay.buildPush(no, { event: EVENT, variant: 'forged', plaintext: early }))).toBe(401);
    const asked = looks();
    expect(await post(shop.wxpay.buildPush(no, { event: EVENT, plaintext: { ...early, transaction_id: '4200000000' } }))).toBe(200);
    expect(await post(shop.wxpay.buildPush(no, { event: EVENT, plaintext: { ...early, merchant_trade_no: 'NOBODY000001' } }))).toBe(200);
    expect(looks() - asked).toBe(0);
    expect(await post(shop.wxpay.buildPush(no, { event: EVENT, plaintext: early }))).toBe(200);
    expect([looks() - asked, state(no), alerts()]).toEqual([1, before, []]);
  });

  test('WeChat cannot be asked: the push is to come again', async () => {
    const no = await shipped();
    shop.wxpay.confirmReceipt(no);
    shop.tick(HOUR + MINUTE);
    shop.wxpay.faults.add({ operation: 'shipQuery', fault: { kind: 'lostAnswer' } });
    await shop.wxpay.deliverDue();
    expect(state(no)).toMatchObject({ status: 'SHIPPED' });
    shop.tick(10_000);
    await shop.wxpay.deliverDue();
    expect([state(no), alerts()]).toMatchObject([{ status: 'SETTLED' }, []]);
  });
});
