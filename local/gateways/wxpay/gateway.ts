/**
 * 把账本、验签、业务、回调与收银台装配成一个网关。付款人的动作（付、失败、离开）也从这里进。
 */
import { Hono } from 'hono';
import { createPlatformCertificate, type PlatformCertificate } from '../../keys';
import { createPoller, deliverByFetch, type OutgoingRequest } from '../kit/delivery';
import { openDocumentStore } from '../kit/document-store';
import { fetchOrReset } from '../kit/lost-connection';
import { createApi } from './api';
import { readMerchantKey } from './authorization';
import { Bills } from './bills';
import { buildCallback, newNotificationId, originalTypeOf } from './callback-message';
import { mountCashier } from './cashier';
import { mountControl } from './control';
import { createExchange } from './exchange';
import { createWxpayFaults, type WxpayFaultScript } from './faults';
import { Ledger, type LedgerView } from './ledger';
import type { EventType, JsonObject, NotificationVariant, Order, Refund } from './model';
import { Notifier, type DeliveryReport } from './notifier';
import { PayerError, type WxpayGatewayOptions, type WxpayMerchant } from './options';
import { Orders } from './orders';
import { PlatformKeys } from './platform-signature';
import { Refunds } from './refunds';

/** 等回调应答的时间（docs/protocols/wxpay.md §5.2）。 */
const ANSWER_TIMEOUT_MS = 5000;
const DEFAULT_SHARE = 0.5;

export interface NotificationOverrides {
  readonly outTradeNo?: string;
  readonly outRefundNo?: string;
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

export interface WxpayGateway {
  readonly app: Hono;
  readonly ledger: LedgerView;
  readonly faults: WxpayFaultScript;
  /** 进程内调用 app；连接被故障断开时抛出 ECONNRESET，与网络上看到的一样 */
  fetch(request: Request): Promise<Response>;
  /** 付款人付款，随后产生回调。@throws PayerError */
  pay(outTradeNo: string, payer?: { openid?: string; coupon?: number }): Order;
  /** 一次失败的尝试（余额不足、密码错误）：订单仍未支付 */
  failAttempt(outTradeNo: string): void;
  /** 付款人离开收银台：什么也不发生 */
  cancel(outTradeNo: string): void;
  /** 决定一笔处理中退款的结局 */
  chooseRefund(outRefundNo: string, outcome: 'SUCCESS' | 'ABNORMAL' | 'CLOSED'): void;
  /** 让一笔处理中的退款立刻出结果，并产生回调 */
  finishRefund(outRefundNo: string): Refund;
  /** 下一件到期工作（回调或退款结果）的时间，毫秒；测试据此拨动时钟 */
  nextDueAt(): number | undefined;
  /** 投递所有到期的回调（并让到期的退款出结果） */
  deliverDue(): Promise<DeliveryReport[]>;
  /** 造一个回调请求但不投递：伪造、过期、探测、改金额…… */
  buildNotification(kind: 'payment' | 'refund', overrides?: NotificationOverrides): OutgoingRequest;
  /** 新增一张平台证书；usedFrom 之后用它签名，缺省立即 */
  rotatePlatformCertificate(usedFrom?: number): Promise<PlatformCertificate>;
  /** 真实时间下自动投递 */
  start(): void;
  stop(): Promise<void>;
  close(): Promise<void>;
}

export function createWxpayGateway(options: WxpayGatewayOptions): WxpayGateway {
  const now = options.clock ?? Date.now;
  const compression = options.timeCompression ?? 1;
  const emit: ConstructorParameters<typeof Ledger>[2] = (event) => options.onEvent?.({ at: now(), ...event });
  const merchants = new Map(options.merchants.map((merchant) => [merchant.mchid, merchant]));
  const merchantOf = (mchid: string): WxpayMerchant => {
    const merchant = merchants.get(mchid);
    if (!merchant) throw new Error(`没有商户 ${mchid}`);
    return merchant;
  };
  const store = openDocumentStore(options.dataFile);
  const ledger = new Ledger(store, now, emit, [...merchants.keys()]);
  const keys = new PlatformKeys(options.platformKeys.certificates, options.platformKeys.publicKeys, now);
  const faults = createWxpayFaults();
  const orders = new Orders(ledger, now, options);
  const notifier = new Notifier({
    ledger,
    keys,
    faults,
    merchant: merchantOf,
    now,
    deliver: options.deliver ?? deliverByFetch(ANSWER_TIMEOUT_MS),
    emit,
    compression,
  });

  const notifyRefund = (refund: Refund): void => {
    const url = refund.notifyUrl ?? merchantOf(refund.mchid).refundNotifyUrl;
    if (!url || refund.state === 'PROCESSING') return;
    notifier.enqueue({
      mchid: refund.mchid,
      eventType: `REFUND.${refund.state}` as EventType,
      outTradeNo: refund.outTradeNo,
      outRefundNo: refund.outRefundNo,
      url,
      plaintext: refunds.noticeOf(refund),
    });
  };
  const refunds: Refunds = new Refunds(ledger, now, options, notifyRefund);
  const exchange = createExchange({
    ledger,
    keys,
    merchants: new Map(options.merchants.map((merchant) => [merchant.mchid, readMerchantKey(merchant)])),
    faults,
    now,
    sleep: options.sleep ?? ((ms) => new Promise((resolve) => setTimeout(resolve, ms))),
    emit,
    legacySpelling: options.legacySpelling ?? false,
  });
  const local = /^https?:\/\/(?:localhost|127\.)/.test(options.publicBaseUrl);

  const requireOrder = (outTradeNo: string): Order => {
    const order = ledger.order(outTradeNo);
    if (!order || order.neverCreated) throw new PayerError('notFound', '订单不存在');
    return order;
  };
  const payOrder = (order: Order, payer: { openid?: string; coupon?: number }): Order =>
    store.transaction(() => {
      const paid = orders.pay(order, payer);
      notifier.enqueue({
        mchid: paid.mchid,
        eventType: 'TRANSACTION.SUCCESS',
        outTradeNo: paid.outTradeNo,
        url: paid.notifyUrl,
        plaintext: orders.view(paid),
      });
      return paid;
    });
  const failOrder = (order: Order): void => {
    orders.requirePayable(order);
    ledger.saveOrder({ ...order, failedAttempts: order.failedAttempts + 1 });
  };

  const app = new Hono();
  app.route(
    '/',
    createApi({
      exchange,
      orders,
      refunds,
      bills: new Bills(ledger, now, options.publicBaseUrl),
      keys,
      refuseLoopbackPayer: options.refuseLoopbackPayer ?? !local,
    }),
  );
  const payerPorts = {
    ledger,
    orders,
    merchantName: (mchid: string) => merchantOf(mchid).name ?? mchid,
    pay: payOrder,
    fail: failOrder,
    find: requireOrder,
  };
  mountCashier(app, payerPorts);
  mountControl(app, { ...payerPorts, faults, refunds });

  const deliverDue = (): Promise<DeliveryReport[]> => {
    store.transaction(() => refunds.advance());
    return notifier.deliverDue();
  };
  const nextDueAt = (): number | undefined =>
    [ledger.nextNotificationAt(), ledger.nextRefundAt()].filter((at) => at !== undefined).sort((a, b) => a - b)[0];
  const poller = createPoller(() => (nextDueAt() ?? Infinity) <= now(), deliverDue);

  return {
    app,
    ledger,
    faults,
    fetch: (request) => fetchOrReset((incoming) => app.fetch(incoming), request),
    pay: (outTradeNo, payer = {}) => payOrder(requireOrder(outTradeNo), payer),
    failAttempt: (outTradeNo) => failOrder(requireOrder(outTradeNo)),
    cancel: (outTradeNo) => void requireOrder(outTradeNo),
    chooseRefund: (outRefundNo, outcome) => refunds.choose(outRefundNo, outcome),
    finishRefund(outRefundNo) {
      const refund = ledger.refund(outRefundNo);
      if (!refund) throw new Error(`没有退款 ${outRefundNo}`);
      if (refund.state === 'PROCESSING') store.transaction(() => refunds.finish(refund));
      return ledger.refund(outRefundNo) ?? refund;
    },
    nextDueAt,
    deliverDue,
    buildNotification(kind, overrides = {}) {
      const source = kind === 'payment' ? paymentSource(ledger, orders, overrides) : refundSource(ledger, refunds, overrides);
      const merchant = merchantOf(source.mchid);
      const named = overrides.serial === undefined ? undefined : keys.byId(overrides.serial);
      const key = named ?? keys.forCallback(merchant.mode, merchant.publicKeyShare ?? DEFAULT_SHARE, 1);
      const amount = source.plaintext['amount'] as JsonObject;
      const plaintext = {
        ...source.plaintext,
        ...(overrides.total === undefined ? {} : { amount: { ...amount, total: overrides.total } }),
        ...overrides.plaintext,
      };
      const eventType = overrides.eventType ?? source.eventType;
      return buildCallback(
        {
          id: newNotificationId(),
          url: overrides.url ?? source.url,
          eventType,
          originalType: originalTypeOf(eventType),
          plaintext,
          createdAt: now(),
        },
        merchant,
        key,
        now(),
        overrides.variant,
        overrides.timestamp,
      );
    },
    async rotatePlatformCertificate(usedFrom = now()) {
      const certificate = await createPlatformCertificate(now());
      keys.add(certificate, usedFrom);
      return certificate;
    },
    start: () => poller.start(),
    stop: () => poller.stop(),
    async close() {
      notifier.close();
      await poller.stop();
      store.close();
    },
  };
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
