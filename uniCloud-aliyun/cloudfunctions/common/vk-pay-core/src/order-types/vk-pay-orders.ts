/**
 * payment_orders 的一行 → vk-uni-pay 的表 vk-pay-orders 的样子（它的公开文档）：业务处理的 `obj.data`、查询的 `payOrder`
 * 都是它。我们不留的（网关的原文 original_data、notify_info，openid——订单里只有它的指纹）没有。
 */
import { PERSONAL_FIELD } from '../../../../../../common/contract/payments/personal-field';
import type { Document } from '../kernel/vk';

/** custom 的加密格子里，替调用方收着的个人信息放在这个键下（compat/habits）。 */
export const MOVED_FIELD = 'vk_moved';

type Values = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Values => typeof value === 'object' && value !== null && !Array.isArray(value);

/** 调用方当时给的 custom：挪进加密格子里的放回原位。 */
function unpack(custom: Values): Values {
  const own = custom[PERSONAL_FIELD];
  if (!isObject(own) || !isObject(own[MOVED_FIELD])) return custom;
  const { [MOVED_FIELD]: moved, ...rest } = own;
  const { [PERSONAL_FIELD]: _, ...plain } = custom;
  return { ...plain, ...(Object.keys(rest).length > 0 ? { [PERSONAL_FIELD]: rest } : {}), ...(moved as Values) };
}

/** -1 已关闭 0 未支付 1 已支付 2 部分退款 3 全额退款 */
function statusOf({ status, refund_fee }: Values): number {
  if (status === 'CLOSED') return -1;
  if (status === 'REFUND') return 3;
  if (status === 'SUCCESS') return Number(refund_fee) > 0 ? 2 : 1;
  return 0;
}

/** 新版 uni 的端名。 */
const UNI_PLATFORMS: Readonly<Record<string, string>> = { 'app-plus': 'app', h5: 'web', mweb: 'web', page: 'web', 'h5-weixin': 'web' };

const HANDLED: Readonly<Record<string, boolean>> = { DONE: true, FAILED: false };

const known = (values: Values): Record<string, unknown> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined && value !== ''));

interface Step {
  readonly to?: unknown;
  readonly source?: unknown;
  readonly at?: unknown;
}
const stepTo = (row: Document, to: string): Step | undefined =>
  (Array.isArray(row['history']) ? (row['history'] as Step[]) : []).find((step) => step.to === to);

/** @param custom 已解开的 custom */
export function oldOrderOf(row: Document, custom: Values): Record<string, unknown> {
  const caller = isObject(row['caller']) ? row['caller'] : {};
  const platform = String(row['platform']);
  const paid = stepTo(row, 'SUCCESS');
  const fulfil = isObject(row['fulfil']) ? row['fulfil'] : {};
  return known({
    _id: row['_id'],
    out_trade_no: row['out_trade_no'],
    pay_type: row['pay_type'],
    platform,
    uni_platform: caller['platform'] ?? UNI_PLATFORMS[platform] ?? platform,
    type: row['type'],
    transaction_id: row['transaction_id'],
    user_id: row['user_id'],
    nickname: caller['nickname'],
    order_no: caller['order_no'],
    device_id: caller['device_id'],
    client_ip: row['client_ip'],
    appid: caller['appid'],
    provider_appid: row['appid'],
    mch_id: row['mchid'],
    pid: row['pid'] === 'default' ? undefined : row['pid'],
    description: row['subject'],
    status: statusOf(row),
    total_fee: row['total_fee'],
    refund_fee: row['refund_fee'],
    user_order_success: HANDLED[String(fulfil['status'])],
    custom: unpack(custom),
    create_date: row['create_date'],
    pay_date: row['pay_date'],
    notify_date: paid?.at ?? row['pay_date'],
    cancel_date: stepTo(row, 'CLOSED')?.at,
    notify_mode: paid === undefined ? undefined : paid.source === 'notify' ? 1 : 0,
    provider: row['provider'],
  });
}

/** 业务处理看到的：已支付。 */
export const paidOldOrderOf = (row: Document, custom: Values): Record<string, unknown> => ({ ...oldOrderOf(row, custom), status: 1 });

/** vk-uni-pay 的 `obj.data`：订单的字段，连同 custom 的键平铺在顶层（custom 不能盖住订单自己的）。 */
export const noticeDataOf = (row: Values): Record<string, unknown> => ({ ...(row['custom'] as Values | undefined), ...row });
