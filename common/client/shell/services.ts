/** 支付服务的有类型调用。提示由本模块自己做（见 errors.ts），所以一律 noAlert。 */
import { CLOCK_REFUSED } from './server-phrases';
import type {
  AnswerComplaintRefundInput,
  ComplaintDetailAnswer,
  ListComplaintsAnswer,
  ListComplaintsInput,
  ReadComplaintImageAnswer,
  ReadComplaintImageInput,
  ReplyComplaintInput,
  UploadComplaintImageAnswer,
  UploadComplaintImageInput,
} from '../../contract/complaints/complaint';
import { ERROR_CATALOGUE } from '../../contract/errors';
import type { ListEventsAnswer, ListEventsInput, ResendEventAnswer } from '../../contract/events/events';
import type { ChargeAnswer, ChargeInput } from '../../contract/counter/services';
import type { FindErrorsAnswer, FindErrorsInput } from '../../contract/watch/journal';
import type { DoctorAnswer } from '../../contract/doctor/doctor';
import type { ListMerchantsAnswer, SaveMerchantAnswer, SaveMerchantInput } from '../../contract/merchants/merchants';
import type { ChangeReleaseAnswer, ChangeReleaseInput, ListReleasesAnswer } from '../../contract/release/release';
import type {
  GetReconciliationAnswer,
  GetReconciliationInput,
  ListReconciliationsAnswer,
  ListReconciliationsInput,
} from '../../contract/reconciliation/reconciliation';
import type {
  ListReviewsAnswer,
  ListReviewsInput,
  ResolveReviewInput,
  ReviewDetailAnswer,
  ReviewSubject,
} from '../../contract/review/review';
import { PAY_FUNCTION, SERVICES } from '../../contract/services';
import type {
  AnswerRequestAnswer,
  AnswerRequestInput,
  ListRequestsAnswer,
  ListRequestsInput,
  RefundRequestAnswer,
  RequestRefundInput,
} from '../../contract/refunds/request';
import type { CancelPaymentAnswer, ClosePaymentAnswer, ClosePaymentInput } from '../../contract/payments/close';
import type { CreatePaymentAnswer, CreatePaymentInput } from '../../contract/payments/create';
import type { FindPaymentAnswer } from '../../contract/desk/find-payment';
import type { ListOrdersAnswer, ListOrdersInput } from '../../contract/desk/list-orders';
import type { ListPaymentsAnswer, ListPaymentsInput } from '../../contract/payments/list';
import type { OkAnswer } from '../../contract/answer';
import type { AuthorizePayerAnswer, AuthorizePayerInput, IdentifyPayerAnswer, IdentifyPayerInput } from '../../contract/payers/services';
import type { OptionsAnswer, OptionsInput } from '../../contract/payments/options';
import type { OrderDetailAnswer } from '../../contract/desk/order-detail';
import type { QueryPaymentAnswer, QueryPaymentInput } from '../../contract/payments/query';
import type { QueryRefundInput, RefundAnswer, RefundInput } from '../../contract/refunds/services';
import type { RecordErrorInput } from '../../contract/watch/client-error';
import type { ResolvePaymentInput, ReviewPaymentAnswer } from '../../contract/review/review-payment';
import type { AcknowledgeAlertAnswer, AcknowledgeAlertInput, ListAlertsAnswer, ListAlertsInput } from '../../contract/watch/alerts';
import type { GetStatisticsAnswer, GetStatisticsInput } from '../../contract/watch/statistics';
import type { TransferAuthorizationInput } from '../../contract/transfers/authorization-params';
import type { TransferInput } from '../../contract/transfers/params';
import type {
  AnswerTransferInput,
  AuthorizationAnswer,
  ListAuthorizationsAnswer,
  ListAuthorizationsInput,
  ListTransfersAnswer,
  ListTransfersInput,
  MyAuthorizationAnswer,
  MyAuthorizationsAnswer,
  MyTransferAnswer,
  MyTransfersAnswer,
  TransferAnswer,
} from '../../contract/transfers/services';
import type { ShipOrderAnswer, ShipOrderInput } from '../../contract/payments/shipping';
import type { ProviderName } from '../../contract/channels';
import type { AddReceiverInput, ReturnSharingInput, ShareOrderInput } from '../../contract/sharing/params';
import type { ListReceiversAnswer, SharingAnswer, SharingReceiverAnswer } from '../../contract/sharing/services';
import { learnServerClock, signed } from './request-signing';

interface ServiceShapes {
  createPayment: { input: CreatePaymentInput; answer: CreatePaymentAnswer };
  queryPayment: { input: QueryPaymentInput; answer: QueryPaymentAnswer };
  closePayment: { input: ClosePaymentInput; answer: ClosePaymentAnswer };
  listPayments: { input: ListPaymentsInput; answer: ListPaymentsAnswer };
  identifyPayer: { input: IdentifyPayerInput; answer: IdentifyPayerAnswer };
  authorizePayer: { input: AuthorizePayerInput; answer: AuthorizePayerAnswer };
  recordError: { input: RecordErrorInput; answer: OkAnswer };
  options: { input: OptionsInput; answer: OptionsAnswer };
  refund: { input: RefundInput; answer: RefundAnswer };
  queryRefund: { input: QueryRefundInput; answer: RefundAnswer };
  reviewPayment: { input: { readonly out_trade_no: string }; answer: ReviewPaymentAnswer };
  resolvePayment: { input: ResolvePaymentInput; answer: ReviewPaymentAnswer };
  listSharingReceivers: { input: { readonly provider?: ProviderName; readonly pid?: string }; answer: ListReceiversAnswer };
  addSharingReceiver: { input: AddReceiverInput; answer: SharingReceiverAnswer };
  removeSharingReceiver: { input: { readonly receiver_no: string }; answer: SharingReceiverAnswer };
  shareOrder: { input: ShareOrderInput; answer: SharingAnswer };
  returnSharing: { input: ReturnSharingInput; answer: SharingAnswer };
  unfreezeOrder: { input: { readonly out_trade_no: string }; answer: SharingAnswer };
  listReviews: { input: ListReviewsInput; answer: ListReviewsAnswer };
  reviewDetail: { input: ReviewSubject; answer: ReviewDetailAnswer };
  resolveReview: { input: ResolveReviewInput; answer: ReviewDetailAnswer };
  listEvents: { input: ListEventsInput; answer: ListEventsAnswer };
  resendEvent: { input: { readonly id: string }; answer: ResendEventAnswer };
  shipOrder: { input: ShipOrderInput; answer: ShipOrderAnswer };
  listComplaints: { input: ListComplaintsInput; answer: ListComplaintsAnswer };
  complaintDetail: { input: { readonly complaint_id: string }; answer: ComplaintDetailAnswer };
  replyComplaint: { input: ReplyComplaintInput; answer: ComplaintDetailAnswer };
  completeComplaint: { input: { readonly complaint_id: string }; answer: ComplaintDetailAnswer };
  answerComplaintRefund: { input: AnswerComplaintRefundInput; answer: ComplaintDetailAnswer };
  uploadComplaintImage: { input: UploadComplaintImageInput; answer: UploadComplaintImageAnswer };
  readComplaintImage: { input: ReadComplaintImageInput; answer: ReadComplaintImageAnswer };
  listReconciliations: { input: ListReconciliationsInput; answer: ListReconciliationsAnswer };
  listAlerts: { input: ListAlertsInput; answer: ListAlertsAnswer };
  acknowledgeAlert: { input: AcknowledgeAlertInput; answer: AcknowledgeAlertAnswer };
  getStatistics: { input: GetStatisticsInput; answer: GetStatisticsAnswer };
  getReconciliation: { input: GetReconciliationInput; answer: GetReconciliationAnswer };
  findErrors: { input: FindErrorsInput; answer: FindErrorsAnswer };
  listReleases: { input: object; answer: ListReleasesAnswer };
  doctor: { input: object; answer: DoctorAnswer };
  changeRelease: { input: ChangeReleaseInput; answer: ChangeReleaseAnswer };
  chargeByCode: { input: ChargeInput; answer: ChargeAnswer };
  counterPayment: { input: { readonly out_trade_no: string }; answer: ChargeAnswer };
  listMerchants: { input: object; answer: ListMerchantsAnswer };
  saveMerchant: { input: SaveMerchantInput; answer: SaveMerchantAnswer };
  transfer: { input: TransferInput; answer: TransferAnswer };
  listTransfers: { input: ListTransfersInput; answer: ListTransfersAnswer };
  queryTransfer: { input: { readonly out_bill_no: string }; answer: TransferAnswer };
  cancelTransfer: { input: { readonly out_bill_no: string }; answer: TransferAnswer };
  answerTransfer: { input: AnswerTransferInput; answer: TransferAnswer };
  listMyTransfers: { input: object; answer: MyTransfersAnswer };
  myTransfer: { input: { readonly out_bill_no: string }; answer: MyTransferAnswer };
  listTransferAuthorizations: { input: ListAuthorizationsInput; answer: ListAuthorizationsAnswer };
  createTransferAuthorization: { input: TransferAuthorizationInput; answer: AuthorizationAnswer };
  queryTransferAuthorization: { input: { readonly out_authorization_no: string }; answer: AuthorizationAnswer };
  closeTransferAuthorization: { input: { readonly out_authorization_no: string }; answer: AuthorizationAnswer };
  listMyTransferAuthorizations: { input: object; answer: MyAuthorizationsAnswer };
  myTransferAuthorization: { input: { readonly out_authorization_no: string }; answer: MyAuthorizationAnswer };
  findPayment: { input: { readonly out_trade_no: string }; answer: FindPaymentAnswer };
  cancelPayment: { input: { readonly out_trade_no: string }; answer: CancelPaymentAnswer };
  listOrders: { input: ListOrdersInput; answer: ListOrdersAnswer };
  requestRefund: { input: RequestRefundInput; answer: RefundRequestAnswer };
  withdrawRefundRequest: { input: { readonly request_no: string }; answer: RefundRequestAnswer };
  listRefundRequests: { input: ListRequestsInput; answer: ListRequestsAnswer };
  answerRefundRequest: { input: AnswerRequestInput; answer: AnswerRequestAnswer };
  orderDetail: { input: { readonly out_trade_no: string }; answer: OrderDetailAnswer };
}

/** 等支付服务答复的最长时间，毫秒：比云函数自己等网关的时间长，避免先于它放弃。 */
export const TIMEOUT_MS = 20_000;

/**
 * 查结果时让服务端把业务办完再答，但只等到这么久（秒，服务端缺省是 20）：
 * 它得比前端的耐心短得多，不然付成了的也像没有连上。
 */
export const AWAIT_HANDLED = { await_notify: true, await_max_time: 8 } as const;

/** 官方客户端不理会 timeout（要等 60 秒），所以自己看着表。超时不代表云端停了：结果不明。 */
function withinTime<Answer>(answered: Promise<Answer>): Promise<Answer> {
  let alarm: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    alarm = setTimeout(() => reject({ code: 'SYS_ERR', errMsg: 'request:fail timeout' }), TIMEOUT_MS);
  });
  return Promise.race([answered, late]).finally(() => clearTimeout(alarm));
}

/** @throws 业务失败为 ErrorAnswer，系统失败为 SDK 的错误；用 errors.ts 的 describeFailure 解读 */
export function callService<Name extends keyof ServiceShapes>(
  name: Name,
  data: ServiceShapes[Name]['input'],
): Promise<ServiceShapes[Name]['answer']> {
  const ask = <Asked extends keyof ServiceShapes>(asked: Asked, input: object): Promise<ServiceShapes[Asked]['answer']> =>
    uni.vk.callFunction<ServiceShapes[Asked]['answer']>({
      name: PAY_FUNCTION,
      url: SERVICES[asked],
      data: signed(SERVICES[asked], input),
      noAlert: true,
      timeout: TIMEOUT_MS,
    });
  const answered = ask(name, data)
    .catch(async (failure: unknown) => {
      if (!isClockRefusal(failure)) throw failure;
      // 本机的钟不准：问服务端现在几点（公开的服务不要签名），再来一次。签名没过就什么也没有发生
      learnServerClock(await ask('options', {}));
      return ask(name, data);
    })
    .then((answer) => {
      learnServerClock(answer);
      return answer;
    });
  return withinTime(answered);
}

const isClockRefusal = (failure: unknown): boolean => {
  const { code, msg } = (failure ?? {}) as { readonly code?: unknown; readonly msg?: unknown };
  return code === ERROR_CATALOGUE.SIGNATURE.code && typeof msg === 'string' && CLOCK_REFUSED.test(msg);
};

export type CallService = typeof callService;
