/** 回调（5）：头 → 长度 → 时钟 → 序列号 → RSA → 解密 → 窄化。全程不碰数据库。 */
import { PayError } from '../../errors/pay-error';
import type { NotifyAnswer, NotifyEvent, NotifyOutcome, ProviderPorts, RawNotify } from '../provider';
import type { Json } from './client';
import { openResource, type EncryptedResource } from './decrypt';
import { readSignedHeaders, requireSignature } from './headers';
import type { KeyRing, WxpayAccount } from './keys';
import { readRefundObject } from './refund';
import { readTransaction } from './transaction';

const MAX_BODY_BYTES = 64 * 1024;

function parseObject(bytes: Buffer, what: string): Json {
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8'));
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Json;
  } catch {
    // 与「不是对象」一样处理。
  }
  throw new PayError('PARAM', { detail: `${what}不是 JSON 对象` });
}

function readResource(envelope: Json): EncryptedResource {
  const resource = (envelope['resource'] ?? {}) as Record<string, unknown>;
  const { algorithm, nonce, ciphertext, associated_data } = resource;
  if (typeof algorithm !== 'string' || typeof nonce !== 'string' || typeof ciphertext !== 'string') throw new PayError('PARAM', { detail: '回调缺少 resource' });
  return { algorithm, nonce, ciphertext, ...(typeof associated_data === 'string' ? { associated_data } : {}) };
}

/** @throws PayError SIGNATURE / CERTIFICATE 不可信 · NETWORK / BUSY 暂时取不到公钥 · PARAM 畸形 */
export async function parseWxpayNotify(ports: ProviderPorts, ring: KeyRing, account: WxpayAccount, raw: RawNotify): Promise<NotifyEvent> {
  if (raw.body.length === 0 || raw.body.length > MAX_BODY_BYTES) throw new PayError('PARAM', { detail: '回调长度不合法' });
  const headers = readSignedHeaders(raw.headers, ports.now());
  await requireSignature(ring, account, headers, raw.body);

  const envelope = parseObject(raw.body, '回调');
  const id = typeof envelope['id'] === 'string' ? envelope['id'] : '';
  const eventType = typeof envelope['event_type'] === 'string' ? envelope['event_type'] : '';
  const payment = eventType.startsWith('TRANSACTION.');
  const refund = eventType.startsWith('REFUND.');
  if (!payment && !refund) return { kind: 'ignored', id, eventType };

  const plain = parseObject(openResource(readResource(envelope), account.credentials.apiV3Key), '回调明文');
  if (plain['mchid'] !== account.mchid) throw new PayError('PERMISSION', { detail: '回调的商户号不是本商户' });
  if (payment) return { kind: 'payment', id, facts: readTransaction(plain) };
  return { kind: 'refund', id, facts: readRefundObject(plain, 'refund_status') };
}

const FAIL = (message: string): string => JSON.stringify({ code: 'FAIL', message });
const ANSWERS: Readonly<Record<NotifyOutcome, { statusCode: number; body: string }>> = {
  accepted: { statusCode: 200, body: JSON.stringify({ code: 'SUCCESS', message: '成功' }) },
  unverified: { statusCode: 401, body: FAIL('验签失败') },
  retry: { statusCode: 500, body: FAIL('处理失败') },
};

/** 200 之外都会被重发；绝不用 200 配 FAIL（5.2）。 */
export function wxpayAck(outcome: NotifyOutcome): NotifyAnswer {
  return { ...ANSWERS[outcome], headers: { 'content-type': 'application/json; charset=utf-8' } };
}
