/** 下单：建订单，或接着付同一笔。 */
import { randomBytes } from 'node:crypto';
import type { Call } from './admission';
import { GatewayError } from './errors';
import { parse } from './fields';
import type { Ledger } from './ledger';
import { createShape } from './request-shapes';

/** @throws GatewayError */
export function createOrder(ledger: Ledger, now: number, { merchant, body }: Call): Readonly<Record<string, unknown>> {
  const { no, total, subject, until, notify, app } = parse(createShape, body);
  const existing = ledger.order(no);
  if (existing) {
    if (existing.total !== total || existing.state !== 'NOTPAY') throw new GatewayError('NUMBER_USED', '单号用过了');
    return { code: existing.code };
  }
  const code = `toypay://${randomBytes(8).toString('hex')}`;
  const { merchantId } = merchant;
  ledger.save({ merchantId, outTradeNo: no, app, total, subject, notifyUrl: notify, code, createdAt: now, payUntil: until, state: 'NOTPAY' });
  return { code };
}
