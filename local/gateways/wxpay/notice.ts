/**
 * 回调：加密的资源、签名头、重试的时间表、怎样算确认，以及接收方应当拒绝的各种变体（docs/protocols/wxpay.md §1.4、§5、§10.8）。
 */
import { randomUUID } from 'node:crypto';
import type { OutgoingRequest } from '../kit/delivery';
import type { NoticeProtocol } from '../kit/notice';
import { HOUR, MINUTE, SECOND } from '../kit/schedule';
import { stranger } from '../kit/stranger';
import type { EventType, JsonObject, NotificationContent, NotificationVariant } from './model';
import { EVENT_RETRIES_MS, isPush, pushAcknowledged, type MessagePush } from './message-push';
import type { WxpayMerchant } from './options';
import { rfc3339, seal } from './sealed';
import { signatureHeaders, type PlatformKeys, type SignatureOverrides, type SigningKey } from './signature';

/** 重试间隔：最多 15 次，合计 24 小时 4 分（§5.3）。 */
export const RETRY_INTERVALS_MS: readonly number[] = [
  15 * SECOND,
  15 * SECOND,
  30 * SECOND,
  3 * MINUTE,
  10 * MINUTE,
  20 * MINUTE,
  30 * MINUTE,
  30 * MINUTE,
  30 * MINUTE,
  HOUR,
  3 * HOUR,
  3 * HOUR,
  3 * HOUR,
  6 * HOUR,
  6 * HOUR,
];
/** 投诉的通知另有一张表（§13.4）：5 秒一次，1 分钟十次，之后每 5 分钟，最多一千次。 */
const COMPLAINT_RETRIES_MS: readonly number[] = [
  5 * SECOND,
  ...Array.from({ length: 10 }, () => MINUTE),
  ...Array.from({ length: 988 }, () => 5 * MINUTE),
];
/** 只有 200 与 204 算确认，正文不看（§5.2）。 */
const ACKNOWLEDGING: readonly number[] = [200, 204];
const DEFAULT_PUBLIC_KEY_SHARE = 0.5;

const SUMMARY: Readonly<Record<EventType, string>> = {
  'TRANSACTION.SUCCESS': '支付成功',
  'REFUND.SUCCESS': '退款成功',
  'REFUND.ABNORMAL': '退款异常',
  'REFUND.CLOSED': '退款关闭',
  'MCHTRANSFER.BILL.FINISHED': '商家转账单据终态通知',
  'MCHTRANSFER.AUTHORIZATION.CONFIRMED': '商家转账用户免确认收款授权确认通知',
  'MCHTRANSFER.AUTHORIZATION.CLOSED': '商家转账用户免确认收款授权关闭通知',
  'COMPLAINT.CREATE': '产生新投诉',
  'COMPLAINT.STATE_CHANGE': '投诉单状态变化',
};
const STALE_BY_S = 600;
const WRONG_API_KEY = 'wrong-api-v3-key-0123456789abcde';
const UNKNOWN_SERIAL = '7F'.repeat(20);

export interface CallbackMessage {
  readonly id: string;
  readonly url: string;
  readonly eventType: string;
  readonly plaintext: JsonObject;
  readonly createdAt: number;
}

const summaryOf = (eventType: string): string => (Object.hasOwn(SUMMARY, eventType) ? SUMMARY[eventType as EventType] : eventType);
const ORIGINAL_TYPES: readonly (readonly [string, string])[] = [
  ['REFUND.', 'refund'],
  ['MCHTRANSFER.', 'mch_payment'],
  // 没有公布【未证实】
  ['COMPLAINT.', 'complaint'],
];
const originalTypeOf = (eventType: string): string => ORIGINAL_TYPES.find(([prefix]) => eventType.startsWith(prefix))?.[1] ?? 'transaction';
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
  // 原始类型也是加密的附加数据。
  const originalType = originalTypeOf(message.eventType);
  const resource = seal(JSON.stringify(message.plaintext), originalType, variant === 'wrongApiKey' ? WRONG_API_KEY : merchant.apiV3Key);
  const envelope = {
    id: message.id,
    create_time: rfc3339(message.createdAt),
    resource_type: 'encrypt-resource',
    event_type: message.eventType,
    summary: summaryOf(message.eventType),
    resource: { original_type: originalType, ...resource },
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

/** 这个商户的第 sequence 个回调用哪把密钥签名。 */
export function callbackKey(keys: PlatformKeys, merchant: WxpayMerchant, sequence: number): SigningKey {
  return keys.forCallback(merchant.mode, merchant.publicKeyShare ?? DEFAULT_PUBLIC_KEY_SHARE, sequence);
}

export function noticeProtocol(
  keys: PlatformKeys,
  merchantOf: (mchid: string) => WxpayMerchant,
  pushes: Pick<MessagePush, 'request'>,
): NoticeProtocol<NotificationContent> {
  return {
    newId: newNotificationId,
    label: ({ eventType }) => eventType,
    // xpay 的推送多久重发一次没有公布（§13.2），照支付的来。
    intervals(notice) {
      if (isPush(notice) && !notice.eventType.startsWith('xpay_')) return EVENT_RETRIES_MS;
      return notice.eventType.startsWith('COMPLAINT.') ? COMPLAINT_RETRIES_MS : RETRY_INTERVALS_MS;
    },
    acknowledged: (answer, notice) => (isPush(notice) ? pushAcknowledged(answer, notice.eventType) : ACKNOWLEDGING.includes(answer.status)),
    request(notice, now, variant) {
      if (isPush(notice)) return pushes.request(notice, now, variant as NotificationVariant | undefined);
      const merchant = merchantOf(notice.mchid);
      const key = callbackKey(keys, merchant, notice.sequence);
      return buildCallback(notice, merchant, key, now, variant as NotificationVariant | undefined);
    },
  };
}
