/**
 * 旧表里的一行（照 vk-pay-orders 的样子）是什么意思：哪种付款方式、走到哪一步、退过几笔。只看，不写。
 */
import { PLATFORMS, PROVIDERS, supportsPlatform } from '../../../../../../../common/contract/channels';
import { readExtra } from '../../../../../../../common/contract/extra';
import { CUSTOM_RULES } from '../../../../../../../common/contract/payments/custom';
import type { HistoryEntry, OrderStatus } from '../../../../../../../common/contract/payments/order';
import { orderIdOf, OUT_TRADE_NO_PATTERN } from '../../../../../../../common/contract/payments/order-number';
import { DEFAULT_PID } from '../../config/config';
import type { Kernel } from '../../kernel/kernel';
import type { Document } from '../../kernel/vk';
import { shardOf } from '../../ledger/shard';
import type { OrderRecord } from '../../orders/record';
import type { RefundRecord } from '../../refunds/record';
import { mayBeOurs } from '../../refunds/store';

const OLD_TABLE = 'vk-pay-orders';

/** 它的数字状态 → 走过的每一步。 */
const STEPS: Readonly<Record<string, readonly Pick<HistoryEntry, 'to' | 'reason'>[]>> = {
  '-1': [{ to: 'CLOSED', reason: 'gateway_closed' }],
  '0': [],
  '1': [{ to: 'SUCCESS', reason: 'verified_paid' }],
  '2': [{ to: 'SUCCESS', reason: 'verified_paid' }],
  '3': [
    { to: 'SUCCESS', reason: 'verified_paid' },
    { to: 'REFUND', reason: 'refunded_in_full' },
  ],
};

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const whole = (value: unknown): number => (Number.isSafeInteger(value) && Number(value) >= 0 ? Number(value) : 0);
/** 没有写期限的，微信是两小时。 */
const OPEN_MS = 2 * 3_600_000;

/** 退过的每一笔；旧表只写了合计的，差额算作最后一次的。合计总等于订单的已退金额。 */
function refundsOfOld(order: OrderRecord, row: Document): RefundRecord[] {
  const listed = Array.isArray(row['refund_list']) ? (row['refund_list'] as unknown[]) : [];
  const { out_trade_no, provider, platform, pid, mchid, appid, user_id, type, transaction_id } = order;
  const refunds: RefundRecord[] = [];
  let refunded_fee = 0;
  const push = (out_refund_no: string, refund_fee: number, at: number, reason: string): void => {
    refunded_fee += refund_fee;
    const step = { source: 'query', at, requestId: OLD_TABLE } as const;
    refunds.push({
      _id: out_refund_no,
      out_refund_no,
      out_trade_no,
      provider,
      platform,
      pid,
      mchid,
      appid,
      user_id,
      type,
      shard: shardOf(out_refund_no),
      ...(transaction_id ? { transaction_id } : {}),
      refund_fee,
      total_fee: order.total_fee,
      refunded_fee,
      reason,
      status: 'SUCCESS',
      operator: OLD_TABLE,
      // 旧的业务处理没有「收回」这回事，不替它补做。
      revoke: { status: 'DONE', attempts: 0, next_date: 0 },
      history: [
        { ...step, from: null, to: 'PENDING', reason: 'created' },
        { ...step, from: 'PENDING', to: 'SUCCESS', reason: 'verified_refunded' },
      ],
      version: 1,
      next_query_date: 0,
      query_attempts: 0,
      create_date: at,
      update_date: at,
      refund_date: at,
    });
  };
  for (const item of listed) {
    const entry = (item ?? {}) as Document;
    const [out_refund_no, fee] = [text(entry['out_refund_no']), whole(entry['refund_fee'])];
    if (!mayBeOurs(out_refund_no) || fee < 1 || refunded_fee + fee > order.refund_fee) continue;
    if (refunds.some(({ _id }) => _id === out_refund_no)) continue;
    push(out_refund_no, fee, whole(entry['refund_date']) || order.create_date, text(entry['refund_desc']).slice(0, 80));
  }
  const rest = order.refund_fee - refunded_fee;
  if (rest > 0) {
    const count = Math.max(whole(row['refund_num']), refunds.length + 1);
    push(`${out_trade_no}-${count}`, rest, order.pay_date ?? order.create_date, '旧表没有写明的退款');
  }
  return refunds;
}

export type OldOrder =
  | { readonly order: OrderRecord; readonly refunds: readonly RefundRecord[]; /** 付了，旧表却没有说业务办没办 */ readonly unsure: boolean }
  | { readonly order?: undefined; /** 为什么认不出来 */ readonly why: string };

/** 旧表的一行 → 我们的一张订单与它退过的每一笔。从不抛出。 */
export function readOldOrder(k: Kernel, row: Document): OldOrder {
  const out_trade_no = text(row['out_trade_no']);
  const [, name, end] = /^([a-z]+)_(.+)$/.exec(text(row['pay_type'])) ?? [];
  const provider = PROVIDERS.find((known) => known === name);
  const platform = PLATFORMS.find((known) => known === end);
  const total_fee = whole(row['total_fee']);
  const steps = STEPS[String(row['status'])];
  if (!OUT_TRADE_NO_PATTERN.test(out_trade_no)) return { why: '单号不是我们收的样子' };
  if (!provider || !platform || !supportsPlatform(provider, platform)) return { why: `不认识的 pay_type ${text(row['pay_type'])}` };
  if (total_fee < 1) return { why: 'total_fee 不是正整数（分）' };
  if (!steps) return { why: `不认识的 status ${String(row['status'])}` };
  const pid = text(row['pid']) || DEFAULT_PID;
  const account = k.config.account(provider, platform, pid);
  const create_date = whole(row['create_date']) || k.now();
  const pay_date = whole(row['pay_date']) || whole(row['notify_date']);
  const custom = readExtra(row['custom'] ?? {}, CUSTOM_RULES);
  let status: OrderStatus = 'NOTPAY';
  const history: HistoryEntry[] = [
    { from: null, to: 'NOTPAY', reason: 'created', source: 'create', at: create_date, requestId: OLD_TABLE },
  ];
  for (const { to, reason } of steps) {
    const heard = whole(row['notify_date']) || pay_date;
    const at = to === 'CLOSED' ? whole(row['cancel_date']) || create_date : heard || create_date;
    history.push({
      from: status,
      to,
      reason,
      source: to === 'SUCCESS' && row['notify_mode'] === 1 ? 'notify' : 'query',
      at,
      requestId: OLD_TABLE,
    });
    status = to;
  }
  const refund_fee = status === 'REFUND' ? total_fee : Math.min(whole(row['refund_fee']), total_fee);
  const open = status === 'NOTPAY';
  const paid = status === 'SUCCESS' || status === 'REFUND';
  const told = {
    nickname: text(row['nickname']),
    appid: text(row['appid']),
    platform: text(row['uni_platform']),
    device_id: text(row['device_id']),
    order_no: text(row['order_no']),
  };
  const caller = Object.fromEntries(Object.entries(told).filter(([, value]) => value !== ''));
  const order: OrderRecord = {
    _id: orderIdOf(out_trade_no),
    out_trade_no,
    shard: shardOf(out_trade_no),
    provider,
    platform,
    pay_type: `${provider}_${platform}`,
    pid,
    mchid: text(row['mch_id']) || (account?.mchid ?? ''),
    appid: text(row['provider_appid']) || (account?.appid ?? ''),
    user_id: text(row['user_id']),
    type: text(row['type']) || 'unknown',
    subject: text(row['description']) || out_trade_no,
    total_fee,
    refund_fee,
    refunding_fee: 0,
    ...(paid ? { paid_fee: total_fee } : {}),
    status,
    ...(text(row['transaction_id']) ? { transaction_id: text(row['transaction_id']) } : {}),
    custom: custom.ok ? custom.value : {},
    ...(text(row['client_ip']) ? { client_ip: text(row['client_ip']) } : {}),
    ...(Object.keys(caller).length > 0 ? { caller } : {}),
    // 旧的业务处理办过没有，它自己记着；没有办成的从这里接着办。
    fulfil: {
      status: paid && row['user_order_success'] !== false ? 'DONE' : paid ? 'FAILED' : 'NONE',
      attempts: 0,
      next_date: 0,
    },
    history,
    version: 1,
    next_query_date: open ? k.now() : 0,
    query_attempts: 0,
    requested_date: create_date,
    expire_date: Math.max(create_date + OPEN_MS, open ? k.now() : 0),
    create_date,
    update_date: k.now(),
    ...(paid ? { pay_date: pay_date || create_date } : {}),
  };
  return { order, refunds: refundsOfOld(order, row), unsure: status === 'SUCCESS' && typeof row['user_order_success'] !== 'boolean' };
}
