/** 商户自己的云函数转账：参数与答复是 vk-uni-pay 的超集。 */
import { beijingText } from '../../../../../../common/contract/beijing-text';
import type { ErrorAnswer } from '../../../../../../common/contract/errors';
import type { OkAnswer } from '../../../../../../common/contract/answer';
import type { AuthorizationNumberInput, CreateAuthorizationInput } from '../../../../../../common/contract/transfers/authorization-params';
import type { TransferInput } from '../../../../../../common/contract/transfers/params';
import type { ConfirmOptions, StaffTransferView } from '../../../../../../common/contract/transfers/services';
import type { AccountPlatform, ProviderName } from '../../../../../../common/contract/channels';
import type { ClientContext } from '../kernel/client-context';
import type { Kernel } from '../kernel/kernel';
import { answerTransfer } from '../transfers/answer';
import { closeAuthorization, createAuthorization, queryAuthorization, type Authorized } from '../transfers/authorization';
import { queryAccountBalance } from '../transfers/balance';
import { cancelTransfer } from '../transfers/cancel';
import { queryTransfer } from '../transfers/query';
import type { TransferRecord } from '../transfers/record';
import { flattened, transfer } from '../transfers/transfer';
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
/** 微信的字段原样：out_authorization_no、state、authorization_id、package_info、authorize_time、close_info…… */
export interface MerchantAuthorizationAnswer extends OkAnswer {
  readonly result: Readonly<Record<string, unknown>>;
  /** 等收款人同意时，交给客户端的 requestMerchantTransfer */
  readonly options?: ConfirmOptions;
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
  /** 免确认收款授权（微信）：收款人同意一次，之后 transfer 带上 out_authorization_no 就不用再确认 */
  createUserConfirmAuthorization(input: WithContext & CreateAuthorizationInput): Answer<MerchantAuthorizationAnswer>;
  queryUserConfirmAuthorization(input: WithContext & AuthorizationNumberInput): Answer<MerchantAuthorizationAnswer>;
  closeUserConfirmAuthorization(input: WithContext & AuthorizationNumberInput): Answer<MerchantAuthorizationAnswer>;
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

/** 收款人的 openid 不在答复里：叫的人自己知道，多半还会原样转给客户端。 */
function answerAuthorization({ mchid, appid, said }: Authorized): Omit<MerchantAuthorizationAnswer, keyof OkAnswer> {
  const { openid: _openid, ...result } = said;
  const { package_info } = result;
  return { result, ...(typeof package_info === 'string' ? { options: { mchId: mchid, appId: appid ?? '', package: package_info } } : {}) };
}

const yuan = (fee: number): number => fee / 100;

/** @param operatorOf 谁在操作；没有说就是服务端 */
export function merchantTransfers(call: Call, operatorOf: (input: WithOperator | undefined) => string): MerchantTransfers {
  return {
    transfer: (input) => call(input, async (k) => answerOf(k, await transfer(k, input, operatorOf(input)))),
    queryTransfer: (input) => call(input, async (k) => answerOf(k, await queryTransfer(k, input))),
    cancelTransfer: (input) => call(input, async (k) => answerOf(k, await cancelTransfer(k, input, operatorOf(input)))),
    answerTransfer: (input) => call(input, async (k) => answerOf(k, await answerTransfer(k, input, operatorOf(input)))),
    createUserConfirmAuthorization: (input) =>
      call(input, async (k) => answerAuthorization(await createAuthorization(k, flattened(input)))),
    queryUserConfirmAuthorization: (input) => call(input, async (k) => answerAuthorization(await queryAuthorization(k, flattened(input)))),
    closeUserConfirmAuthorization: (input) => call(input, async (k) => answerAuthorization(await closeAuthorization(k, flattened(input)))),
    queryAccountBalance: (input) =>
      call(input, async (k) => {
        const { available_fee, frozen_fee } = await queryAccountBalance(k, input);
        return { availableAmount: yuan(available_fee), freezeAmount: yuan(frozen_fee), available_fee, frozen_fee };
      }),
  };
}
