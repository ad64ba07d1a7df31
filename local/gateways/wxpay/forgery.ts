/** 手工造一个回调请求但不投递：伪造、过期、探测、改金额……测试与排练用。 */
import type { OutgoingRequest } from '../kit/delivery';
import type { Authorizations } from './authorizations';
import type { Ledger } from './ledger';
import type { JsonObject, NotificationVariant } from './model';
import { buildCallback, callbackKey, newNotificationId } from './notice';
import type { WxpayMerchant } from './options';
import type { Orders } from './orders';
import type { Refunds } from './refunds';
import type { PlatformKeys } from './signature';
import type { Transfers } from './transfers';

export type ForgedKind = 'payment' | 'refund' | 'transfer' | 'authorization';

export interface NotificationOverrides {
  readonly outTradeNo?: string;
  readonly outRefundNo?: string;
  readonly outBillNo?: string;
  readonly outAuthorizationNo?: string;
  readonly url?: string;
  /** 改写明文里的金额，分（签名仍是真的） */
  readonly total?: number;
  /** 改写明文的任意字段（签名仍是真的） */
  readonly plaintext?: JsonObject;
  readonly eventType?: string;
  readonly variant?: NotificationVariant;
  /** 指定签名密钥的序列号 */
  readonly serial?: string;
  /** 签名时间，秒 */
  readonly timestamp?: number;
}

export interface ForgePorts {
  readonly ledger: Ledger;
  readonly orders: Orders;
  readonly refunds: Refunds;
  readonly transfers: Transfers;
  readonly authorizations: Authorizations;
  readonly keys: PlatformKeys;
  readonly merchantOf: (mchid: string) => WxpayMerchant;
  readonly now: () => number;
}

export function forge(ports: ForgePorts, kind: ForgedKind, overrides: NotificationOverrides = {}): OutgoingRequest {
  const { ledger, orders, refunds, transfers, authorizations, keys, now } = ports;
  const sources: Readonly<Record<ForgedKind, () => Source>> = {
    payment: () => paymentSource(ledger, orders, overrides),
    refund: () => refundSource(ledger, refunds, overrides),
    transfer: () => transferSource(ledger, transfers, overrides),
    authorization: () => authorizationSource(authorizations, overrides),
  };
  const source = sources[kind]();
  const merchant = ports.merchantOf(source.mchid);
  const named = overrides.serial === undefined ? undefined : keys.byId(overrides.serial);
  const amount = source.plaintext['amount'] as JsonObject;
  const plaintext = {
    ...source.plaintext,
    ...(overrides.total === undefined ? {} : { amount: { ...amount, total: overrides.total } }),
    ...overrides.plaintext,
  };
  return buildCallback(
    {
      id: newNotificationId(),
      url: overrides.url ?? source.url,
      eventType: overrides.eventType ?? source.eventType,
      plaintext,
      createdAt: now(),
    },
    merchant,
    named ?? callbackKey(keys, merchant, 1),
    now(),
    overrides.variant,
    overrides.timestamp,
  );
}

interface Source {
  readonly mchid: string;
  readonly url: string;
  readonly eventType: string;
  readonly plaintext: JsonObject;
}

function paymentSource(ledger: Ledger, orders: Orders, { outTradeNo }: NotificationOverrides): Source {
  const order = outTradeNo === undefined ? ledger.orders().at(-1) : ledger.order(outTradeNo);
  if (!order?.payment) throw new Error('没有已支付的订单可以造回调');
  return { mchid: order.mchid, url: order.notifyUrl, eventType: 'TRANSACTION.SUCCESS', plaintext: orders.view(order) };
}

function refundSource(ledger: Ledger, refunds: Refunds, { outRefundNo }: NotificationOverrides): Source {
  const refund = outRefundNo === undefined ? ledger.refunds().at(-1) : ledger.refund(outRefundNo);
  if (!refund) throw new Error('没有退款可以造回调');
  return { mchid: refund.mchid, url: refund.notifyUrl ?? '', eventType: `REFUND.${refund.state}`, plaintext: refunds.noticeOf(refund) };
}

function transferSource(ledger: Ledger, transfers: Transfers, { outBillNo }: NotificationOverrides): Source {
  const transfer = outBillNo === undefined ? ledger.transfers().at(-1) : ledger.transfer(outBillNo);
  if (!transfer) throw new Error('没有转账可以造回调');
  const { mchid, notifyUrl: url = '' } = transfer;
  return { mchid, url, eventType: 'MCHTRANSFER.BILL.FINISHED', plaintext: transfers.noticeOf(transfer) };
}

function authorizationSource(authorizations: Authorizations, { outAuthorizationNo }: NotificationOverrides): Source {
  const one = outAuthorizationNo === undefined ? authorizations.book.all().at(-1) : authorizations.book.find(outAuthorizationNo);
  if (!one) throw new Error('没有收款授权可以造回调');
  const { mchid, notifyUrl: url } = one;
  return { mchid, url, eventType: 'MCHTRANSFER.AUTHORIZATION.CONFIRMED', plaintext: authorizations.noticeOf(one) };
}
