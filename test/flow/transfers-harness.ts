/** 转账测试的台架：限额与加密都配好的店、员工、两家的转账；结束时核对履历、额度与没有落下的明文。 */
import { createHash } from 'node:crypto';
import { TRANSFER_TABLE, type TransferHistoryEntry } from '../../common/contract/transfers/transfer';
import type { UniClient } from '../../local/stack/client';
import { checkInvariants, openShop, type Shop } from './harness';

export const DAY = 24 * 3_600_000;
export const OPENID = 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o';
const LIMITS = { maxFee: 500_000, dayFee: 600_000, personDayFee: 400_000, approvalFee: 300_000 };
const encryption = { keys: [`k1:${createHash('sha256').update('transfers').digest('base64')}`], fields: [] };

export type Row = Record<string, unknown>;

export interface TransferShop {
  readonly shop: Shop;
  /** 管理员；登录态过期了就换一个 */
  staff: UniClient;
  rows(): Row[];
  row(out_bill_no: string): Row;
  /** 各天占用的额度合计，分 */
  budget(): number;
  transfer(input: Row, client?: UniClient): Promise<Row>;
  query(out_bill_no: string): Promise<Row>;
  cancel(out_bill_no: string): Promise<Row>;
  /** 一分钟一次地跑定时任务 */
  minutes(count: number): Promise<void>;
  /** 核对不变量并关店 */
  close(): Promise<void>;
}

export async function openTransferShop(settings: Row = {}): Promise<TransferShop> {
  const shop = await openShop({ settings: { transfers: LIMITS, encryption, ...settings } });
  const rows = (): Row[] => shop.rows('payment_transfers');
  const budget = (): number =>
    shop
      .rows('payment_transfer_budgets')
      .filter(({ _id }) => String(_id).startsWith('day_'))
      .reduce((sum, one) => sum + Number(one['used_fee']), 0);
  const bench: TransferShop = {
    shop,
    staff: await shop.login('demo-admin'),
    rows,
    row: (no) => rows().find(({ _id }) => _id === no) ?? {},
    budget,
    transfer: (input, client = bench.staff) => client.callService('pay/sys/transfer', input),
    query: (out_bill_no) => bench.staff.callService('pay/sys/queryTransfer', { out_bill_no }),
    cancel: (out_bill_no) => bench.staff.callService('pay/sys/cancelTransfer', { out_bill_no }),
    async minutes(count) {
      for (let passed = 0; passed < count; passed += 1) {
        shop.tick(60_000);
        await shop.runMonitor();
      }
    },
    async close() {
      checkInvariants(shop);
      let held = 0;
      for (const { _id, history, status, transfer_fee } of rows()) {
        expect([_id, TRANSFER_TABLE.replay(history as TransferHistoryEntry[])]).toEqual([_id, status]);
        if (status !== 'FAILED' && status !== 'CANCELLED') held += Number(transfer_fee);
      }
      expect(budget()).toBe(held);
      const tables = ['payment_transfers', 'payment_logs', 'payment_errors', 'payment_alerts', 'payment_reviews'];
      const text = JSON.stringify(tables.map((name) => shop.rows(name)));
      for (const secret of [OPENID, '张三', 'affffddafdfafddffda']) expect([secret, text.includes(secret)]).toEqual([secret, false]);
      await shop.close();
    },
  };
  return bench;
}

export const wxpayWish = (out_bill_no: string, more: Row = {}): Row => ({
  provider: 'wxpay',
  out_bill_no,
  openid: OPENID,
  transfer_amount: 1000,
  transfer_remark: '新会员开通有礼',
  transfer_scene_id: '1000',
  transfer_scene_report_infos: [
    { info_type: '活动名称', info_content: '新会员有礼' },
    { info_type: '奖励说明', info_content: '注册会员抽奖' },
  ],
  ...more,
});
export const alipayWish = (out_bill_no: string, more: Row = {}): Row => ({
  provider: 'alipay',
  out_bill_no,
  transfer_amount: 1000,
  transfer_remark: '活动奖励',
  payee_info: { identity_type: 'ALIPAY_LOGON_ID', identity: 'somebody@example.com', name: '张三' },
  ...more,
});
