/**
 * 把账本、验签、业务、回调与收银台装配成一个网关。付款人的动作（付、失败、离开）也从这里进。
 */
import { createPlatformCertificate, type PlatformCertificate } from './keys';
import type { OutgoingRequest } from '../kit/delivery';
import { NO_BILL_FAULTS, type BillFault } from '../kit/bill-faults';
import { layGroundwork, runGateway, type RunningGateway } from '../kit/gateway';
import { PayerCodes, type CodeMode } from '../kit/payer-codes';
import { Notifier } from '../kit/notifier';
import { createSwitches, type Switches } from '../kit/switches';
import { readMerchantKey, type MerchantKey } from './admission';
import { mountApi } from './api';
import { authorizationActions, mountAuthorizationApi } from './authorization-api';
import { Authorizations, type AuthorizationDesk } from './authorizations';
import { Bills } from './bills';
import { mountCashier, type Payer, type PayerPorts } from './cashier';
import { mountWxpayControl } from './control';
import { Codepay } from './codepay';
import { complaintActions, mountComplaintApi } from './complaint-api';
import { ComplaintBook, type Complaint, type ComplaintView } from './complaint-book';
import { Complaints, type NewComplaint } from './complaints';
import { Creation } from './creation';
import { createEndpoints } from './exchange';
import { createWxpayFaults, type Operation, type WxpayFaultScript } from './faults';
import { Ledger, type LedgerView } from './ledger';
import { forge, type ForgedKind, type NotificationOverrides } from './forgery';
import { isPush, MessagePush, type PushAddress, type PushOverrides } from './message-push';
import type { EventType, JsonObject, NotificationContent, Order, PushEvent, Refund, Transfer, TransferEnd } from './model';
import { noticeProtocol } from './notice';
import { PayerError, refusesLoopback, type WxpayGatewayOptions, type WxpayMerchant } from './options';
import { mountOpenApi } from './open-api';
import { createOpenEndpoints } from './open-endpoint';
import { Orders } from './orders';
import { openidFor, People, type CodeKind } from './people';
import { Refunds } from './refunds';
import { Sharing } from './sharing';
import { SharingBook, type SharingView } from './sharing-book';
import { mountSharingApi, sharingActions } from './sharing-api';
import { Shipping } from './shipping';
import { mountShippingApi, shippingActions } from './shipping-api';
import { ShippingBook, type ManagedOrder, type ShippingView } from './shipping-book';
import { PlatformKeys } from './signature';
import { Transfers } from './transfers';
import { VirtualBook, type VirtualView } from './virtual-book';
import { VirtualPayer, type VirtualPaymentRequest, type VirtualPaymentResult } from './virtual-payer';
import { waitLines } from './waiting';
import { Xpay } from './xpay';
import { mountXpayApi, virtualActions } from './xpay-api';

export interface WxpayGateway extends RunningGateway<Operation, NotificationContent> {
  readonly ledger: LedgerView;
  /** 分账的账本 */
  readonly sharing: SharingView;
  /** 免确认收款授权的账本，与收款用户能做的 */
  readonly authorizations: AuthorizationDesk;
  /** 虚拟支付的账本 */
  readonly virtual: VirtualView;
  /** 发货信息的账本 */
  readonly shipping: ShippingView;
  /** 投诉的账本 */
  readonly complaints: ComplaintView;
  readonly faults: WxpayFaultScript;
  readonly switches: Switches<BillFault>;
  /** 付款人付款，随后产生回调。@throws PayerError */
  pay(outTradeNo: string, payer?: Payer): Order;
  /** 一次失败的尝试（余额不足、密码错误）：订单仍未支付 */
  failAttempt(outTradeNo: string): void;
  /** 付款人出示付款码；缺省付得成 */
  showCode(mode?: CodeMode): string;
  /** 付款人离开收银台：什么也不发生 */
  cancel(outTradeNo: string): void;
  /** 网关自己关了一张没付的订单：此后下单回答 ORDER_CLOSED。@throws PayerError */
  closeOrder(outTradeNo: string): Order;
  /** 决定一笔处理中退款的结局；'*' 为以后的每一笔 */
  chooseRefund(outRefundNo: string, outcome: Refund['outcome']): void;
  /** 让一笔处理中（或异常）的退款立刻出结果，并产生回调；异常的缺省为退成 */
  finishRefund(outRefundNo: string, outcome?: Refund['outcome']): Refund;
  /** 收款用户点了确认；随后银行出结果。@throws PayerError 没有这笔，或不在等确认 */
  confirmTransfer(outBillNo: string, outcome?: Transfer['outcome'], failReason?: string): Transfer;
  /** 一笔没有结论的转账立刻出结果，并产生回调 */
  finishTransfer(outBillNo: string, outcome: TransferEnd, failReason?: string): Transfer;
  /** 付款人的手机执行 wx.requestVirtualPayment：核对两个签名，付了就记账、发推送 */
  requestVirtualPayment(input: VirtualPaymentRequest): VirtualPaymentResult;
  /** 上架一件道具，价格为分；上架过的应用，没有上架的与价格不对的都付不了 */
  publishGoods(appid: string, productId: string, price: number): void;
  /** 以后这笔（'*' 为每一笔）虚拟支付的退款退不成，或恢复 */
  chooseVirtualRefund(refundOrderId: string, fails: boolean): void;
  /** 用户投诉一笔付过的订单，随后通知商户。@throws PayerError */
  complain(outTradeNo: string, more?: NewComplaint): Complaint;
  /** 用户又说了话；已完结的重新打开 */
  continueComplaint(id: string, text: string): Complaint;
  /** 可用余额里还有多少，分：退款由它出的，不够就是 NOT_ENOUGH；缺省不管 */
  setBalance(available: number): void;
  /** 付款人确认收货。@throws PayerError 没有发货 */
  confirmReceipt(outTradeNo: string): ManagedOrder;
  /** 有没有投诉压着放款 */
  holdSettlement(outTradeNo: string, held: boolean): ManagedOrder;
  /** 这个小程序要不要发货信息；缺省要 */
  setTradeManaged(appid: string, managed: boolean): void;
  /** 在后台存消息推送的地址：先用 GET 核对。@returns 对方答回了 echostr，存了 */
  setMessagePush(appid: string, address: PushAddress): Promise<boolean>;
  /** 会话密钥过期了，直到下一次登录 */
  expireSession(appid: string, openid: string): void;
  /** 以后这个接收方（或回退单）失败，说这个原因；'*' 为以后每一笔，不写原因就恢复成功 */
  chooseSharing(target: string, failReason?: string): void;
  /** 运营账户里还有多少，分 */
  setFunds(available: number): void;
  /** 一个人在一个应用里：他的 openid、客户端此刻取得到的登录凭证。`snapshot` 是快照页里的虚拟用户 */
  login(kind: CodeKind, appid: string, person?: string, snapshot?: boolean): { readonly code: string; readonly openid: string };
  /** 造一个回调请求但不投递：伪造、过期、探测、改金额…… */
  buildNotification(kind: ForgedKind, overrides?: NotificationOverrides): OutgoingRequest;
  /** 这张单最近的一次推送，再造一份但不投递：伪造的，或签名真实而说的是别的 */
  buildPush(outTradeNo: string, overrides?: PushOverrides): OutgoingRequest;
  /** 新增一张平台证书；usedFrom 之后用它签名，缺省立即 */
  rotatePlatformCertificate(usedFrom?: number): Promise<PlatformCertificate>;
}

export function createWxpayGateway(options: WxpayGatewayOptions): WxpayGateway {
  const ground = layGroundwork(options);
  const { app, now, store, emit, log, compression, latency } = ground;
  const merchants = new Map(options.merchants.map((merchant) => [merchant.mchid, merchant]));
  const merchantOf = (mchid: string): WxpayMerchant => {
    const merchant = merchants.get(mchid);
    if (!merchant) throw new Error(`没有商户 ${mchid}`);
    return merchant;
  };
  const legacySpelling = options.legacySpelling ?? false;
  const keys = new PlatformKeys(options.platformKeys.certificates, options.platformKeys.publicKeys, now);
  const faults = createWxpayFaults();
  const switches = createSwitches<BillFault>(NO_BILL_FAULTS);
  const apps = new Map((options.apps ?? []).map((one) => [one.appid, one]));
  const pushes = new MessagePush(store, apps, ground.deliver, now);
  const notifier = new Notifier<NotificationContent>({ ...ground, protocol: noticeProtocol(keys, merchantOf, pushes) });
  const ledger = new Ledger(store, now, emit, [...merchants.keys()], notifier);

  const notify = (url: string | undefined, outTradeNo: string, content: NotificationContent): void => {
    if (!url) return;
    const { outRefundNo, eventType } = content;
    notifier.enqueue({ url, outTradeNo, content: () => content }, faults.takeCallback({ outTradeNo, outRefundNo, eventType }));
  };
  /** 后台没有存地址的应用收不到推送。 */
  const push = (appid: string, openid: string, outTradeNo: string, eventType: PushEvent, plaintext: JsonObject): void => {
    const url = pushes.addressOf(appid)?.url;
    const content = { mchid: '', eventType, push: { appid, openid }, plaintext };
    if (url) notifier.enqueue({ url, outTradeNo, content: () => content }, faults.takeCallback({ outTradeNo, eventType }));
  };
  const orders = new Orders(ledger, now);
  const book = new SharingBook(ledger, now, emit, [...merchants.keys()], compression);
  const sharing = new Sharing(ledger, book, now, { ...options, timeCompression: compression });
  const refunds: Refunds = new Refunds(ledger, book, now, { ...options, timeCompression: compression }, (refund) => {
    const { mchid, outTradeNo, outRefundNo, state } = refund;
    const eventType = `REFUND.${state}` as EventType;
    notify(refund.notifyUrl, outTradeNo, { mchid, eventType, outRefundNo, plaintext: refunds.noticeOf(refund) });
  });
  const authorizations: Authorizations = new Authorizations(store, emit, [...merchants.keys()], now, compression, (one, eventType) =>
    notify(one.notifyUrl, one.outNo, { mchid: one.mchid, eventType, plaintext: authorizations.noticeOf(one) }),
  );
  const paced = { ...options, timeCompression: compression };
  const transfers: Transfers = new Transfers(ledger, now, keys, paced, authorizations, (transfer) => {
    const { mchid, outBillNo } = transfer;
    const content = { mchid, eventType: 'MCHTRANSFER.BILL.FINISHED', outBillNo, plaintext: transfers.noticeOf(transfer) } as const;
    notify(transfer.notifyUrl, outBillNo, content);
  });
  const requireTransfer = (outBillNo: string): Transfer => {
    const transfer = ledger.transfer(outBillNo);
    if (!transfer) throw new PayerError('notFound', `没有转账 ${outBillNo}`);
    return transfer;
  };
  const confirmTransfer: WxpayGateway['confirmTransfer'] = (outBillNo, outcome, failReason) =>
    store.transaction(() => {
      const confirmed = transfers.confirm(requireTransfer(outBillNo), outcome, failReason);
      if (confirmed.state !== 'TRANSFERING') throw new PayerError('closed', '这笔转账不在等待确认');
      return confirmed;
    });
  const finishTransfer: WxpayGateway['finishTransfer'] = (outBillNo, outcome, failReason) =>
    store.transaction(() => transfers.finish(requireTransfer(outBillNo), outcome, failReason));
  const setFunds: WxpayGateway['setFunds'] = (available) => {
    for (const mchid of merchants.keys()) transfers.setFunds(mchid, { ...transfers.funds(mchid), available });
  };
  const shippingBook = new ShippingBook(store, now);
  const shipping = new Shipping(shippingBook, ledger, apps, now, { ...options, timeCompression: compression }, (order, event, fields) =>
    push(order.appid, order.openid, order.outTradeNo, event, fields),
  );
  /** 没有人收推送时，读到才往前走：催发货与放款不必占着时钟。 */
  const shippingAt = (): number | undefined => (pushes.configured ? shippingBook.nextAt() : undefined);
  const requireOrder = (outTradeNo: string): Order => {
    const order = ledger.order(outTradeNo);
    if (!order || order.neverCreated) throw new PayerError('notFound', '订单不存在');
    return order;
  };
  const codes = new PayerCodes(store, now, '13', 18);
  const payer: PayerPorts = {
    ledger,
    codes,
    orders,
    merchantName: ({ mchid, subMchid }) => {
      const merchant = merchantOf(mchid);
      return merchant.subMerchants?.find((one) => one.mchid === subMchid)?.name ?? merchant.name ?? mchid;
    },
    pay: (order, who) =>
      store.transaction(() => {
        const paid = orders.pay(order, who);
        shipping.paid(paid);
        const { mchid, outTradeNo, notifyUrl } = paid;
        notify(notifyUrl, outTradeNo, { mchid, eventType: 'TRANSACTION.SUCCESS', plaintext: orders.view(paid) });
        return paid;
      }),
    latency,
  };
  const closeOrder = (outTradeNo: string): Order => orders.closeByGateway(requireOrder(outTradeNo));
  const chooseRefund: WxpayGateway['chooseRefund'] = (outRefundNo, outcome) => refunds.choose(outRefundNo, outcome);
  const finishRefund: WxpayGateway['finishRefund'] = (outRefundNo, outcome) => {
    const refund = ledger.refund(outRefundNo);
    if (!refund) throw new PayerError('notFound', `没有退款 ${outRefundNo}`);
    return store.transaction(() => refunds.finish(refund, outcome));
  };

  const merchantKeys = new Map(options.merchants.map((merchant) => [merchant.mchid, readMerchantKey(merchant)]));
  const complaintBook = new ComplaintBook(store, emit, [...merchants.keys()]);
  const complaints = new Complaints(
    complaintBook,
    ledger,
    now,
    options.publicBaseUrl,
    (mchid) => (merchantKeys.get(mchid) as MerchantKey).publicKey,
    ({ mchid, id, outTradeNo }, eventType, actionType) =>
      notify(complaintBook.notifyUrl(mchid), outTradeNo, { mchid, eventType, plaintext: { complaint_id: id, action_type: actionType } }),
  );
  const complain: WxpayGateway['complain'] = (outTradeNo, more = {}) =>
    store.transaction(() => complaints.open(requireOrder(outTradeNo), more));
  const continueComplaint: WxpayGateway['continueComplaint'] = (id, text) => store.transaction(() => complaints.continue(id, text));
  const endpoint = createEndpoints({
    ...ground,
    faults,
    keys,
    merchants: merchantKeys,
    legacySpelling,
  });
  mountSharingApi(app, endpoint, sharing, keys);
  mountComplaintApi(app, endpoint, complaints);
  mountAuthorizationApi(app, endpoint, authorizations, transfers);
  mountApi(app, {
    endpoint,
    creation: new Creation(ledger, now, options),
    codepay: new Codepay(ledger, orders, codes, now),
    orders,
    refunds,
    bills: new Bills(ledger, book.view(), now, options.publicBaseUrl, (fault) => switches.on(fault)),
    transfers,
    keys,
    refuseLoopbackPayer: refusesLoopback(options),
    legacySpelling,
  });
  const people = new People(store, now, apps);
  const virtual = new VirtualBook(store, now, emit, [...apps.keys()]);
  const pushVirtual: ConstructorParameters<typeof VirtualPayer>[4] = ({ appid, openid, outTradeNo }, event, fields) =>
    push(appid, openid, outTradeNo, event, fields);
  const phone = new VirtualPayer(virtual, people, apps, now, pushVirtual);
  const xpay = new Xpay(virtual, apps, now, { ...options, timeCompression: compression }, (no) => notifier.list(no), pushVirtual);
  const login: WxpayGateway['login'] = (kind, appid, person = 'payer', snapshot = false) => ({
    code: people.issueCode(kind, appid, person, snapshot),
    openid: openidFor(appid, person),
  });
  const open = createOpenEndpoints({ ...ground, faults });
  mountOpenApi(app, open, people);
  mountShippingApi(app, open, { shipping, book: shippingBook, people, apps });
  mountXpayApi(app, open, { xpay, people, apps });
  mountCashier(app, payer);
  mountWxpayControl(app, {
    ...payer,
    faults,
    switches,
    log,
    notices: notifier,
    waiting: () => waitLines(ledger.transfers(), authorizations.desk().authorizations(), authorizations.confirmMs),
    find: requireOrder,
    closeOrder,
    chooseRefund,
    finishRefund,
    confirmTransfer,
    finishTransfer,
    setFunds,
    login,
    more: [
      ...sharingActions(sharing),
      ...virtualActions(phone, xpay, virtual, pushes),
      ...shippingActions(shipping, shippingBook),
      ...complaintActions(complain, continueComplaint),
      ...authorizationActions(authorizations),
    ],
  });

  return {
    ...runGateway(ground, {
      notifier,
      due: {
        nextAt: () => {
          const times = [ledger.nextRefundAt(), ledger.nextTransferAt(), book.nextAt(), virtual.nextAt(), shippingAt()].filter(
            (at) => at !== undefined,
          );
          return times.length === 0 ? undefined : Math.min(...times);
        },
        advance: () => {
          refunds.advance();
          transfers.advance();
          sharing.advance();
          xpay.advance();
          shipping.advance();
        },
      },
    }),
    ledger,
    sharing: book.view(),
    authorizations: authorizations.desk(),
    virtual: virtual.view(),
    shipping: shippingBook.view(),
    complaints: complaintBook.view(),
    faults,
    switches,
    pay: (outTradeNo, who = {}) => payer.pay(requireOrder(outTradeNo), who),
    showCode: (mode) => codes.issue(mode),
    failAttempt: (outTradeNo) => orders.fail(requireOrder(outTradeNo)),
    cancel: (outTradeNo) => void requireOrder(outTradeNo),
    closeOrder,
    chooseRefund,
    finishRefund,
    confirmTransfer,
    finishTransfer,
    requestVirtualPayment: (input) => store.transaction(() => phone.request(input)),
    publishGoods: (appid, productId, price) => virtual.publish(appid, productId, price),
    chooseVirtualRefund: (refundOrderId, fails) => xpay.chooseRefund(refundOrderId, fails),
    complain,
    continueComplaint,
    setBalance(available) {
      for (const mchid of merchants.keys()) refunds.setBalance(mchid, available);
    },
    confirmReceipt: (outTradeNo) => store.transaction(() => shipping.confirm(outTradeNo)),
    holdSettlement: (outTradeNo, held) => shipping.complain(outTradeNo, held),
    setTradeManaged: (appid, managed) => shippingBook.set(appid, { managed }),
    setMessagePush: (appid, address) => pushes.configure(appid, address),
    expireSession: (appid, openid) => people.expireSession(appid, openid),
    chooseSharing: (target, failReason) => sharing.choose(target, failReason),
    setFunds,
    login,
    buildNotification: (kind, overrides) =>
      forge({ ledger, orders, refunds, transfers, authorizations, keys, merchantOf, now }, kind, overrides),
    buildPush(outTradeNo, overrides = {}) {
      const { event, variant, plaintext } = overrides;
      const notice = notifier.list(outTradeNo).findLast((one) => isPush(one) && (event === undefined || one.eventType === event));
      if (!notice || !isPush(notice)) throw new Error(`没有推送过 ${outTradeNo}`);
      return pushes.request({ ...notice, plaintext: { ...notice.plaintext, ...plaintext } }, now(), variant);
    },
    async rotatePlatformCertificate(usedFrom = now()) {
      const certificate = await createPlatformCertificate(now());
      keys.add(certificate, usedFrom);
      return certificate;
    },
  };
}
