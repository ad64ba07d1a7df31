/**
 * 把账本、进门检查、业务、通知与收银台装配成一个网关。付款人的动作（付、失败、离开）也从这里进。
 */
import { createPrivateKey } from 'node:crypto';
import { NO_BILL_FAULTS } from '../kit/bill-faults';
import type { OutgoingRequest } from '../kit/delivery';
import { layGroundwork, runGateway, type RunningGateway } from '../kit/gateway';
import { PayerCodes, type CodeMode } from '../kit/payer-codes';
import { Notifier } from '../kit/notifier';
import { DAY } from '../kit/schedule';
import { createSwitches, type Switches } from '../kit/switches';
import { registerApp } from './admission';
import { endpointsOf } from './api';
import { Authorizations } from './authorizations';
import { Bills, DOWNLOAD_PATH } from './bills';
import { mountCashier, type PayerPorts } from './cashier';
import { mountAlipayControl, revokeAction } from './control';
import { Codepay } from './codepay';
import { Creation } from './creation';
import type { EnvelopeKeys } from './envelope';
import { createHandler } from './exchange';
import { createAlipayFaults, type AlipayFaultScript, type CallbackFault, type Operation } from './faults';
import { Ledger, type LedgerView } from './ledger';
import { identityFor, Logins, type IdentityMode } from './logins';
import type { Buyer, NoticeContent, NoticeKind, NoticeVariant, Refund, Trade, Transfer, TransferStatus } from './model';
import { newNotifyId, noticeFields, noticeProtocol, noticeRequest, returnAddress } from './notice';
import { PayerError, type AlipayApp, type AlipayGatewayOptions, type SwitchName } from './options';
import { Orders } from './orders';
import { Refunds } from './refunds';
import { Royalty } from './royalty';
import { royaltyActions } from './royalty-api';
import { RoyaltyBook, type RoyaltyView } from './royalty-book';
import type { SubCode } from './errors';
import { Transfers } from './transfers';

/** 退款期按合同，多为 12 个月（docs/protocols/alipay.md §6） */
const REFUND_WINDOW_MS = 365 * DAY;

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

export interface AlipayGateway extends RunningGateway<Operation, NoticeContent> {
  readonly ledger: LedgerView;
  /** 分账的账本 */
  readonly royalty: RoyaltyView;
  readonly faults: AlipayFaultScript;
  readonly switches: Switches<SwitchName>;
  /** 付款人付款，随后产生通知；只有二维码时先扫码。@throws PayerError */
  pay(outTradeNo: string, buyer?: Partial<Buyer>): Trade;
  /** 付款人扫码：交易从这时才存在。@throws PayerError */
  scan(qrCode: string): Trade;
  /** 一次失败的尝试：仍未付款 */
  failAttempt(outTradeNo: string): void;
  /** 付款人出示付款码；缺省付得成 */
  showCode(mode?: CodeMode): string;
  /** 付款人离开收银台：什么也不发生 */
  cancel(outTradeNo: string): void;
  /** 网关自己关了一笔没付的交易：此后下单回答 ACQ.TRADE_HAS_CLOSE。@throws PayerError */
  closeOrder(outTradeNo: string): Trade;
  /** 决定转账的结果；'*' 为以后的每一笔 */
  chooseTransfer(outBizNo: string, status: TransferStatus): void;
  /** 处理中的一笔转账出了结果。@throws PayerError */
  finishTransfer(outBizNo: string, status: Exclude<TransferStatus, 'DEALING'>, errorCode?: string): Transfer;
  /** 商户取消授权：这个 app_auth_token 从此无效 */
  revokeToken(token: string): void;
  /** 以后分给这个接收方都失败；'*' 为以后每一笔，不写错误码就恢复成功 */
  chooseRoyalty(account: string, subCode?: SubCode): void;
  /** 每个收款方余额里还有多少，分 */
  setFunds(available: number): void;
  /** 付款人在小程序里取到的授权码，与换出来的编号 */
  login(appId: string, mode?: IdentityMode, person?: string): { readonly code: string; readonly openid: string };
  /** 造一个通知请求但不投递：伪造、过期、改金额…… */
  buildNotification(kind: NoticeKind, overrides?: NoticeOverrides): OutgoingRequest;
  /** 付款后跳回商户的地址，带签名 */
  buildReturnUrl(outTradeNo: string, returnUrl: string): string;
}

export function createAlipayGateway(options: AlipayGatewayOptions): AlipayGateway {
  const ground = layGroundwork(options);
  const { app, now, store, emit, log, latency, compression } = ground;
  const apps = new Map(options.apps.map((one) => [one.appId, registerApp(one)]));
  const appOf = (appId: string): AlipayApp => {
    const found = apps.get(appId);
    if (!found) throw new Error(`没有应用 ${appId}`);
    return found;
  };
  const privateKey = createPrivateKey(options.alipay.privateKeyPem);
  const keysFor = ({ mode }: AlipayApp): EnvelopeKeys => ({
    privateKey,
    certSn: mode === 'certificate' ? options.alipay.certSn : undefined,
  });
  const extraNotices = new Set(options.extraNotices ?? []);
  const switches = createSwitches<SwitchName>({ documentationExtras: options.documentationExtras ?? false, ...NO_BILL_FAULTS });
  const sellers = [...new Set(options.apps.flatMap((one) => [one, ...(one.authorizations ?? [])]).map(({ sellerId }) => sellerId))];
  const faults = createAlipayFaults();
  const notifier = new Notifier<NoticeContent>({ ...ground, protocol: noticeProtocol(privateKey) });
  const ledger = new Ledger(store, now, emit, sellers, notifier, options.refundWindowMs ?? REFUND_WINDOW_MS);

  const fieldsOf = (notifyId: string, kind: NoticeKind, trade: Trade, refund?: Refund) =>
    noticeFields(notifyId, { kind, trade, refund, app: appOf(trade.appId), documentationExtras: switches.on('documentationExtras') });
  const book = (kind: NoticeKind, trade: Trade, refund?: Refund, fault?: CallbackFault): void => {
    const { notifyUrl: url, outTradeNo, appId, product } = trade;
    if (url === undefined) return;
    const content = (id: string): NoticeContent => ({
      kind,
      appId,
      product,
      outRequestNo: refund?.outRequestNo,
      fields: fieldsOf(id, kind, trade, refund),
    });
    notifier.enqueue({ url, outTradeNo, content }, fault);
  };
  /** 下单时没有给 notify_url 就没有通知，也不动剧本。 */
  const notify = (kind: NoticeKind, trade: Trade, refund?: Refund): void => {
    if (trade.notifyUrl === undefined) return;
    const fault = faults.takeCallback({ outTradeNo: trade.outTradeNo, outRequestNo: refund?.outRequestNo, notice: kind });
    book(kind, trade, refund, fault);
    // 迟到的「等待付款」：状态绝不该因此倒退。它自己不再取用剧本，否则一直生效的规则会没完没了。
    if (fault?.kind === 'lateWaiting') book('waiting', trade);
  };
  const closed = (trade: Trade): void => {
    if (extraNotices.has('TRADE_CLOSED')) notify('closed', trade);
  };

  const creation = new Creation(ledger, now);
  const transfers = new Transfers(ledger, now);
  const royaltyBook = new RoyaltyBook(ledger, now);
  const royalty = new Royalty(ledger, royaltyBook, transfers, now, options, compression);
  // 部分退款缺省有通知；全额退款的通知不可依赖，要另外打开（§7）。
  const refunds = new Refunds(ledger, royalty, now, options, (refund, trade) => {
    if (trade.status !== 'TRADE_CLOSED' || extraNotices.has('FULL_REFUND')) notify('refund', trade, refund);
  });
  const orders = new Orders(ledger, now, (trade) => refunds.refundAll(trade));
  const bills = new Bills(ledger, royaltyBook.view(), now, options.publicBaseUrl, (fault) => switches.on(fault));
  const logins = new Logins(store, now);
  const login: AlipayGateway['login'] = (appId, mode = 'open_id', person = 'payer') => ({
    code: logins.issue(appId, person, mode),
    openid: identityFor(appId, person, mode),
  });
  const chooseTransfer: AlipayGateway['chooseTransfer'] = (outBizNo, status) => transfers.choose(outBizNo, status);
  const finishTransfer: AlipayGateway['finishTransfer'] = (outBizNo, status, errorCode) =>
    store.transaction(() => transfers.finish(outBizNo, status, errorCode));
  const setFunds: AlipayGateway['setFunds'] = (available) => {
    for (const seller of sellers) transfers.setBalance(seller, available);
  };
  const codes = new PayerCodes(store, now, '28', 18);
  const payPaid = (trade: Trade): Trade => {
    const paid = orders.pay(trade);
    notify('payment', paid);
    return paid;
  };
  const codepay = new Codepay(ledger, creation, codes, payPaid);
  const authorizations = new Authorizations(store, now);
  const exchange = createHandler(
    { ...ground, apps, authorizations, faults, keysFor, timestampToleranceMs: options.timestampToleranceMs },
    endpointsOf({ ledger, creation, codepay, orders, refunds, bills, transfers, royalty, logins, closed, now }),
  );

  const scan = (code: string): Trade | undefined => {
    const known = ledger.qrCodeByCode(code)?.scanned ?? true;
    return store.transaction(() => {
      const trade = creation.scan(code);
      if (trade && !known && extraNotices.has('WAIT_BUYER_PAY')) notify('waiting', trade);
      return trade;
    });
  };
  const findByNumber = (outTradeNo: string): Trade | undefined => {
    const qr = ledger.qrCode(outTradeNo);
    return ledger.trade(outTradeNo) ?? (qr && scan(qr.code));
  };
  const requireTrade = (outTradeNo: string): Trade => {
    const trade = findByNumber(outTradeNo);
    if (!trade) throw new PayerError('notFound', '交易不存在，或二维码已失效');
    return trade;
  };
  const closeOrder = (outTradeNo: string): Trade =>
    store.transaction(() => {
      const before = requireTrade(outTradeNo);
      const after = orders.closeByGateway(before);
      if (before.status !== after.status) closed(after);
      return after;
    });
  const payer: PayerPorts = {
    ledger,
    codes,
    orders,
    publicBaseUrl: options.publicBaseUrl,
    merchantName: (trade) => appOf(trade.appId).name ?? trade.sellerId,
    pay: (trade, buyer) =>
      store.transaction(() => {
        const paid = orders.pay(trade, buyer);
        notify('payment', paid);
        return paid;
      }),
    scan,
    returnTo: (returnUrl, trade) => returnAddress(returnUrl, trade, appOf(trade.appId), privateKey, now()),
    latency,
  };

  app.on(['GET', 'POST'], '/gateway.do', exchange.handle);
  app.get(DOWNLOAD_PATH, (c) => {
    const zip = bills.download(c.req.query('token') ?? '');
    return zip ? c.body(new Uint8Array(zip), 200, { 'content-type': 'application/zip' }) : c.text('下载地址已失效', 403);
  });
  mountCashier(app, payer);
  const { admitted } = exchange;
  mountAlipayControl(app, {
    ...payer,
    creation,
    faults,
    log,
    notices: notifier,
    switches,
    admitted,
    keysFor,
    findByNumber,
    closeOrder,
    chooseTransfer,
    finishTransfer,
    setFunds,
    login,
    now,
    more: [...royaltyActions(royalty), revokeAction(authorizations)],
  });

  return {
    ...runGateway(ground, { notifier, due: { nextAt: () => royaltyBook.nextAt(), advance: () => royalty.advance() } }),
    ledger,
    royalty: royaltyBook.view(),
    faults,
    switches,
    pay: (outTradeNo, buyer) => payer.pay(requireTrade(outTradeNo), buyer),
    scan(qrCode) {
      const trade = scan(qrCode);
      if (!trade) throw new PayerError('expired', '二维码无效或已过期');
      return trade;
    },
    showCode: (mode) => codes.issue(mode),
    failAttempt: (outTradeNo) => orders.fail(requireTrade(outTradeNo)),
    cancel: (outTradeNo) => void requireTrade(outTradeNo),
    closeOrder,
    chooseTransfer,
    finishTransfer,
    revokeToken: (token) => authorizations.revoke(token),
    chooseRoyalty: (account, subCode) => royalty.choose(account, subCode),
    setFunds,
    login,
    buildNotification(kind, overrides = {}) {
      const trade = overrides.outTradeNo === undefined ? ledger.trades().at(-1) : ledger.trade(overrides.outTradeNo);
      if (!trade) throw new Error('没有交易可以造通知');
      const made = ledger.refunds(trade.outTradeNo);
      const refund = overrides.outRequestNo === undefined ? made.at(-1) : made.find((item) => item.outRequestNo === overrides.outRequestNo);
      if (kind === 'refund' && !refund) throw new Error('没有退款可以造通知');
      const at = overrides.at ?? now();
      const fields = fieldsOf(newNotifyId(at), kind, trade, kind === 'refund' ? refund : undefined);
      return noticeRequest(overrides.url ?? trade.notifyUrl ?? '', { ...fields, ...overrides.fields }, privateKey, at, overrides.variant);
    },
    buildReturnUrl: (outTradeNo, returnUrl) => payer.returnTo(returnUrl, requireTrade(outTradeNo)),
  };
}
