/** 商户自己的云函数请收款人授权：参数与答复是微信与 vk-uni-pay 的超集。 */
import { beijingText } from '../../../../../../common/contract/beijing-text';
import type { ErrorAnswer } from '../../../../../../common/contract/errors';
import type { OkAnswer } from '../../../../../../common/contract/answer';
import type { TransferAuthorizationInput } from '../../../../../../common/contract/transfers/authorization-params';
import type { ConfirmOptions, StaffAuthorizationView } from '../../../../../../common/contract/transfers/services';
import type { AccountPlatform, ProviderName } from '../../../../../../common/contract/channels';
import type { ClientContext } from '../kernel/client-context';
import type { Kernel } from '../kernel/kernel';
import { createAuthorization } from '../transfers/authorizations/create';
import { closeAuthorization, queryAuthorization } from '../transfers/authorizations/query';
import type { AuthorizationRecord } from '../transfers/authorizations/record';
import { authorizeOptions, viewAuthorizationForStaff } from '../transfers/authorizations/view';

interface WithContext {
  readonly context?: ClientContext;
}
interface WithOperator extends WithContext {
  /** 谁发起的，记在授权里 */
  readonly operator?: string;
}
interface WhichAuthorization extends WithContext {
  readonly provider?: ProviderName;
  readonly platform?: AccountPlatform;
  readonly pid?: string;
  readonly out_authorization_no: string;
}

/** 微信的字段在 `result`，与本模块自己的 `authorization` 并列。 */
export interface MerchantAuthorizationAnswer extends OkAnswer {
  readonly result: {
    readonly out_authorization_no: string;
    /** 网关的说法：WAIT_USER_CONFIRM、TAKING_EFFECT、CLOSED */
    readonly state?: string;
    readonly authorization_id?: string;
    /** 等收款人答应时，与 options.package 相同 */
    readonly package_info?: string;
    /** 带时区，如 2026-11-23T16:00:00+08:00 */
    readonly authorize_time?: string;
    readonly close_info?: { readonly close_time: string; readonly close_reason: string };
  };
  /** 等收款人答应时，交给客户端的 requestMerchantTransfer */
  readonly options?: ConfirmOptions;
  readonly authorization: StaffAuthorizationView;
}
type Answer = Promise<MerchantAuthorizationAnswer | ErrorAnswer>;

export interface MerchantAuthorizations {
  /** 请收款人答应一次，此后转账带 out_authorization_no 就不必再确认；同一个单号无论来几次都是同一张 */
  createTransferAuthorization(input: WithOperator & TransferAuthorizationInput): Answer;
  queryTransferAuthorization(input: WhichAuthorization): Answer;
  closeTransferAuthorization(input: WhichAuthorization): Answer;
}

type Call = <Body extends object>(
  input: WithContext | undefined,
  run: (k: Kernel) => Promise<Body>,
) => Promise<(OkAnswer & Body) | ErrorAnswer>;

const timeText = (at: number): string => beijingText(at, 'YYYY-MM-DDTHH:mm:ssZ');

function answerOf(k: Kernel, record: AuthorizationRecord): Omit<MerchantAuthorizationAnswer, keyof OkAnswer> {
  const options = authorizeOptions(k, record);
  const { gateway_state, authorization_id, authorize_date, finish_date, close_reason } = record;
  return {
    result: {
      out_authorization_no: record._id,
      ...(gateway_state === undefined ? {} : { state: gateway_state }),
      ...(authorization_id === undefined ? {} : { authorization_id }),
      ...(options ? { package_info: options.package } : {}),
      ...(authorize_date === undefined ? {} : { authorize_time: timeText(authorize_date) }),
      ...(finish_date === undefined || close_reason === undefined
        ? {}
        : { close_info: { close_time: timeText(finish_date), close_reason } }),
    },
    ...(options ? { options } : {}),
    authorization: viewAuthorizationForStaff(record),
  };
}

/** @param operatorOf 谁在操作；没有说就是服务端 */
export function merchantAuthorizations(call: Call, operatorOf: (input: WithOperator | undefined) => string): MerchantAuthorizations {
  return {
    createTransferAuthorization: (input) => call(input, async (k) => answerOf(k, await createAuthorization(k, input, operatorOf(input)))),
    queryTransferAuthorization: (input) => call(input, async (k) => answerOf(k, await queryAuthorization(k, input))),
    closeTransferAuthorization: (input) => call(input, async (k) => answerOf(k, await closeAuthorization(k, input))),
  };
}
