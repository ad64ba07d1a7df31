/**
 * 商户自己的云函数用的接口：参数与答复是 vk-uni-pay 的超集，从不抛出。
 * 这里的调用方就是商户的服务端代码：它给的金额就是定价，它能看到全部订单；权限由它自己把关，
 * 所以绝不要把客户端的入参原样转给这里。
 */
import type { ErrorAnswer } from '../../../../../../common/contract/errors';
import type { CancelPaymentAnswer, ClosePaymentAnswer } from '../../../../../../common/contract/payments/close';
import type { CreatePaymentAnswer, CreatePaymentInput } from '../../../../../../common/contract/payments/create';
import type { OkAnswer } from '../../../../../../common/contract/answer';
import type { OrderView } from '../../../../../../common/contract/payments/order-view';
import type { QueryPaymentAnswer, QueryPaymentInput } from '../../../../../../common/contract/payments/query';
import type { RefundInput } from '../../../../../../common/contract/refunds/services';
import type { RefundView } from '../../../../../../common/contract/refunds/refund-view';
import type { Platform, ProviderName } from '../../../../../../common/contract/channels';
import { operatorSchema } from '../../../../../../common/contract/refunds/params';
import { verifyReturnSchema } from '../../../../../../common/contract/payments/return-params';
import { answerWith } from './answer';
import { readClient, type ClientContext } from '../kernel/client-context';
import type { Clock } from '../kernel/clock';
import { DEFAULT_PID } from '../config/config';
import { createKernel } from './full-kernel';
import { announceKernel } from './opened';
import type { Ids } from '../kernel/ids';
import type { Kernel } from '../kernel/kernel';
import { recordFailedStart } from './failed-start';
import { merchantAuthorizations, type MerchantAuthorizations } from './merchant-authorizations';
import { merchantLogins, type MerchantLogins } from './merchant-logins';
import { merchantSharing, type MerchantSharing } from './merchant-sharing';
import { merchantTransfers, type MerchantTransfers } from './merchant-transfers';
import { cancelPayment } from '../review/cancel';
import { closePayment } from '../orders/close';
import { createMerchantPayment } from '../orders/create';
import { PayError } from '../kernel/pay-error';
import { accountsOf } from '../merchants/account';
import { requireParams } from '../kernel/validate';
import type { DeclaredType } from '../order-types/registry';
import { queryOrderRefunds, queryRefund } from '../refunds/query';
import { queryPayment } from '../refunds/query-payment';
import { refund } from '../refunds/refund';
import type { Vk } from '../kernel/vk';

/** 记在退款单与履历里的操作人：商户的云函数没有说是谁 */
const UNNAMED_OPERATOR = 'server';

/** @throws PayError PARAM：不是一句能存的短文字 */
function operatorOf(input: { readonly operator?: unknown } | undefined): string {
  return requireParams(operatorSchema, { operator: input?.operator }).operator ?? UNNAMED_OPERATOR;
}

export interface MerchantPayOptions {
  readonly vk: Vk;
  readonly paymentTypes: readonly DeclaredType[];
  /** 云函数的 context；每次调用也可以另给 */
  readonly context?: ClientContext;
  readonly clock?: Clock;
  readonly ids?: Ids;
}

interface WithContext {
  /** 云函数的 context、云对象的 getClientInfo()，或自己拼的 `{ APPID, PLATFORM, CLIENTIP, CLIENTUA, SPACEINFO }` */
  readonly context?: ClientContext;
}
export type MerchantCreateInput = WithContext &
  Omit<CreatePaymentInput, 'data'> & {
    readonly alipayAppPayToH5Pay?: boolean;
    readonly data: CreatePaymentInput['data'] & {
      readonly user_id?: string;
      /** 收到的钱先冻住，等着分账；缺省照订单类型 */
      readonly profit_sharing?: boolean;
    };
  };
export type MerchantRefundInput = WithContext & RefundInput & { /** 谁退的，记在退款单里 */ readonly operator?: string };

/** vk-uni-pay 的退款答复字段，与本模块自己的并列。 */
export interface MerchantRefundAnswer extends OkAnswer {
  readonly outTradeNo: string;
  readonly transactionId?: string;
  readonly outRefundNo: string;
  readonly refundId?: string;
  /** 分 */
  readonly refundFee: number;
  readonly refund: RefundView;
  readonly order: OrderView;
}
export interface MerchantQueryRefundAnswer extends OkAnswer {
  /** 至少有一笔退款，且全部退成 */
  readonly queryResult: boolean;
  readonly orderInfo: OrderView;
  readonly refunds: readonly RefundView[];
}
type Answer<T> = Promise<T | ErrorAnswer>;

export interface MerchantPay extends MerchantTransfers, MerchantAuthorizations, MerchantSharing, MerchantLogins {
  createPayment(input: MerchantCreateInput): Answer<CreatePaymentAnswer>;
  queryPayment(input: WithContext & QueryPaymentInput & { readonly provider?: ProviderName }): Answer<QueryPaymentAnswer>;
  closePayment(input: WithContext & { readonly out_trade_no: string }): Answer<ClosePaymentAnswer>;
  refund(input: MerchantRefundInput): Answer<MerchantRefundAnswer>;
  /** 给 out_refund_no 查一笔，给 out_trade_no 查整张订单 */
  queryRefund(input: WithContext & { readonly out_trade_no?: string; readonly out_refund_no?: string }): Answer<MerchantQueryRefundAnswer>;
  cancelPayment(input: WithContext & { readonly out_trade_no: string; readonly operator?: string }): Answer<CancelPaymentAnswer>;
  /** 支付宝跳回页面的查询串（原文）验签；验不过为 verified: false。只用于展示，不代表已付款 */
  verifyReturn(
    input: WithContext & { readonly provider: ProviderName; readonly platform: Platform; readonly query: string; readonly pid?: string },
  ): Answer<OkAnswer & { readonly verified: boolean; readonly out_trade_no?: string; readonly transaction_id?: string }>;
}

/**
 * 装配商户接口；配置在第一次调用时读取，有误时答复 50000 并在日志里列全。
 * @example const vkPay = createMerchantPay({ vk, paymentTypes });
 */
export function createMerchantPay(options: MerchantPayOptions): MerchantPay {
  announceKernel(() => createKernel({ ...options, context: readClient(options.context) }));
  const call = <Body extends object>(
    input: WithContext | undefined,
    run: (k: Kernel) => Promise<Body>,
  ): Promise<(OkAnswer & Body) | ErrorAnswer> => {
    const context = readClient(input?.context ?? options.context);
    return answerWith<Kernel, Body>(
      {
        open: () => createKernel({ ...options, context }),
        requestIdOf: (k) => k?.requestId ?? context.requestId ?? '',
        record: (k, error) => k.journal.error(error, { type: 'service' }),
        recordFailedStart: (cause) => recordFailedStart({ ...options, context }, cause),
        flush: (k) => k.journal.flush(),
      },
      run,
    );
  };
  return {
    ...merchantTransfers(call, operatorOf),
    ...merchantAuthorizations(call, operatorOf),
    ...merchantSharing(call, operatorOf),
    ...merchantLogins(call),
    createPayment: (input) => call(input, (k) => createMerchantPayment(k, input)),
    queryPayment: (input) => call(input, (k) => queryPayment(k, input, {})),
    closePayment: (input) => call(input, (k) => closePayment(k, input, {})),
    refund: (input) =>
      call(input, async (k) => {
        const result = await refund(k, input, operatorOf(input));
        const { transaction_id } = result.order;
        return {
          outTradeNo: result.order.out_trade_no,
          ...(transaction_id ? { transactionId: transaction_id } : {}),
          outRefundNo: result.refund.out_refund_no,
          ...(result.refund.refund_id ? { refundId: result.refund.refund_id } : {}),
          refundFee: result.refund.refund_fee,
          ...result,
        };
      }),
    queryRefund: (input) =>
      call(input, async (k) => {
        const asked: { readonly out_refund_no?: unknown } | undefined = input;
        const { order, refunds } =
          asked?.out_refund_no === undefined
            ? await queryOrderRefunds(k, input)
            : await queryRefund(k, input).then((one) => ({ order: one.order, refunds: [one.refund] }));
        return { queryResult: refunds.length > 0 && refunds.every((item) => item.status === 'SUCCESS'), orderInfo: order, refunds };
      }),
    cancelPayment: (input) => call(input, (k) => cancelPayment(k, input, operatorOf(input))),
    verifyReturn: (input) =>
      call(input, async (k) => {
        const { provider, platform, pid = DEFAULT_PID } = requireParams(verifyReturnSchema, input);
        // 停用的商户也有人付完了跳回来。
        const account = (await accountsOf(k, provider, pid)).find((own) => own.platform === platform);
        if (!account && pid !== DEFAULT_PID) throw PayError.param([{ field: 'pid', problem: '没有这个商户' }]);
        const found = account && typeof input.query === 'string' ? k.provider(provider).readReturn?.(account, input.query) : undefined;
        return found ? { verified: true, ...found } : { verified: false };
      }),
  };
}
