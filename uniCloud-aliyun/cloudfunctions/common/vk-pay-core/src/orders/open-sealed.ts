/**
 * 打开订单里加密存放的部分（封上的是 orders/seal）：交给订单类型处理业务、收回权益时用。回调函数只需要这一半。
 * 失败策略：解不开就抛出，业务处理失败、按排期重试并告警，不拿空的资料去发货。
 */
import { COLLECTIONS } from '../kernel/collections';
import type { ReceivingKernel } from '../kernel/kernel';
import { decryptData, isSealed, type SealedPlace } from '../security/cipher';
import type { OrderRecord } from './record';

export type Custom = Readonly<Record<string, unknown>>;
export type SealedPart = 'custom' | 'intent' | 'payer';
export type Sealable = Pick<OrderRecord, '_id' | 'custom' | 'intent'>;

export const placeOf = (id: string, part: SealedPart, key: string): SealedPlace => ({
  collection: COLLECTIONS.orders,
  id,
  field: `${part}.${key}`,
});

/** @throws PayError CERTIFICATE 解不开 */
export function openSealed(k: ReceivingKernel, id: string, part: SealedPart, custom: Custom): Custom {
  const sealed = Object.entries(custom).filter(([, value]) => isSealed(value));
  if (sealed.length === 0) return custom;
  const opened = sealed.map(([key, value]) => [key, decryptData(k.config.cipher, value as string, placeOf(id, part, key))] as const);
  return { ...custom, ...Object.fromEntries(opened) };
}

/** 交给订单类型的 custom。@throws PayError CERTIFICATE 解不开 */
export function openCustom(k: ReceivingKernel, { _id, custom }: Sealable): Custom {
  return openSealed(k, _id, 'custom', custom);
}

export const payerPlace = (id: string): SealedPlace => placeOf(id, 'payer', 'openid');
/** 封在订单上的付款人编号；没有的 undefined。@throws PayError CERTIFICATE 解不开 */
export function openPayer(k: ReceivingKernel, { _id, payer }: Pick<OrderRecord, '_id' | 'payer'>): string | undefined {
  const openid = payer === undefined ? undefined : decryptData(k.config.cipher, payer, payerPlace(_id));
  return typeof openid === 'string' && openid !== '' ? openid : undefined;
}

/** 给人看的：不带封上的部分。 */
export function withoutSealed(custom: Custom): Custom {
  return Object.fromEntries(Object.entries(custom).filter(([, value]) => !isSealed(value)));
}
