/**
 * 消息推送（docs/protocols/wxpay.md §13.2）：一个地址收这个应用的全部事件。签名 → 解密 → 说的是哪张单；到账与退款一律以查询为准：
 * 明文模式不签正文，谁录下一次签名都能换个正文再送来。配置了 encodingAESKey 就只认密文。失败策略：关。
 */
import { PayError } from '../../kernel/pay-error';
import { asObject } from '../kit/json';
import type { NotifyAnswer, NotifyEvent, NotifyOutcome, RawNotify } from '../provider';
import type { VirtualAccount } from './account';
import { openMessage } from './decrypt';
import { readMessage, type FieldOf } from './message';
import { isPushSignature } from './sign';

const MAX_BODY_BYTES = 64 * 1024;
const MAX_EVENT_TYPE = 60;
const PAID_EVENTS: ReadonlySet<string> = new Set(['xpay_goods_deliver_notify', 'xpay_coin_pay_notify']);
const REFUND_EVENT = 'xpay_refund_notify';
/** 发货信息管理（§13.3）：同一个小程序由微信支付收的，也送到这里 */
const SETTLEMENT_EVENT = 'trade_manage_order_settlement';

const untrusted = (detail: string): PayError => new PayError('SIGNATURE', { outcome: 'unknown', detail });
/** 门口的拒绝各造一次。 */
const REFUSED = {
  signature: untrusted('推送的签名不对'),
  plain: untrusted('配置了 encodingAESKey，推送却是明文'),
  token: new PayError('CERTIFICATE', { outcome: 'unknown', detail: '没有配置消息推送的 token' }),
  length: new PayError('PARAM', { detail: '推送的长度不合法' }),
  shape: new PayError('PARAM', { detail: '推送不是约定的格式' }),
};

function textIn(query: unknown, name: string): string {
  const value = asObject(query)?.[name];
  return typeof value === 'string' ? value : '';
}

/** 签名真的是微信的。@param more 密文：安全模式连它一起签 */
function isFromWeixin({ push }: VirtualAccount['credentials'], query: unknown, name: string, more: readonly string[]): boolean {
  const [timestamp, nonce] = [textIn(query, 'timestamp'), textIn(query, 'nonce')];
  if (!push || timestamp === '' || nonce === '') return false;
  return isPushSignature(textIn(query, name), [push.token, timestamp, nonce, ...more]);
}

function requireMessage(text: string): FieldOf {
  const fieldOf = readMessage(text);
  if (!fieldOf) throw REFUSED.shape;
  return fieldOf;
}

/** 验过签的正文。@throws PayError SIGNATURE / CERTIFICATE / PERMISSION / PARAM */
function openPush({ appid, credentials }: VirtualAccount, { query, body }: RawNotify): { fieldOf: FieldOf; authentic: boolean } {
  if (!credentials.push) throw REFUSED.token;
  if (body.length === 0 || body.length > MAX_BODY_BYTES) throw REFUSED.length;
  const { aesKey } = credentials.push;
  const outside = requireMessage(body.toString('utf8'));
  if (!aesKey) {
    if (!isFromWeixin(credentials, query, 'signature', [])) throw REFUSED.signature;
    return { fieldOf: outside, authentic: false };
  }
  const encrypted = outside('Encrypt');
  if (encrypted === undefined) throw REFUSED.plain;
  if (!isFromWeixin(credentials, query, 'msg_signature', [encrypted])) throw REFUSED.signature;
  return { fieldOf: requireMessage(openMessage(encrypted, aesKey, appid)), authentic: true };
}

/** 发了货的那一次只说估计什么时候放，不用理；放了款的才去看。 */
function settlementIn(fieldOf: FieldOf, authentic: boolean): NotifyEvent {
  const [out_trade_no, released] = [fieldOf('merchant_trade_no'), fieldOf('transaction_id')];
  if (out_trade_no === undefined || released === undefined || fieldOf('settlement_time') === undefined)
    return { kind: 'ignored', eventType: SETTLEMENT_EVENT };
  return { kind: 'look', eventType: SETTLEMENT_EVENT, out_trade_no, released, authentic };
}

/** @throws PayError SIGNATURE / CERTIFICATE 不可信 · PERMISSION 别的应用的 · PARAM 畸形 */
export function parseVirtualNotify(account: VirtualAccount, raw: RawNotify): NotifyEvent {
  const { fieldOf, authentic } = openPush(account, raw);
  const eventType = fieldOf('Event') ?? fieldOf('MsgType') ?? '';
  const paid = PAID_EVENTS.has(eventType);
  if (eventType === SETTLEMENT_EVENT) return settlementIn(fieldOf, authentic);
  const env = fieldOf('Env');
  // 别的事件（发货信息、客服……）也送到这里；另一个环境的单不是我们的钱。
  if ((!paid && eventType !== REFUND_EVENT) || (env !== undefined && env !== String(account.credentials.env)))
    return { kind: 'ignored', eventType: eventType.slice(0, MAX_EVENT_TYPE) };
  const out_trade_no = fieldOf(paid ? 'OutTradeNo' : 'MchOrderId');
  const out_refund_no = paid ? undefined : fieldOf('MchRefundId');
  if (out_trade_no === undefined || (!paid && out_refund_no === undefined)) throw REFUSED.shape;
  return { kind: 'look', eventType, out_trade_no, ...(out_refund_no === undefined ? {} : { out_refund_no }), authentic };
}

/** 没有通过验签的明文推送自称说的是哪张单。 */
export const virtualHint = (_account: VirtualAccount, { body }: RawNotify): string | undefined =>
  body.length > MAX_BODY_BYTES ? undefined : readMessage(body.toString('utf8'))?.('OutTradeNo');

const answer = (statusCode: number, body: string): NotifyAnswer => ({
  statusCode,
  headers: { 'content-type': 'text/plain; charset=utf-8' },
  body,
});
/** 每一种事件、JSON 与 XML 都认 `success`；答了它就是发了货，别的都会再来。 */
const ANSWERS: Readonly<Record<NotifyOutcome, NotifyAnswer>> = {
  accepted: answer(200, 'success'),
  unverified: answer(401, 'unverified'),
  retry: answer(500, 'retry'),
};
export const virtualAck = (outcome: NotifyOutcome): NotifyAnswer => ANSWERS[outcome];

/** 在后台存地址时的核对：签名对的照原样答回 echostr。 */
export function greetWeixin({ credentials }: VirtualAccount, query: unknown): NotifyAnswer | undefined {
  const echo = textIn(query, 'echostr');
  if (!/^[0-9A-Za-z_-]{1,128}$/.test(echo)) return undefined;
  return isFromWeixin(credentials, query, 'signature', []) ? answer(200, echo) : ANSWERS.unverified;
}
