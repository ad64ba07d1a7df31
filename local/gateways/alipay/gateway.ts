/**
 * 把账本、进门检查、业务、通知与收银台装配成一个网关。付款人的动作（付、失败、离开）也从这里进。
 */
import { createPrivateKey } from 'node:crypto';
import { Hono } from 'hono';
import { createPoller, deliverByFetch, type OutgoingRequest } from '../kit/delivery';
import { openDocumentStore } from '../kit/document-store';
import { fetchOrReset } from '../kit/lost-connection';
import { registerApp } from './admission';
import { endpointsOf } from './api';
import { mountCashier, type PayerPorts } from './cashier';
import { mountControl } from './control';
import type { EnvelopeKeys } from './envelope';
import { createExchange } from './exchange';
import { createAlipayFaults, type AlipayFaultScript } from './faults';
import { Ledger, type LedgerView } from './ledger';
import type { Buyer, NoticeKind, NoticeVariant, Refund, Trade } from './model';
import { newNotifyId, noticeFields, noticeRequest, returnAddress } from './notice';
import { Notifier, type DeliveryReport } from './notifier';
import { PayerError, type AlipayApp, type AlipayGatewayOptions } from './options';
import { Purchases } from './purchases';
import { Refunds } from './refunds';
import { Trades } from './trades';

/** 等通知应答的时间；文档没有数字，取与微信相同。 */
const ANSWER_TIMEOUT_MS = 5000;
/** 退款期按合同，多为 12 个月（docs/protocols/alipay.md §6） */
const REFUND_WINDOW_MS = 365 * 24 * 3600_000;

export interface NoticeOverrides {
  readonly outTradeNo?: string;
  readonly outRequestNo?: string;
  readonly url?: string;
  /** 改写任意字段（签名仍是真的）；空串就是一个空字段 */
  readonly fields?: Readonly<Record<string, string>>;
  readonly variant?: NoticeVariant;
  /** 发出的时刻，毫秒 */
  readonly at?: number;
}

export interface AlipayGateway {
  readonly app: Hono;
  readonly ledger: LedgerView;
  readonly faults: AlipayFaultScript;
  /** 进程内调用 app；连接被故障断开时抛出 ECONNRESET，与网络上看到的一样 */
  fetch(request: Request): Promise<Response>;
  /** 付款人付款，随后产生通知；只有二维码时先扫码。@throws PayerError */
  pay(outTradeNo: string, buyer?: Partial<Buyer>): Trade;
  /** 付款人扫码：交易从这时才存在。@throws PayerError */
  scan(qrCode: string): Trade;
  /** 一次失败的尝试：仍未付款 */
  failAttempt(outTradeNo: string): void;
  /** 付款人离开收银台：什么也不发生 */
  cancel(outTradeNo: string): void;
  /** 下一个通知到期的时间，毫秒；测试据此拨动时钟 */
  nextDueAt(): number | undefined;
  deliverDue(): Promise<DeliveryReport[]>;
  /** 造一个通知请求但不投递：伪造、过期、改金额…… */
  buildNotification(kind: NoticeKind, overrides?: NoticeOverrides): OutgoingRequest;
  /** 付款后跳回商户的地址，带签名 */
  buildReturnUrl(outTradeNo: string, returnUrl: string): string;
  /** 真实时间下自动投递 */
  start(): void;
  stop(): Promise<void>;
  close(): Promise<void>;
}

export function createAlipayGateway(options: AlipayGatewayOptions): AlipayGateway {
  const now = options.clock ?? Date.now;
  const emit: ConstructorParameters<typeof Ledger>[2] = (event) => options.onEvent?.({ at: now(), ...event });
  const apps = new Map(options.apps.map((app) => [app.appId, registerApp(app)]));
  const appOf = (appId: string): AlipayApp => {
    const app = apps.get(appId);
    if (!app) throw new Error(`没有应用 ${appId}`);
    return app;
  };
  const privateKey = createPrivateKey(options.alipay.privateKeyPem);
  const keysFor = (app: AlipayApp): EnvelopeKeys => ({
    privateKey,
    certSn: app.mode === 'certificate' ? options.alipay.certSn : undefined,
  });
  const extraNotices = new Set(options.extraNotices ?? []);
  const store = openDocumentStore(options.dataFile);
  const ledger = new Ledger(
    store,
    now,
    emit,
    [...new Set(options.apps.map((app) => app.sellerId))],
    options.refundWindowMs ?? REFUND_WINDOW_MS,
  );
  const faults = createAlipayFaults();
  const notifier = new Notifier({
    ledger,
    key: privateKey,
    faults,
    app: appOf,
    now,
    deliver: options.deliver ?? deliverByFetch(ANSWER_TIMEOUT_MS),
    emit,
    compression: options.timeCompression ?? 1,
  });
  const purchases = new Purchases(ledger, now);
  // 部分退款缺省有通知；全额退款的通知不可依赖，要另外打开（§7）。
  const refunds = new Refunds(ledger, now, options, (refund: Refund, trade: Trade) => {
    if (trade.status !== 'TRADE_CLOSED' || extraNotices.has('FULL_REFUND')) notifier.enqueue('refund', trade, refund);
  });
  const trades = new Trades(ledger, now, (trade) => refunds.refundAll(trade));
  const exchange = createExchange(
    {
      ledger,
      apps,
      faults,
      keysFor,
      timestampToleranceMs: options.timestampToleranceMs,
      now,
      sleep: options.sleep ?? ((ms) => new Promise((resolve) => setTimeout(resolve, ms))),
      emit,
    },
    endpointsOf({ ledger, purchases, trades, refunds, notifier, extraNotices, now }),
  );

  const payTrade = (trade: Trade, buyer: Partial<Buyer> = {}): Trade =>
    store.transaction(() => {
      const paid = trades.pay(trade, buyer);
      notifier.enqueue('payment', paid);
      return paid;
    });
  const scan = (code: string): Trade | undefined => {
    const known = ledger.qrCodeByCode(code)?.scanned ?? true;
    const trade = store.transaction(() => purchases.scan(code));
    if (trade && !known && extraNotices.has('WAIT_BUYER_PAY')) notifier.enqueue('waiting', trade);
    return trade;
  };
  /** 按商户订单号找交易；只有二维码时扫它。 */
  const findByNumber = (outTradeNo: string): Trade | undefined => {
    const qr = ledger.qrCode(outTradeNo);
    return ledger.trade(outTradeNo) ?? (qr && scan(qr.code));
  };
  const requireTrade = (outTradeNo: string): Trade => {
    const trade = findByNumber(outTradeNo);
    if (!trade) throw new PayerError('notFound', '交易不存在，或二维码已失效');
    return trade;
  };
  const returnTo = (returnUrl: string, trade: Trade): string => returnAddress(returnUrl, trade, appOf(trade.appId), privateKey, now());

  const app = new Hono();
  app.on(['GET', 'POST'], '/gateway.do', exchange.handle);
  const payer: PayerPorts = {
    ledger,
    purchases,
    trades,
    publicBaseUrl: options.publicBaseUrl,
    merchantName: (trade) => appOf(trade.appId).name ?? trade.sellerId,
    pay: payTrade,
    fail: (trade) => trades.fail(trade),
    scan,
    returnTo,
  };
  mountCashier(app, payer);
  mountControl(app, { ...payer, faults, admitted: exchange.admitted, keysFor, findByNumber, now });
  const nextDueAt = (): number | undefined => ledger.nextNoticeAt();
  const poller = createPoller(
    () => (nextDueAt() ?? Infinity) <= now(),
    () => notifier.deliverDue(),
  );

  return {
    app,
    ledger,
    faults,
    fetch: (request) => fetchOrReset((incoming) => app.fetch(incoming), request),
    pay: (outTradeNo, buyer) => payTrade(requireTrade(outTradeNo), buyer),
    scan(qrCode) {
      const trade = scan(qrCode);
      if (!trade) throw new PayerError('expired', '二维码无效或已过期');
      return trade;
    },
    failAttempt: (outTradeNo) => trades.fail(requireTrade(outTradeNo)),
    cancel: (outTradeNo) => void requireTrade(outTradeNo),
    nextDueAt,
    deliverDue: () => notifier.deliverDue(),
    buildNotification(kind, overrides = {}) {
      const trade = overrides.outTradeNo === undefined ? ledger.trades().at(-1) : ledger.trade(overrides.outTradeNo);
      if (!trade) throw new Error('没有交易可以造通知');
      const made = ledger.refunds(trade.outTradeNo);
      const refund = overrides.outRequestNo === undefined ? made.at(-1) : made.find((item) => item.outRequestNo === overrides.outRequestNo);
      if (kind === 'refund' && !refund) throw new Error('没有退款可以造通知');
      const at = overrides.at ?? now();
      const fields = noticeFields(kind, trade, appOf(trade.appId), newNotifyId(at), kind === 'refund' ? refund : undefined);
      return noticeRequest(overrides.url ?? trade.notifyUrl ?? '', { ...fields, ...overrides.fields }, privateKey, at, overrides.variant);
    },
    buildReturnUrl: (outTradeNo, returnUrl) => returnTo(returnUrl, requireTrade(outTradeNo)),
    start: () => poller.start(),
    stop: () => poller.stop(),
    async close() {
      notifier.close();
      await poller.stop();
      store.close();
    },
  };
}
