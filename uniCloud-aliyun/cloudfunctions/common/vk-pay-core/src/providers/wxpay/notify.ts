/** 回调（docs/protocols/wxpay.md §5）：头 → 时钟 → 长度 → 序列号 → RSA → 解密 → 窄化。全程不碰数据库。失败策略：关。 */
import type { KeyObject } from 'node:crypto';
import { PayError } from '../../kernel/pay-error';
import type { NotifyAnswer, NotifyEvent, NotifyOutcome, ProviderPorts, RawNotify, RefundFacts, TradeFacts } from '../provider';
import type { WxpayAccount } from './account';
import { readAuthorization } from './authorization';
import { openResource, readResource } from './decrypt';
import { readSignedHeaders, signedHeadersOf, type SignedHeaders } from './headers';
import { parseObject, textOf, type Json } from '../kit/json';
import { requireMessage, type KeyRing } from './keys';
import { isFor, namedIn } from './parties';
import { readRefundObject } from './refund';
import { readTransaction } from './trade';
import { readTransferBill } from './transfer-bill';

const MAX_BODY_BYTES = 64 * 1024;
/** 支付只在成功时通知；TRANSACTION. 的其它后缀属于别的产品，明文形状不同。 */
const PAYMENT_EVENT = 'TRANSACTION.SUCCESS';
const REFUND_EVENTS = 'REFUND.';
/** 转账有了结论（成、败、撤销）才通知 */
const TRANSFER_EVENT = 'MCHTRANSFER.BILL.FINISHED';
/** 收款授权：答应了（CONFIRMED）、关了（CLOSED） */
const AUTHORIZATION_EVENTS = 'MCHTRANSFER.AUTHORIZATION.';
/** 投诉来了、有了动静（13.4） */
const COMPLAINT_EVENTS = 'COMPLAINT.';
const MAX_EVENT_TYPE = 60;
/** 门口的拒绝只造一次，与缺签名头的一样（headers）。 */
const WRONG_LENGTH = new PayError('PARAM', { detail: '回调长度不合法' });

/**
 * 一个字节读成一个字符：要用的字段（单号、金额、密文……）都是 ASCII，这样读快一倍；
 * JSON 的记号也都是 ASCII，别的字节只会在文字里面，结构不会读错。
 */
function requireObject(bytes: Buffer, what: string, encoding: 'latin1' | 'utf8' = 'latin1'): Json {
  const json = parseObject(bytes.toString(encoding));
  if (!json) throw new PayError('PARAM', { detail: `${what}不是 JSON 对象` });
  return json;
}

const openEnvelope = (account: WxpayAccount, envelope: Json): Buffer =>
  openResource(readResource(envelope['resource']), account.credentials.apiV3Key, 'latin1');

function requireNumber<Facts extends TradeFacts | RefundFacts>(facts: Facts): Facts {
  if (facts.out_trade_no === '' || ('out_refund_no' in facts && facts.out_refund_no === ''))
    throw new PayError('PARAM', { detail: '回调明文缺少单号' });
  return facts;
}

/** @throws PayError SIGNATURE / CERTIFICATE 不可信 · PERMISSION 别家商户的 · NETWORK / BUSY / RATE_LIMIT 暂时取不到公钥 · PARAM 畸形 */
export function parseWxpayNotify(
  ports: ProviderPorts,
  ring: KeyRing,
  account: WxpayAccount,
  raw: RawNotify,
): Promise<NotifyEvent> | NotifyEvent | PayError {
  const headers = signedHeadersOf(raw.headers, ports.now());
  if (headers instanceof PayError) return headers;
  if (raw.body.length === 0 || raw.body.length > MAX_BODY_BYTES) return WRONG_LENGTH;
  const held = ring.held(account, headers.serial);
  return held ? openVerified(account, headers, raw, held) : openFetched(ring, account, headers, raw);
}

/** 公钥也许要先下载。 */
async function openFetched(ring: KeyRing, account: WxpayAccount, headers: SignedHeaders, raw: RawNotify): Promise<NotifyEvent> {
  return openVerified(account, headers, raw, await ring.find(account, headers.serial, 'notice'));
}

/**
 * 不是付款、退款、转账、收款授权的。投诉的明文里没有商户号：解得开就是用我们的 APIv3 密钥加密的；服务商收到的不说是哪一家特约商户的，不认领。
 * 真实但与本模块无关的：能说出是哪张单就说出来，解不开也照样认领（应答成功、记一行）。
 */
function readOther(account: WxpayAccount, envelope: Json, eventType: string): NotifyEvent {
  const complaint = eventType.startsWith(COMPLAINT_EVENTS) && !account.credentials.partner;
  let said: Json | undefined;
  try {
    said = parseObject(openEnvelope(account, envelope).toString('utf8'));
  } catch (error) {
    if (complaint) throw error;
    // 别的产品可能用别的密钥加密。
  }
  const [out_trade_no, complaint_id] = ['out_trade_no', 'complaint_id'].map((name) => said && textOf(said, name));
  const named = eventType.slice(0, MAX_EVENT_TYPE);
  if (complaint && complaint_id) return { kind: 'complaint', facts: { complaint_id, action: named } };
  return { kind: 'ignored', eventType: named, ...(out_trade_no ? { out_trade_no } : {}) };
}

function openVerified(account: WxpayAccount, headers: SignedHeaders, raw: RawNotify, key: KeyObject): NotifyEvent {
  requireMessage(headers, raw.body, key);

  const envelope = requireObject(raw.body, '回调');
  const eventType = textOf(envelope, 'event_type') ?? '';
  const payment = eventType === PAYMENT_EVENT;
  const transfer = eventType === TRANSFER_EVENT;
  const authorization = eventType.startsWith(AUTHORIZATION_EVENTS);
  if (!payment && !transfer && !authorization && !eventType.startsWith(REFUND_EVENTS)) return readOther(account, envelope, eventType);

  // 转账的事实里有给人看的话（失败的原因）。
  const plain = requireObject(openEnvelope(account, envelope), '回调明文', transfer || authorization ? 'utf8' : 'latin1');
  if (!(transfer ? textOf(plain, 'mch_id') === account.mchid : isFor(account, plain))) {
    const mchid = textOf(plain, 'mch_id') ?? namedIn(plain).mchid ?? '';
    throw new PayError('PERMISSION', {
      detail: `回调的商户号 ${mchid} 不是本商户（单号 ${textOf(plain, transfer ? 'out_bill_no' : authorization ? 'out_authorization_no' : 'out_trade_no') ?? ''}）`,
    });
  }
  if (transfer) return { kind: 'transfer', facts: readTransferBill(plain) };
  if (authorization) return { kind: 'authorization', facts: readAuthorization(plain), said: plain };
  if (payment) return { kind: 'payment', facts: requireNumber(readTransaction(plain)) };
  return { kind: 'refund', facts: requireNumber(readRefundObject(plain, 'refund_status')) };
}

/** 验签没过而密文解得开的（换密钥、公钥取不到时才会这样）：里面写的单号。解不开的没有。 */
export function wxpayHint(account: WxpayAccount, raw: RawNotify, now: number): string | undefined {
  readSignedHeaders(raw.headers, now);
  const envelope = requireObject(raw.body, '回调');
  const plain = openEnvelope(account, envelope);
  return textOf(parseObject(plain.toString('utf8')) ?? {}, 'out_trade_no');
}

const FAIL = (message: string): string => JSON.stringify({ code: 'FAIL', message });
const answer = (statusCode: number, body: string): NotifyAnswer => ({
  statusCode,
  headers: { 'content-type': 'application/json; charset=utf-8' },
  body,
});
/** 200 与 204 之外都会被重发；绝不用 200 配 FAIL（5.2）。 */
const ANSWERS: Readonly<Record<NotifyOutcome, NotifyAnswer>> = {
  accepted: answer(200, JSON.stringify({ code: 'SUCCESS', message: '成功' })),
  unverified: answer(401, FAIL('验签失败')),
  retry: answer(500, FAIL('处理失败')),
};

export const wxpayAck = (outcome: NotifyOutcome): NotifyAnswer => ANSWERS[outcome];
