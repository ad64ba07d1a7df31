/**
 * 还在旧表 vk-pay-orders 里的订单：第一次被问到（通知、查询、退款）时照原样抄进 payment_orders，从此与别的订单一样。
 * 旧表一个字也不改；抄过的不再抄；认不出是哪种付款方式、金额不对的不抄，照「没有这张单」处理。
 */
import { PLATFORMS, PROVIDERS, supportsPlatform } from '../../../../../../common/contract/channels';
import { readExtra } from '../../../../../../common/contract/extra';
import { CUSTOM_RULES } from '../../../../../../common/contract/payments/custom';
import type { HistoryEntry, OrderStatus } from '../../../../../../common/contract/payments/order';
import { orderIdOf, OUT_TRADE_NO_PATTERN } from '../../../../../../common/contract/payments/order-number';
import { DEFAULT_PID } from '../config/config';
import type { Kernel } from '../kernel/kernel';
import type { Document } from '../kernel/vk';
import { shardOf } from '../ledger/shard';
import type { OrderRecord } from '../orders/record';
import { ordersOf } from '../orders/store';
import { findOldOrder } from './old-orders/store';

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

/** 旧表的一行 → 我们的一张订单；认不出来的返回 undefined。 */
function fromOldOrder(k: Kernel, row: Document): OrderRecord | undefined {
  const out_trade_no = text(row['out_trade_no']);
  const [, name, end] = /^([a-z]+)_(.+)$/.exec(text(row['pay_type'])) ?? [];
  const provider = PROVIDERS.find((known) => known === name);
  const platform = PLATFORMS.find((known) => known === end);
  const total_fee = whole(row['total_fee']);
  const steps = STEPS[String(row['status'])];
  if (!OUT_TRADE_NO_PATTERN.test(out_trade_no) || !provider || !platform || !supportsPlatform(provider, platform)) return undefined;
  if (total_fee < 1 || !steps) return undefined;
  const pid = text(row['pid']) || DEFAULT_PID;
  const account = k.config.account(provider, platform, pid);
  const create_date = whole(row['create_date']) || k.now();
  const pay_date = whole(row['pay_date']) || whole(row['notify_date']);
  const custom = readExtra(row['custom'] ?? {}, CUSTOM_RULES);
  let status: OrderStatus = 'NOTPAY';
  const history: HistoryEntry[] = [
    { from: null, to: 'NOTPAY', reason: 'created', source: 'create', at: create_date, requestId: 'vk-pay-orders' },
  ];
  for (const { to, reason } of steps) {
    const at = to === 'CLOSED' ? whole(row['cancel_date']) || create_date : pay_date || create_date;
    history.push({ from: status, to, reason, source: 'query', at, requestId: 'vk-pay-orders' });
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
  };
  const caller = Object.fromEntries(Object.entries(told).filter(([, value]) => value !== ''));
  return {
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
}

/** 我们的订单；没有而旧表里有的，先抄过来。 */
export async function findOrAdopt(k: Kernel, out_trade_no: string): Promise<OrderRecord | undefined> {
  if (!OUT_TRADE_NO_PATTERN.test(out_trade_no)) return undefined;
  const known = await ordersOf(k).find(out_trade_no);
  if (known) return known;
  const row = await findOldOrder(k.vk, out_trade_no);
  const order = row && fromOldOrder(k, row);
  if (!order) return undefined;
  await ordersOf(k).add(order);
  return ordersOf(k).find(out_trade_no);
}
