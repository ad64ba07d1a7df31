/**
 * 一笔业务只该付一次：`payment_references` 里一行一个业务单号，写着由哪张支付订单付掉。
 * 换渠道、换单号又付了一次的，第二张认得出是多付的——钱照记，业务不再办，按设置退回或留给人。
 */
import { createHash } from 'node:crypto';
import type { ReceivingKernel } from '../kernel/kernel';
import { LostRace } from '../ledger/conflict';
import type { OrderRecord } from './record';
import { ordersOf, referencesOf } from './store';

const keyOf = ({ type, business_no }: OrderRecord): string =>
  createHash('sha256')
    .update(`${type}\n${business_no ?? ''}`)
    .digest('base64url')
    .slice(0, 32);

/** 付掉之后又全数退回、或没有付成的，不再占着业务单号。 */
const isSpent = (owner: OrderRecord | undefined): boolean => owner === undefined || owner.status === 'REFUND' || owner.status === 'CLOSED';

/**
 * 为一张刚到账的订单占住业务单号。
 * @returns 已由另一张付掉时为那一张的单号；没有业务单号、或占到了时为 undefined
 */
export async function findEarlierPayment(k: ReceivingKernel, order: OrderRecord): Promise<string | undefined> {
  if (order.business_no === undefined) return undefined;
  const references = referencesOf(k);
  const key = keyOf(order);
  const owner = await references.take(key, order._id);
  if (owner === order._id) return undefined;
  if (!isSpent(await ordersOf(k).find(owner))) return owner;
  if (!(await references.replace(key, owner, order._id))) throw new LostRace();
  return undefined;
}
