/** 分账测试的台架：会分账的订单类型、加密、员工、接收方；结束时核对履历、占用、网关的账与没有落下的明文。 */
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SHARING_TABLE, type SharingHistoryEntry } from '../../common/contract/sharing/sharing';
import type { UniClient } from '../../local/stack/client';
import { checkInvariants, openShop, type Shop, type ShopOptions } from './harness';
import { stackFiles } from './harness-files';

export type Row = Record<string, unknown>;
export const SHOP_MCHID = '1900000109';
export const PERSON = 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o';
const NAME = '示例门店有限公司';
/** 各家接收方的账号与姓名：只该加密存放，商户号除外 */
export const LOGIN = 'partner@example.com';
const SECRETS = [PERSON, NAME, LOGIN];
export const MINUTE = 60_000;
/** 订单金额，分；缺省最多分三成 */
export const TOTAL = 10_000;

const encryption = { keys: [`k1:${createHash('sha256').update('sharing').digest('base64')}`], fields: [] };
const TYPES = `'use strict';
const type = (name, more) => ({
  name, price: () => ({ total_fee: ${TOTAL}, subject: '杯子', custom: {} }), fulfil: () => true, ...more,
});
exports.paymentTypes = [type('shared', { profitSharing: true }), type('plain', {})];
`;

export interface SharingShop {
  readonly shop: Shop;
  staff: UniClient;
  call(service: string, input: Row): Promise<Row>;
  rows(): Row[];
  row(no: string): Row;
  /** 付好、过了一分钟的一张 */
  paid(type?: string): Promise<string>;
  /** 添加一个商户类型（支付宝是登录号）的接收方，返回它的名字 */
  addShop(receiver_no?: string): Promise<Row>;
  addPerson(receiver_no?: string): Promise<Row>;
  share(no: string, out_sharing_no: string, fees: Readonly<Record<string, number>>, more?: Row): Promise<Row>;
  minutes(count: number): Promise<void>;
  /** 网关的账：分出去（含正在分的）、要回来的，分 */
  gateway(no: string): { readonly shared: number; readonly returned: number };
  close(): Promise<void>;
}

export async function openSharingShop(provider: 'wxpay' | 'alipay' = 'wxpay', options: ShopOptions = {}): Promise<SharingShop> {
  const dir = mkdtempSync(join(tmpdir(), 'vk-pay-sharing-'));
  writeFileSync(join(dir, 'types.js'), TYPES);
  const { settings, ...rest } = options;
  const shop = await openShop({
    modules: { ...stackFiles.modules, 'payment-types': join(dir, 'types.js') },
    settings: { encryption, ...settings },
    ...rest,
  });
  const rows = (): Row[] => shop.rows('payment_sharings');
  let count = 0;
  const add = (receiver_no: string, wish: Row): Promise<Row> => bench.call('addSharingReceiver', { receiver_no, provider, ...wish });
  const bench: SharingShop = {
    shop,
    staff: await shop.login('demo-admin'),
    call: (service, input) => bench.staff.callService(`pay/sys/${service}`, input),
    rows,
    row: (no) => rows().find(({ _id }) => _id === no) ?? {},
    async paid(type = 'shared') {
      const out_trade_no = `SHR${String((count += 1)).padStart(6, '0')}`;
      const placed = await shop.client.callService('pay/kh/createPayment', { provider, data: { type, out_trade_no } });
      expect(placed).toMatchObject({ code: 0 });
      shop[provider].pay(out_trade_no);
      await shop[provider].deliverDue();
      expect(shop.order(out_trade_no)).toMatchObject({ status: 'SUCCESS' });
      shop.tick(MINUTE);
      return out_trade_no;
    },
    addShop: (receiver_no = 'store-1') =>
      provider === 'wxpay'
        ? add(receiver_no, { type: 'MERCHANT_ID', account: SHOP_MCHID, name: NAME, relation_type: 'STORE' })
        : add(receiver_no, { type: 'loginName', account: LOGIN, name: NAME }),
    addPerson: (receiver_no = 'person-1') =>
      provider === 'wxpay'
        ? add(receiver_no, { type: 'PERSONAL_OPENID', account: PERSON, relation_type: 'STAFF' })
        : add(receiver_no, { type: 'userId', account: '2088123456789012' }),
    share: (out_trade_no, out_sharing_no, fees, more = {}) =>
      bench.call('shareOrder', {
        out_trade_no,
        out_sharing_no,
        receivers: Object.entries(fees).map(([receiver_no, sharing_fee]) => ({ receiver_no, sharing_fee, description: '分给门店' })),
        ...more,
      }),
    async minutes(left) {
      for (let passed = 0; passed < left; passed += 1) {
        shop.tick(MINUTE);
        await shop.runMonitor();
      }
    },
    gateway: (no) => (provider === 'wxpay' ? shop.wxpay.sharing : shop.alipay.royalty).standing(no),
    async close() {
      checkInvariants(shop);
      checkSharing(shop);
      await shop.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
  return bench;
}

/** 履历重放得出状态；订单上的占用就是没有结论的分账，在别人手里的就是分到的减去要回来的；合起来不超过实付。 */
export function checkSharing(shop: Pick<Shop, 'rows'>): void {
  const sharings = shop.rows('payment_sharings');
  for (const { _id, history, status } of sharings)
    expect([_id, SHARING_TABLE.replay(history as SharingHistoryEntry[])]).toEqual([_id, status]);
  for (const order of shop.rows('payment_orders')) {
    const own = sharings.filter(({ out_trade_no, kind }) => out_trade_no === order['out_trade_no'] && kind === 'share');
    const open = own.filter(({ status }) => status === 'PENDING' || status === 'UNKNOWN');
    const sum = (list: Row[], of: (part: Row) => number): number =>
      list.flatMap(({ parts }) => parts as Row[]).reduce((total, part) => total + of(part), 0);
    const held = sum(open, ({ fee }) => Number(fee));
    const away = sum(own, ({ fee, result, returned_fee }) => (result === 'SUCCESS' ? Number(fee) - Number(returned_fee) : 0));
    const { refund_fee, refunding_fee, shared_fee = 0, sharing_fee = 0, paid_fee, total_fee } = order as Record<string, number>;
    expect([order['_id'], sharing_fee, shared_fee]).toEqual([order['_id'], held, away]);
    expect(Number(refund_fee) + Number(refunding_fee) + shared_fee + sharing_fee).toBeLessThanOrEqual(Number(paid_fee ?? total_fee));
  }
  const tables = ['payment_sharings', 'payment_sharing_receivers', 'payment_orders', 'payment_logs', 'payment_errors', 'payment_alerts'];
  const text = JSON.stringify(tables.map((name) => shop.rows(name)));
  for (const secret of SECRETS) expect([secret, text.includes(secret)]).toEqual([secret, false]);
}
