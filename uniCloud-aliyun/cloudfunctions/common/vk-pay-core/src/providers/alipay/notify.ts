/**
 * 异步通知（docs/protocols/alipay.md §7）：表单正文 → 解码一次 → 验签 → app_id / seller_id → 支付或退款。
 * 便宜的检查先于 RSA；不读数据库。一个通知地址同时收支付与退款，以 gmt_refund / refund_fee 区分。
 */
import { PayError } from '../../kernel/pay-error';
import type { NotifyEvent, RawNotify } from '../provider';
import type { AlipayAccount } from './client';
import { verifyNotice, type Form } from './sign';
import { fromAlipayTime } from './time';
import { tradeState } from './trade';
import { yuanToFee } from './yuan';

const MAX_FIELDS = 100;
/** 通知最晚约 25 小时后还会重发；更早的报文只可能是重放。 */
const MAX_AGE_MS = 26 * 3_600_000;
const MAX_AHEAD_MS = 5 * 60_000;

/** 字段之间的记号：孤立的代理项，解码永远不会产生它，所以整个正文可以只解码一次。 */
const BETWEEN = '\ud800';

/** 表单解码：`+` 为空格，百分号只解一次；重复的键、坏的编码都拒绝。@throws PayError PARAM */
export function parseForm(body: string): Form {
  let text: string;
  try {
    text = decodeURIComponent(body.replaceAll('&', BETWEEN).replaceAll('+', ' '));
  } catch (cause) {
    throw new PayError('PARAM', { detail: '编码不正确', cause });
  }
  const form = new Map<string, string>();
  for (const part of text.split(BETWEEN)) {
    if (part === '') continue;
    const at = part.indexOf('=');
    const name = at < 0 ? part : part.slice(0, at);
    if (form.has(name)) throw new PayError('PARAM', { detail: `重复的字段 ${name.slice(0, 40)}` });
    if (form.size >= MAX_FIELDS) throw new PayError('PARAM', { detail: '字段过多' });
    form.set(name, at < 0 ? '' : part.slice(at + 1));
  }
  return form;
}

function requireOurs(account: AlipayAccount, form: Form): void {
  if (form.get('app_id') !== account.appid) throw new PayError('PERMISSION', { detail: '通知的 app_id 不是本应用' });
  const { sellerId } = account.credentials;
  if (sellerId && form.get('seller_id') !== sellerId) throw new PayError('PERMISSION', { detail: '通知的 seller_id 不是本商户' });
}

function requireFresh(form: Form, now: number): void {
  const at = fromAlipayTime(form.get('notify_time'));
  if (at === undefined) throw new PayError('PARAM', { detail: '通知时间缺失或格式不对' });
  if (now - at > MAX_AGE_MS || at - now > MAX_AHEAD_MS) throw new PayError('SIGNATURE', { detail: '通知时间超出范围' });
}

/** @throws PayError PARAM 畸形 · SIGNATURE 验签失败或过期 · PERMISSION 签名真实但不是给我们的 */
export function parseAlipayNotify(account: AlipayAccount, raw: RawNotify, now: number): NotifyEvent {
  const form = parseForm(raw.body.toString('utf8'));
  for (const key of ['sign', 'app_id', 'notify_id', 'out_trade_no', 'trade_status']) {
    if (!form.get(key)) throw new PayError('PARAM', { detail: `通知缺少 ${key}` });
  }
  requireFresh(form, now);
  if (!verifyNotice(form, account.credentials.alipayKey)) throw new PayError('SIGNATURE', { detail: '通知验签失败' });
  requireOurs(account, form);
  return readEvent(account, form);
}

function readEvent(account: AlipayAccount, form: Form): NotifyEvent {
  const out_trade_no = form.get('out_trade_no') as string;
  const status = form.get('trade_status') as string;
  if (form.get('gmt_refund') || form.get('refund_fee')) {
    // 退款通知里的 refund_fee 是累计值，只能认单号，不能比金额。
    const out_refund_no = form.get('out_biz_no');
    if (!out_refund_no) return { kind: 'ignored', eventType: `${status} 退款（无退款单号）` };
    const refundedAt = fromAlipayTime(form.get('gmt_refund'));
    return {
      kind: 'refund',
      facts: { out_trade_no, out_refund_no, state: 'SUCCESS', ...(refundedAt === undefined ? {} : { refundedAt }), gatewayState: status },
    };
  }
  const total_fee = yuanToFee(form.get('total_amount'));
  const paidAt = fromAlipayTime(form.get('gmt_payment'));
  return {
    kind: 'payment',
    facts: {
      out_trade_no,
      state: tradeState(status, paidAt),
      appid: account.appid,
      ...(account.credentials.sellerId && form.get('seller_id') ? { mchid: form.get('seller_id') } : {}),
      ...(form.get('trade_no') ? { transaction_id: form.get('trade_no') } : {}),
      ...(total_fee === undefined ? {} : { total_fee }),
      ...(paidAt === undefined ? {} : { paidAt }),
      gatewayState: status,
    },
  };
}

/** return_url 的查询串（5）：验签后只用于展示，从不推进状态。验不过或不成形返回 undefined。 */
export function readReturnUrl(account: AlipayAccount, query: string): { out_trade_no: string; transaction_id?: string } | undefined {
  let form: Form;
  try {
    form = parseForm(query.replace(/^\?/, ''));
  } catch {
    return undefined;
  }
  const out_trade_no = form.get('out_trade_no');
  const transaction_id = form.get('trade_no');
  if (!out_trade_no || form.get('app_id') !== account.appid || !verifyNotice(form, account.credentials.alipayKey)) return undefined;
  return { out_trade_no, ...(transaction_id ? { transaction_id } : {}) };
}
