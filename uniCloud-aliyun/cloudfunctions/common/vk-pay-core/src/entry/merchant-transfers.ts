/** 商户自己的云函数转账：参数与答复是 vk-uni-pay 的超集。 */
import { beijingText } from '../../../../../../common/contract/beijing-text';
import type { ErrorAnswer } from '../../../../../../common/contract/errors';
import type { OkAnswer } from '../../../../../../common/contract/answer';
import type { TransferInput } from '../../../../../../common/contract/transfers/params';
import type { ConfirmOptions, StaffTransferView } from '../../../../../../common/contract/transfers/services';
import type { AccountPlatform, ProviderName } from '../../../../../../common/contract/channels';
import type { ClientContext } from '../kernel/client-context';
import type { Kernel } from '../kernel/kernel';
import { answerTransfer } from '../transfers/answer';
import { queryAccountBalance } from '../transfers/balance';
import { cancelTransfer } from '../transfers/cancel';
import { queryTransfer } from '../transfers/query';
import type { TransferRecord } from '../transfers/record';
import { transfer } from '../transfers/transfer';
import { confirmOptions, viewTransferForStaff } from '../transfers/view';

interface WithContext {
  readonly context?: ClientContext;
}
interface WithOperator extends WithContext {
  /** 谁转的，记在转账单里 */
  readonly operator?: string;
}
interface WhichTransfer {
  readonly provider?: ProviderName;
  readonly platform?: AccountPlatform;
  readonly out_bill_no?: string;
  readonly transfer_bill_no?: string;
}

/** vk-uni-pay 的 `result`、`options`，与本模块自己的 `transfer` 并列。 */
export interface MerchantTransferAnswer extends OkAnswer {
  readonly result: {
    readonly out_bill_no: string;
    readonly transfer_bill_no?: string;
    /** 网关的说法：微信 SUCCESS、WAIT_USER_CONFIRM……，支付宝 SUCCESS、DEALING…… */
    readonly state?: string;
    /** 请求网关的时间，带时区，如 2026-11-23T16:00:00+08:00 */
    readonly create_time: string;
    /** 等收款人确认时，与 options.package 相同 */
    readonly package_info?: string;
    /** 分 */
    readonly transfer_amount: number;
    readonly transfer_remark: string;
    readonly fail_reason?: string;
  };
  /** 等收款人确认时，交给客户端的 requestMerchantTransfer */
  readonly options?: ConfirmOptions;
  readonly transfer: StaffTransferView;
}
/** 元（vk-uni-pay 的字段）与分并列。 */
export interface MerchantBalanceAnswer extends OkAnswer {
  readonly availableAmount: number;
  readonly freezeAmount: number;
  /** 分 */
  readonly available_fee: number;
  readonly frozen_fee: number;
}
type Answer<T> = Promise<T | ErrorAnswer>;

export interface MerchantTransfers {
  /** 付钱给用户；参数放在最外层或 data 里。同一个 out_bill_no 无论来几次都是同一笔 */
  transfer(
    input: WithOperator & (TransferInput | { readonly provider: ProviderName; readonly data: Partial<TransferInput> }),
  ): Answer<MerchantTransferAnswer>;
  queryTransfer(input: WithContext & WhichTransfer): Answer<MerchantTransferAnswer>;
  cancelTransfer(input: WithOperator & WhichTransfer): Answer<MerchantTransferAnswer>;
  /** 第二个人点头；不能是提的那个人 */
  answerTransfer(
    input: WithOperator & { readonly out_bill_no: string; readonly act: 'approve' | 'decline'; readonly reason?: string },
  ): Answer<MerchantTransferAnswer>;
  queryAccountBalance(
    input: WithContext & { readonly provider: ProviderName; readonly platform?: AccountPlatform; readonly pid?: string },
  ): Answer<MerchantBalanceAnswer>;
}

type Call = <Body extends object>(
  input: WithContext | undefined,
  run: (k: Kernel) => Promise<Body>,
) => Promise<(OkAnswer & Body) | ErrorAnswer>;

function answerOf(k: Kernel, record: TransferRecord): Omit<MerchantTransferAnswer, keyof OkAnswer> {
  const options = confirmOptions(k, record);
  const { transfer_bill_no, gateway_state, failure } = record;
  return {
    result: {
      out_bill_no: record._id,
      ...(transfer_bill_no === undefined ? {} : { transfer_bill_no }),
      ...(gateway_state === undefined ? {} : { state: gateway_state }),
      create_time: beijingText(record.submit_date || record.create_date, 'YYYY-MM-DDTHH:mm:ssZ'),
      ...(options ? { package_info: options.package } : {}),
      transfer_amount: record.transfer_fee,
      transfer_remark: record.content.remark,
      ...(failure?.gateway_code === undefined ? {} : { fail_reason: failure.gateway_code }),
    },
    ...(options ? { options } : {}),
    transfer: viewTransferForStaff(record),
  };
}

const yuan = (fee: number): number => fee / 100;

/** @param operatorOf 谁在操作；没有说就是服务端 */
export function merchantTransfers(call: Call, operatorOf: (input: WithOperator | undefined) => string): MerchantTransfers {
  return {
    transfer: (input) => call(input, async (k) => answerOf(k, await transfer(k, input, operatorOf(input)))),
    queryTransfer: (input) => call(input, async (k) => answerOf(k, await queryTransfer(k, input))),
    cancelTransfer: (input) => call(input, async (k) => answerOf(k, await cancelTransfer(k, input, operatorOf(input)))),
    answerTransfer: (input) => call(input, async (k) => answerOf(k, await answerTransfer(k, input, operatorOf(input)))),
    queryAccountBalance: (input) =>
      call(input, async (k) => {
        const { available_fee, frozen_fee } = await queryAccountBalance(k, input);
        return { availableAmount: yuan(available_fee), freezeAmount: yuan(frozen_fee), available_fee, frozen_fee };
      }),
  };
}
