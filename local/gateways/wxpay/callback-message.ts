/**
 * 回调报文：加密的资源、签名头，以及接收方应当拒绝的各种变体（docs/protocols/wxpay.md §5.1、§1.4、§10.8）。
 */
import { randomUUID } from 'node:crypto';
import type { OutgoingRequest } from '../kit/delivery';
import type { EventType, JsonObject, NotificationVariant } from './model';
import type { WxpayMerchant } from './options';
import { signatureHeaders, stranger, type SignatureOverrides, type SigningKey } from './platform-signature';
import { beijingTime, seal } from './sealed';

const SUMMARY: Readonly<Record<EventType, string>> = {
  'TRANSACTION.SUCCESS': '支付成功',
  'REFUND.SUCCESS': '退款成功',
  'REFUND.ABNORMAL': '退款异常',
  'REFUND.CLOSED': '退款关闭',
};
const STALE_BY_S = 600;
const WRONG_API_KEY = 'wrong-api-v3-key-0123456789abcde';
const UNKNOWN_SERIAL = '7F'.repeat(20);

export interface CallbackMessage {
  readonly id: string;
  readonly url: string;
  readonly eventType: string;
  /** 原始类型，也是加密的附加数据 */
  readonly originalType: string;
  readonly plaintext: JsonObject;
  readonly createdAt: number;
}

export const summaryOf = (eventType: string): string => (Object.hasOwn(SUMMARY, eventType) ? SUMMARY[eventType as EventType] : eventType);
export const originalTypeOf = (eventType: string): string => (eventType.startsWith('REFUND.') ? 'refund' : 'transaction');
/** 通知 id 是 36 个字符。 */
export const newNotificationId = (): string => randomUUID();

function overridesOf(variant: NotificationVariant, now: number): SignatureOverrides {
  if (variant === 'forged') return { privateKey: stranger() };
  if (variant === 'unknownSerial') return { privateKey: stranger(), serial: UNKNOWN_SERIAL };
  if (variant === 'stale') return { timestamp: Math.floor(now / 1000) - STALE_BY_S };
  return variant === 'signTest' ? { signTest: true } : {};
}

/** 翻转密文里的一个比特，其余不动。 */
function flipOneBit(ciphertext: string): string {
  const bytes = Buffer.from(ciphertext, 'base64');
  bytes[0] = (bytes[0] ?? 0) ^ 1;
  return bytes.toString('base64');
}

/**
 * 组成一次投递。每次投递都用新的时间、随机串与 GCM nonce。
 * @param timestamp 覆盖签名时间，秒
 */
export function buildCallback(
  message: CallbackMessage,
  merchant: WxpayMerchant,
  key: SigningKey,
  now: number,
  variant: NotificationVariant = 'genuine',
  timestamp?: number,
): OutgoingRequest {
  const resource = seal(
    JSON.stringify(message.plaintext),
    message.originalType,
    variant === 'wrongApiKey' ? WRONG_API_KEY : merchant.apiV3Key,
  );
  const envelope = {
    id: message.id,
    create_time: beijingTime(message.createdAt),
    resource_type: 'encrypt-resource',
    event_type: message.eventType,
    summary: summaryOf(message.eventType),
    resource: { original_type: message.originalType, ...resource },
  };
  const signed = JSON.stringify(envelope);
  const signature = signatureHeaders(key, signed, now, { ...overridesOf(variant, now), ...(timestamp === undefined ? {} : { timestamp }) });
  const body =
    variant === 'tampered'
      ? JSON.stringify({ ...envelope, resource: { ...envelope.resource, ciphertext: flipOneBit(resource.ciphertext) } })
      : signed;
  return {
    url: message.url,
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Accept: '*/*', 'User-Agent': 'Mozilla/4.0', ...signature },
    body,
  };
}
