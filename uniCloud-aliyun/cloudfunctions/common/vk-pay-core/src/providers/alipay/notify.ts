/**
 * 异步通知（7）：表单正文 → 解码一次 → 验签 → app_id / seller_id → 支付或退款。
 * 便宜的检查先于 RSA；不读数据库。一个通知地址同时收支付与退款，以 gmt_refund / refund_fee 区分。
 */
import { PayError } from '../../errors/pay-error';
import type { NotifyEvent, RawNotify } from '../provider';
import type { AlipayAccount } from './client';
import { verifyNotice, type Params } from './sign';
import { fromAlipayTime } from './time';
import { tradeState } from './trade';
import { yuanToFee } from './yuan';

const MAX_FIELDS = 100;
/** 通知最晚约 25 小时后还会重发；更早的报文只可能是重放。 */
const MAX_AGE_MS = 26 * 3_600_000;
const MAX_AHEAD_MS = 5 * 60_000;

/** 表单解码：`+` 为空格，百分号只解一次；重复的键、坏的编码都拒绝。 */
export function parseForm(body: string): Params {
  const params: Record<string, string> = Object.create(null) as Record<string, string>;
  const parts = body.split('&').filter((part) => part !== '');
  if (parts.length > MAX_FIELDS) throw new PayError('PARAM', { detail: '字段过多' });
  for (const part of parts) {
    const at = part.indexOf('=');
    const decode = (text: string): string => {
      try {
        return decodeURIComponent(text.replace(/\+/g, ' '));
      } catch (cause) {
        throw new PayError('PARAM', { detail: '编码不正确', cause });
      }
    };
    const key = decode(at < 0 ? part : part.slice(0, at));
    if (key in params) throw new PayError('PARAM', { detail: `重复的字段 ${key.slice(0, 40)}` });
    params[key] = at < 0 ? '' : decode(part.slice(at + 1));
  }
  return params;
}

function requireOurs(account: AlipayAccount, params: Params): void {
  if (params['app_id'] !== account.appid) throw new PayError('PERMISSION', { detail: '通知的 app_id 不是本应用' });
  const { sellerId } = account.credentials;
  if (sellerId && params['seller_id'] !== sellerId) throw new PayError('PERMISSION', { detail: '通知的 seller_id 不是本商户' });
}

function requireFresh(params: Params, now: number): void {
  const at = fromAlipayTime(params['notify_time']);
  if (at === undefined) throw new PayError('PARAM', { detail: '通知时间缺失或格式不对' });
  if (now - at > MAX_AGE_MS || at - now > MAX_AHEAD_MS) throw new PayError('SIGNATURE', { detail: '通知时间超出范围' });
}

/** @throws PayError PARAM 畸形 · SIGNATURE 验签失败或过期 · PERMISSION 签名真实但不是给我们的 */
export function parseAlipayNotify(account: AlipayAccount, raw: RawNotify, now: number): NotifyEvent {
  const params = parseForm(raw.body.toString('utf8'));
  for (const key of ['sign', 'app_id', 'notify_id', 'out_trade_no', 'trade_status']) {
    if (!params[key]) throw new PayError('PARAM', { detail: `通知缺少 ${key}` });
  }
  requireFresh(params, now);
  if (!verifyNotice(params, account.credentials.alipayKey)) throw new PayError('SIGNATURE', { detail: '通知验签失败' });
  requireOurs(account, params);
  return readEvent(account, params);
}

function readEvent(account: AlipayAccount, params: Params): NotifyEvent {
  const id = params['notify_id'] as string;
  const out_trade_no = params['out_trade_no'] as string;
  const status = params['trade_status'] as string;
  if (params['gmt_refund'] || params['refund_fee']) {
    // 退款通知里的 refund_fee 是累计值，只能认单号，不能比金额。
    if (!params['out_biz_no']) return { kind: 'ignored', id, eventType: `${status} 退款（无退款单号）` };
    const refundedAt = fromAlipayTime(params['gmt_refund']);
    return { kind: 'refund', id, facts: { out_trade_no, out_refund_no: params['out_biz_no'], state: 'SUCCESS', ...(refundedAt === undefined ? {} : { refundedAt }), gatewayState: status } };
  }
  const total_fee = yuanToFee(params['total_amount']);
  const paidAt = fromAlipayTime(params['gmt_payment']);
  return {
    kind: 'payment',
    id,
    facts: {
      out_trade_no,
      state: tradeState(status, paidAt),
      appid: account.appid,
      ...(account.credentials.sellerId && params['seller_id'] ? { mchid: params['seller_id'] } : {}),
      ...(params['trade_no'] ? { transaction_id: params['trade_no'] } : {}),
      ...(total_fee === undefined ? {} : { total_fee }),
      ...(paidAt === undefined ? {} : { paidAt }),
      gatewayState: status,
    },
  };
}

/** return_url 的查询串（5）：验签后只用于展示，从不推进状态。验不过或不成形返回 undefined。 */
export function readReturnUrl(account: AlipayAccount, query: string): { out_trade_no: string; transaction_id?: string } | undefined {
  let params: Params;
  try {
    params = parseForm(query.replace(/^\?/, ''));
  } catch {
    return undefined;
  }
  if (!params['sign'] || !params['out_trade_no'] || params['app_id'] !== account.appid) return undefined;
  if (!verifyNotice(params, account.credentials.alipayKey)) return undefined;
  return { out_trade_no: params['out_trade_no'], ...(params['trade_no'] ? { transaction_id: params['trade_no'] } : {}) };
}
