/** 公共接口：createVkPay(options) 得到的对象。云函数与商户自己的云函数都用它。 */
import type { AnswerRequestAnswer, ListRequestsAnswer, RefundRequestAnswer } from '../../../../../../common/contract/refunds/request';
import type { CancelPaymentAnswer, ClosePaymentAnswer } from '../../../../../../common/contract/payments/close';
import type { CreatePaymentAnswer } from '../../../../../../common/contract/payments/create';
import type { FindPaymentAnswer } from '../../../../../../common/contract/desk/find-payment';
import type { ListOrdersAnswer } from '../../../../../../common/contract/desk/list-orders';
import type { ListPaymentsAnswer } from '../../../../../../common/contract/payments/list';
import type { OptionsAnswer } from '../../../../../../common/contract/payments/options';
import type { OrderDetailAnswer } from '../../../../../../common/contract/desk/order-detail';
import type { QueryPaymentAnswer } from '../../../../../../common/contract/payments/query';
import type { RefundAnswer } from '../../../../../../common/contract/refunds/services';
import type { ReviewPaymentAnswer } from '../../../../../../common/contract/review/review-payment';
import type { ListReviewsAnswer, ReviewDetailAnswer } from '../../../../../../common/contract/review/review';
import type { ListEventsAnswer, ResendEventAnswer } from '../../../../../../common/contract/events/events';
import type { ChargeAnswer } from '../../../../../../common/contract/counter/services';
import type { FindErrorsAnswer } from '../../../../../../common/contract/watch/journal';
import type { GetReconciliationAnswer, ListReconciliationsAnswer } from '../../../../../../common/contract/reconciliation/reconciliation';
import type { AcknowledgeAlertAnswer, ListAlertsAnswer } from '../../../../../../common/contract/watch/alerts';
import type { GetStatisticsAnswer } from '../../../../../../common/contract/watch/statistics';
import type {
  AccountBalanceAnswer,
  AuthorizationAnswer,
  ListAuthorizationsAnswer,
  ListTransfersAnswer,
  MyAuthorizationAnswer,
  MyAuthorizationsAnswer,
  MyTransferAnswer,
  MyTransfersAnswer,
  TransferAnswer,
} from '../../../../../../common/contract/transfers/services';
import type {
  ListReceiversAnswer,
  ListSharingsAnswer,
  SharingAnswer,
  SharingReceiverAnswer,
} from '../../../../../../common/contract/sharing/services';
import type { AuthorizePayerAnswer, IdentifyPayerAnswer } from '../../../../../../common/contract/payers/services';
import type { ListMerchantsAnswer, SaveMerchantAnswer } from '../../../../../../common/contract/merchants/merchants';
import type { ChangeReleaseAnswer, ListReleasesAnswer } from '../../../../../../common/contract/release/release';
import type { PaymentIndexes } from '../../../../../../common/contract/doctor/indexes';
import type { ShipOrderAnswer } from '../../../../../../common/contract/payments/shipping';
import type { PayError } from '../kernel/pay-error';
import { watchTimer } from '../alerts/heartbeat';
import { acknowledgeAlert, listAlerts } from '../alerts/inbox';
import { getReconciliation, listReconciliations } from '../bills/list';
import { setupIndexes } from '../doctor/setup-indexes';
import { createKernel } from './full-kernel';
import { announceKernel } from './opened';
import type { KernelOptions } from './assemble';
import { recordFailedStart } from './failed-start';
import { chargeByCode } from '../counter/charge';
import { counterPayment } from '../counter/pursue';
import { complaintDesk, type ComplaintDesk } from '../complaints/desk';
import { listOrders } from '../desk/list-orders';
import { orderDetail } from '../desk/order-detail';
import { findErrors } from '../journal/find-errors';
import { statistics } from '../desk/statistics';
import { recordClientError } from '../journal/record-client-error';
import type { MonitorReport } from '../monitor/runner';
import { closePayment } from '../orders/close';
import { createPayment } from '../orders/create';
import { listPayments } from '../orders/list';
import { paymentOptions } from '../orders/options';
import { authorizePayer, identifyPayer } from '../payers/identify';
import { answerRequest, listRequests } from '../refunds/requests/answer';
import { queryRefund } from '../refunds/query';
import { listMerchants, saveMerchant } from '../merchants/change';
import { changeRelease, listReleases } from '../release/change';
import { queryPayment } from '../refunds/query-payment';
import { refund } from '../refunds/refund';
import { requestRefund, withdrawRequest } from '../refunds/requests/ask';
import { cancelPayment } from '../review/cancel';
import { findPayment } from '../review/find';
import { listEvents, resendEvent } from '../events/list';
import { runShared, shareIn } from './share-monitor';
import { requireOneForRequest, requireOneIsEnough } from '../review/one-person';
import { listReviews } from '../review/queue';
import { shipOrder } from '../shipping/by-hand';
import { answerTransfer } from '../transfers/answer';
import { importOrders } from '../compat/import';
import { mirror } from '../compat/old-row';
import { tellTransfers } from '../compat/tell-transfer';
import { rotateKeysNow } from '../monitor/rotate-keys';
import type { OrderImport } from '../../../../../../common/contract/import/orders';
import type { KeyRotation } from '../../../../../../common/contract/keys/rotation';
import { returnSharing, shareOrder, unfreezeOrder } from '../sharing/ask';
import { answerSharing, listSharings, querySharing } from '../sharing/query';
import { addReceiver, listReceivers, removeReceiver } from '../sharing/receivers/receivers';
import { createAuthorization } from '../transfers/authorizations/create';
import { listAuthorizations, listMyAuthorizations } from '../transfers/authorizations/list';
import { closeAuthorization, ownAuthorization, queryAuthorization } from '../transfers/authorizations/query';
import { viewAuthorizationForStaff, viewOwnAuthorization } from '../transfers/authorizations/view';
import { queryAccountBalance } from '../transfers/balance';
import { cancelTransfer } from '../transfers/cancel';
import { listMyTransfers, listTransfers, myTransfer } from '../transfers/list';
import { queryTransfer } from '../transfers/query';
import { transfer } from '../transfers/transfer';
import { viewTransferForStaff } from '../transfers/view';
import { resolvePayment, resolveReview, reviewDetail, reviewPayment } from '../review/resolve';

/** 成功答复去掉公共头；失败一律抛 PayError。 */
type Body<Answer> = Omit<Answer, 'code' | 'msg' | 'requestId'>;

export interface VkPay {
  readonly requestId: string;
  /** 下单或继续支付。参数见 contract/payments/create.ts */
  createPayment(input: unknown, user_id: string): Promise<Body<CreatePaymentAnswer>>;
  /** 查结果；没有结论时会向网关求证 */
  queryPayment(input: unknown, user_id: string): Promise<Body<QueryPaymentAnswer>>;
  /** 关闭未付的订单；已付时答复里的 status 会说明 */
  closePayment(input: unknown, user_id: string): Promise<Body<ClosePaymentAnswer>>;
  listPayments(input: unknown, user_id: string): Promise<Body<ListPaymentsAnswer>>;
  /** 登录凭证换付款人是谁，记下来；编号不回到前端 */
  identifyPayer(input: unknown, user_id: string): Promise<Body<IdentifyPayerAnswer>>;
  /** 网页授权页的地址 */
  authorizePayer(input: unknown, user_id: string): Promise<Body<AuthorizePayerAnswer>>;
  options(input: unknown, user_id: string | undefined): Promise<Body<OptionsAnswer>>;
  /** 退款；调用方必须已核验员工身份 */
  refund(input: unknown, operator: string): Promise<Body<RefundAnswer>>;
  queryRefund(input: unknown): Promise<Body<RefundAnswer>>;
  /** 撤销结果不明的支付；调用方必须已核验员工身份 */
  cancelPayment(input: unknown, operator: string): Promise<Body<CancelPaymentAnswer>>;
  /** 等人处理的订单与可以怎么办；调用方必须已核验员工身份 */
  reviewPayment(input: unknown): Promise<Body<ReviewPaymentAnswer>>;
  /** 处理等人处理的订单；调用方必须已核验员工身份 */
  resolvePayment(input: unknown, operator: string): Promise<Body<ReviewPaymentAnswer>>;
  /** 复核台的队列；调用方必须已核验员工身份 */
  listReviews(input: unknown): Promise<Body<ListReviewsAnswer>>;
  /** 复核台上的一件；调用方必须已核验员工身份 */
  reviewDetail(input: unknown): Promise<Body<ReviewDetailAnswer>>;
  /** 处理复核台上的一件；调用方必须已核验员工身份 */
  resolveReview(input: unknown, operator: string): Promise<Body<ReviewDetailAnswer>>;
  /** 对外的事件送到哪一步；调用方必须已核验员工身份 */
  listEvents(input: unknown): Promise<Body<ListEventsAnswer>>;
  /** 以同一个编号再送一次；调用方必须已核验员工身份 */
  resendEvent(input: unknown, operator: string): Promise<Body<ResendEventAnswer>>;
  /** 员工按单号查订单 */
  findPayment(input: unknown): Promise<Body<FindPaymentAnswer>>;
  /** 员工查单；调用方必须已核验员工身份 */
  listOrders(input: unknown): Promise<Body<ListOrdersAnswer>>;
  /** 员工看一张订单的全部，会问一次网关；调用方必须已核验员工身份 */
  orderDetail(input: unknown): Promise<Body<OrderDetailAnswer>>;
  /** 手工录发货信息；调用方必须已核验员工身份 */
  shipOrder(input: unknown, operator: string): Promise<Body<ShipOrderAnswer>>;
  /** 消费者投诉；调用方必须已核验员工身份 */
  readonly complaints: ComplaintDesk;
  /** 付款人申请退款 */
  requestRefund(input: unknown, user_id: string): Promise<Body<RefundRequestAnswer>>;
  withdrawRefundRequest(input: unknown, user_id: string): Promise<Body<RefundRequestAnswer>>;
  /** 退款申请；调用方必须已核验员工身份 */
  listRefundRequests(input: unknown): Promise<Body<ListRequestsAnswer>>;
  /** 答复退款申请；调用方必须已核验员工身份 */
  answerRefundRequest(input: unknown, operator: string): Promise<Body<AnswerRequestAnswer>>;
  /** 最近的账单核对得怎样；调用方必须已核验员工身份 */
  listReconciliations(input: unknown): Promise<Body<ListReconciliationsAnswer>>;
  /** 一份账单与它的差异；调用方必须已核验员工身份 */
  getReconciliation(input: unknown): Promise<Body<GetReconciliationAnswer>>;
  /** 查错误；调用方必须已核验员工身份 */
  findErrors(input: unknown): Promise<Body<FindErrorsAnswer>>;
  /** 告警的收件箱；调用方必须已核验员工身份 */
  listAlerts(input: unknown): Promise<Body<ListAlertsAnswer>>;
  /** 认领一条告警；调用方必须已核验员工身份 */
  acknowledgeAlert(input: unknown, operator: string): Promise<Body<AcknowledgeAlertAnswer>>;
  /** 定时任务停了没有；从不抛出 */
  watchTimer(): Promise<void>;
  /** 看板的一切；调用方必须已核验员工身份 */
  getStatistics(input: unknown): Promise<Body<GetStatisticsAnswer>>;
  /** 柜台收款：同一个单号只收一次；调用方必须已核验员工身份 */
  chargeByCode(input: unknown, operator: string): Promise<Body<ChargeAnswer>>;
  /** 看一笔柜台收款，到时间还没有付成就撤销；调用方必须已核验员工身份 */
  counterPayment(input: unknown): Promise<Body<ChargeAnswer>>;
  /** 付钱给用户；调用方必须已核验员工身份 */
  transfer(input: unknown, operator: string): Promise<Body<TransferAnswer>>;
  queryTransfer(input: unknown): Promise<Body<TransferAnswer>>;
  /** 收款人确认之前撤销；调用方必须已核验员工身份 */
  cancelTransfer(input: unknown, operator: string): Promise<Body<TransferAnswer>>;
  /** 第二个人点头；调用方必须已核验员工身份 */
  answerTransfer(input: unknown, operator: string): Promise<Body<TransferAnswer>>;
  listTransfers(input: unknown): Promise<Body<ListTransfersAnswer>>;
  /** 请收款人答应一次，此后转账不必再确认；调用方必须已核验员工身份 */
  createTransferAuthorization(input: unknown, operator: string): Promise<Body<AuthorizationAnswer>>;
  listTransferAuthorizations(input: unknown): Promise<Body<ListAuthorizationsAnswer>>;
  queryTransferAuthorization(input: unknown): Promise<Body<AuthorizationAnswer>>;
  /** 解除；调用方必须已核验员工身份 */
  closeTransferAuthorization(input: unknown): Promise<Body<AuthorizationAnswer>>;
  /** 付款账户里还有多少；调用方必须已核验员工身份 */
  queryAccountBalance(input: unknown): Promise<Body<AccountBalanceAnswer>>;
  /** 收款人看自己的一笔 */
  myTransfer(input: unknown, user_id: string): Promise<Body<MyTransferAnswer>>;
  listMyTransfers(user_id: string): Promise<Body<MyTransfersAnswer>>;
  /** 收款人看自己的一张收款授权 */
  myTransferAuthorization(input: unknown, user_id: string): Promise<Body<MyAuthorizationAnswer>>;
  listMyTransferAuthorizations(user_id: string): Promise<Body<MyAuthorizationsAnswer>>;
  /** 分账接收方的增删；调用方必须已核验员工身份 */
  addSharingReceiver(input: unknown, operator: string): Promise<Body<SharingReceiverAnswer>>;
  removeSharingReceiver(input: unknown, operator: string): Promise<Body<SharingReceiverAnswer>>;
  listSharingReceivers(input: unknown): Promise<Body<ListReceiversAnswer>>;
  /** 把一张订单的钱分给别人；调用方必须已核验员工身份 */
  shareOrder(input: unknown, operator: string): Promise<Body<SharingAnswer>>;
  /** 从分到钱的一方要回来；调用方必须已核验员工身份 */
  returnSharing(input: unknown, operator: string): Promise<Body<SharingAnswer>>;
  /** 不再分了，剩下的解冻；调用方必须已核验员工身份 */
  unfreezeOrder(input: unknown, operator: string): Promise<Body<SharingAnswer>>;
  querySharing(input: unknown): Promise<Body<SharingAnswer>>;
  listSharings(input: unknown): Promise<Body<ListSharingsAnswer>>;
  /** 每个功能开到哪里；调用方必须已核验员工身份 */
  listReleases(): Promise<Body<ListReleasesAnswer>>;
  /** 改一个功能开到哪里；调用方必须已核验员工身份 */
  changeRelease(input: unknown, operator: string): Promise<Body<ChangeReleaseAnswer>>;
  /** 数据库里的商户；密钥只说填了没有 */
  listMerchants(): Promise<Body<ListMerchantsAnswer>>;
  /** 新建或改一个商户 */
  saveMerchant(input: unknown, operator: string): Promise<Body<SaveMerchantAnswer>>;
  /** 该有的索引有没有；调用方必须已核验员工身份 */
  setupPaymentIndexes(): Promise<PaymentIndexes>;
  /** 旧密钥封着的换成现在的；调用方必须已核验员工身份 */
  rotateKeys(input: unknown, operator: string): Promise<KeyRotation>;
  /** vk-uni-pay 的订单抄过来；调用方必须已核验员工身份 */
  importOrders(input: unknown, operator: string): Promise<OrderImport>;
  recordError(input: unknown, user_id: string): Promise<Record<string, never>>;
  /** 跑一轮到点的定时任务 */
  runMonitor(): Promise<MonitorReport>;
  /** 把意外写进 payment_errors */
  recordFailure(error: PayError): void;
  /** 等日志写完 */
  flush(): Promise<void>;
}

/**
 * 定时任务：装配并跑一轮到点的任务。
 * @param event 云函数的 event：被自己叫来的，里面写着拿哪一份
 * @throws 装配不起来的原因（配置有误）；在 payment_errors 里已留下一行
 */
export async function runMonitor(options: KernelOptions, event?: unknown): Promise<MonitorReport> {
  const share = shareIn(options.context, event);
  let pay: VkPay;
  try {
    pay = createVkPay({ ...options, ...(share ? { share } : {}) });
  } catch (cause) {
    await recordFailedStart(options, cause);
    throw cause;
  }
  return pay.runMonitor();
}

/** @throws ConfigError 配置有误时，一次列出全部错误 */
export function createVkPay(options: KernelOptions): VkPay {
  const k = createKernel(options);
  announceKernel(() => k);
  return {
    requestId: k.requestId,
    createPayment: (input, user_id) => createPayment(k, input, user_id),
    queryPayment: (input, user_id) => queryPayment(k, input, { user_id }),
    closePayment: (input, user_id) => closePayment(k, input, { user_id }),
    listPayments: (input, user_id) => listPayments(k, input, user_id),
    identifyPayer: (input, user_id) => identifyPayer(k, input, user_id),
    authorizePayer: (input, user_id) => authorizePayer(k, input, user_id),
    options: (input, user_id) => paymentOptions(k, input, user_id),
    refund: async (input, operator) => {
      await requireOneIsEnough(k, input);
      return refund(k, input, operator);
    },
    queryRefund: (input) => queryRefund(k, input),
    cancelPayment: async (input, operator) => {
      await requireOneIsEnough(k, input);
      return cancelPayment(k, input, operator);
    },
    reviewPayment: (input) => reviewPayment(k, input),
    resolvePayment: (input, operator) => resolvePayment(k, input, operator),
    listReviews: (input) => listReviews(k, input),
    reviewDetail: (input) => reviewDetail(k, input),
    resolveReview: (input, operator) => resolveReview(k, input, operator),
    listEvents: (input) => listEvents(k, input),
    resendEvent: (input, operator) => resendEvent(k, input, operator),
    findPayment: (input) => findPayment(k, input),
    listOrders: (input) => listOrders(k, input),
    orderDetail: (input) => orderDetail(k, input),
    shipOrder: (input, operator) => shipOrder(k, input, operator),
    complaints: complaintDesk(k),
    requestRefund: (input, user_id) => requestRefund(k, input, user_id),
    withdrawRefundRequest: (input, user_id) => withdrawRequest(k, input, user_id),
    listRefundRequests: (input) => listRequests(k, input),
    answerRefundRequest: async (input, operator) => {
      await requireOneForRequest(k, input);
      return answerRequest(k, input, operator);
    },
    listReconciliations: (input) => listReconciliations(k, input),
    getReconciliation: (input) => getReconciliation(k, input),
    findErrors: (input) => findErrors(k, input),
    listAlerts: (input) => listAlerts(k, input),
    acknowledgeAlert: (input, operator) => acknowledgeAlert(k, input, operator),
    watchTimer: () => watchTimer(k),
    getStatistics: (input) => statistics(k, input),
    chargeByCode: (input, operator) => chargeByCode(k, input, operator),
    counterPayment: (input) => counterPayment(k, input),
    transfer: async (input, operator) => ({ transfer: viewTransferForStaff(await transfer(k, input, operator)) }),
    queryTransfer: async (input) => ({ transfer: viewTransferForStaff(await queryTransfer(k, input)) }),
    cancelTransfer: async (input, operator) => ({ transfer: viewTransferForStaff(await cancelTransfer(k, input, operator)) }),
    answerTransfer: async (input, operator) => ({ transfer: viewTransferForStaff(await answerTransfer(k, input, operator)) }),
    listTransfers: (input) => listTransfers(k, input),
    listTransferAuthorizations: (input) => listAuthorizations(k, input),
    createTransferAuthorization: async (input, operator) => ({
      authorization: viewAuthorizationForStaff(await createAuthorization(k, input, operator)),
    }),
    queryTransferAuthorization: async (input) => ({ authorization: viewAuthorizationForStaff(await queryAuthorization(k, input)) }),
    closeTransferAuthorization: async (input) => ({ authorization: viewAuthorizationForStaff(await closeAuthorization(k, input)) }),
    queryAccountBalance: (input) => queryAccountBalance(k, input),
    myTransfer: (input, user_id) => myTransfer(k, input, user_id),
    listMyTransfers: (user_id) => listMyTransfers(k, user_id),
    listMyTransferAuthorizations: (user_id) => listMyAuthorizations(k, user_id),
    myTransferAuthorization: async (input, user_id) => ({
      authorization: viewOwnAuthorization(k, await ownAuthorization(k, input, user_id)),
    }),
    addSharingReceiver: async (input, operator) => ({ receiver: await addReceiver(k, input, operator) }),
    removeSharingReceiver: async (input, operator) => ({ receiver: await removeReceiver(k, input, operator) }),
    listSharingReceivers: (input) => listReceivers(k, input),
    shareOrder: async (input, operator) => answerSharing(k, await shareOrder(k, input, operator, true)),
    returnSharing: async (input, operator) => answerSharing(k, await returnSharing(k, input, operator)),
    unfreezeOrder: async (input, operator) => answerSharing(k, await unfreezeOrder(k, input, operator)),
    querySharing: async (input) => answerSharing(k, await querySharing(k, input)),
    listSharings: (input) => listSharings(k, input),
    listReleases: () => listReleases(k),
    changeRelease: (input, operator) => changeRelease(k, input, operator),
    listMerchants: () => listMerchants(k),
    saveMerchant: (input, operator) => saveMerchant(k, input, operator),
    setupPaymentIndexes: () => setupIndexes(k),
    rotateKeys: (input, operator) => rotateKeysNow(k, input, operator),
    importOrders: (input, operator) => importOrders(k, input, operator),
    recordError: (input, user_id) => recordClientError(k, input, user_id),
    async runMonitor() {
      const report = await runShared(k);
      await mirror(k);
      await tellTransfers(k);
      await k.journal.flush();
      return report;
    },
    recordFailure: (error) => k.journal.error(error, { type: 'service' }),
    async flush() {
      await mirror(k);
      await k.journal.flush();
    },
  };
}
