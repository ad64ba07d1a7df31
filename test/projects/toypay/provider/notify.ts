/** 回调：便宜的检查（头、时钟）先于验签，验签先于解析；全程不碰数据库。 */
import { PayError } from '../../kernel/pay-error';
import { parseObject, textOf } from '../kit/json';
import type { NotifyEvent, RawNotify } from '../provider';
import type { ToypayAccount } from './account';
import { factsOf } from './query';
import { refundFactsOf } from './refund';
import { verifyText } from './sign';

const TOLERANCE_MS = 300_000;

/** @throws PayError SIGNATURE / PARAM */
export function parseToypayNotify(account: ToypayAccount, { headers, body }: RawNotify, now: number): NotifyEvent {
  const time = headers['toypay-time'] ?? '';
  if (!/^\d{13}$/.test(time)) throw new PayError('PARAM', { outcome: 'none', detail: '没有时间' });
  if (Math.abs(Number(time) - now) > TOLERANCE_MS) throw new PayError('SIGNATURE', { outcome: 'none', detail: '过期的通知' });
  const text = body.toString('utf8');
  if (!verifyText(time, text, headers['toypay-sign'] ?? '', account.credentials.secret))
    throw new PayError('SIGNATURE', { outcome: 'none', detail: '验签失败' });
  const fields = parseObject(text);
  if (!fields) throw new PayError('PARAM', { outcome: 'none', detail: '不是 JSON' });
  if (textOf(fields, 'kind') === 'payment') return { kind: 'payment', facts: factsOf(fields) };
  const numbers = { out_trade_no: textOf(fields, 'no') ?? '', out_refund_no: textOf(fields, 'refund_no') ?? '' };
  return { kind: 'refund', facts: refundFactsOf(fields, numbers) };
}

/** 没有通过验签的回调自称说的是哪张单；过期的、不像样的没有。 */
export function toypayHint(_account: ToypayAccount, { headers, body }: RawNotify, now: number): string | undefined {
  if (!(Math.abs(Number(headers['toypay-time'] ?? NaN) - now) <= TOLERANCE_MS)) return undefined;
  const fields = parseObject(body.toString('utf8'));
  return fields && textOf(fields, 'no');
}
