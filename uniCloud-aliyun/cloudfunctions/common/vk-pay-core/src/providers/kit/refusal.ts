/**
 * 网关的拒绝 → PayError。要问的只有一句：这是不是调用方改一改入参就能好的？
 * 是，就 40001 并点名那个字段；不是（商户的配置、权限、账号，或本模块自己的请求），就不能叫付款人「检查输入」。
 */
import type { ErrorName } from '../../../../../../../common/contract/errors';
import { PayError, type GatewayHint, type Outcome, type PayErrorOptions } from '../../kernel/pay-error';

/** 正在做的事；同一个入参在不同的服务里路径不同。 */
export type Operation =
  | 'create'
  | 'charge'
  | 'query'
  | 'close'
  | 'cancel'
  | 'refund'
  | 'queryRefund'
  | 'bill'
  | 'transfer'
  | 'queryTransfer'
  | 'cancelTransfer'
  | 'authorize'
  | 'queryAuthorization'
  | 'closeAuthorization'
  | 'balance'
  | 'login'
  | 'complaint'
  | 'share'
  | 'returnShare'
  | 'unfreeze'
  | 'queryShare'
  | 'receiver';

/** 转账的入参 */
export type TransferField =
  | 'out_bill_no'
  | 'transfer_amount'
  | 'transfer_remark'
  | 'transfer_scene_id'
  | 'transfer_scene_name'
  | 'transfer_scene_report_infos'
  | 'user_recv_perception'
  | 'user_name'
  | 'payee_info'
  | 'out_authorization_no'
  | 'authorization_id'
  | 'user_display_name';

/** 网关会挑毛病的入参，用我们的名字；`other.` 开头的是透传的原生字段。 */
export type Input =
  | 'out_trade_no'
  | 'total_fee'
  | 'subject'
  | 'openid'
  | 'time_expire'
  | 'CLIENTIP'
  | 'out_refund_no'
  | 'refund_fee'
  | 'refund_desc'
  | 'auth_code'
  | 'code'
  | TransferField
  | `other.${string}`;

const CREATE: ReadonlySet<Input> = new Set(['out_trade_no', 'total_fee', 'subject', 'openid', 'time_expire', 'auth_code']);
const REFUND: ReadonlySet<Input> = new Set(['out_trade_no', 'out_refund_no', 'refund_fee', 'refund_desc']);

/** 转账里叫别的名字的；没有的不是它的入参。 */
const TRANSFER: ReadonlyMap<Input, string> = new Map<Input, string>([
  ['out_refund_no', 'out_bill_no'],
  ['total_fee', 'transfer_amount'],
  ['subject', 'order_title'],
  ['openid', 'openid'],
  ...(
    [
      'out_bill_no',
      'transfer_amount',
      'transfer_remark',
      'transfer_scene_id',
      'transfer_scene_name',
      'transfer_scene_report_infos',
      'user_recv_perception',
      'user_name',
      'payee_info',
      'out_authorization_no',
      'authorization_id',
    ] as const
  ).map((field): [Input, string] => [field, field]),
]);

/** 收款授权的入参；没有的不是它的入参。 */
const AUTHORIZE: ReadonlyMap<Input, string> = new Map<Input, string>([
  ['out_refund_no', 'out_authorization_no'],
  ...(['out_authorization_no', 'openid', 'transfer_scene_id', 'user_display_name', 'user_recv_perception'] as const).map(
    (field): [Input, string] => [field, field],
  ),
]);

/** 入参在这件事里的字段路径；不是它的入参返回 undefined。 */
function fieldOf(operation: Operation, input: Input): string | undefined {
  if (operation === 'create') {
    if (input === 'CLIENTIP') return 'context.CLIENTIP';
    return CREATE.has(input) || input.startsWith('other.') ? `data.${input}` : undefined;
  }
  if (operation === 'charge') return CREATE.has(input) ? input : undefined;
  if (operation === 'refund' || operation === 'queryRefund') return REFUND.has(input) ? input : undefined;
  if (operation === 'login') return input === 'code' ? 'code' : undefined;
  if (operation === 'transfer') return TRANSFER.get(input);
  if (operation === 'authorize') return AUTHORIZE.get(input);
  return input === 'out_trade_no' ? input : undefined;
}

export interface Refusal {
  readonly kind: ErrorName;
  readonly outcome: Outcome;
  readonly retryable?: boolean;
  /** 只用于 PARAM：哪个入参有问题 */
  readonly input?: Input;
  /** 那个字段错在哪里，给人看 */
  readonly problem?: string;
  readonly says?: GatewayHint;
}

export const CLOSED: Pick<Refusal, 'input' | 'problem' | 'says'> = {
  input: 'out_trade_no',
  problem: '订单已关闭，请重新下单',
  says: 'closed',
};
export const NUMBER_USED: Pick<Refusal, 'input' | 'problem' | 'says'> = {
  input: 'out_trade_no',
  problem: '单号已被使用，请换一个新单号',
  says: 'number_used',
};
const REFUSED = '网关不接受这个值';

/** 说不出是哪个入参的 PARAM 不是入参的问题：50000，请人去看。 */
export function refusal(
  operation: Operation,
  { kind, outcome, retryable, input, problem, says }: Refusal,
  about: PayErrorOptions,
): PayError {
  const field = kind === 'PARAM' && input !== undefined ? fieldOf(operation, input) : undefined;
  const options: PayErrorOptions = {
    ...about,
    outcome,
    ...(retryable === undefined ? {} : { retryable }),
    ...(says === undefined ? {} : { gatewaySays: says }),
  };
  if (kind !== 'PARAM') return new PayError(kind, options);
  if (field === undefined) return new PayError('SYSTEM', options);
  const problems = [{ field, problem: problem ?? REFUSED }];
  return new PayError('PARAM', { ...options, problems, msg: PayError.param(problems).message });
}

/** 已经发出去之后的任何意外都不能说明「没发生」：同一个错误，结果改成不明。 */
export function unknownOutcome(thrown: unknown, detail?: string): PayError {
  if (!(thrown instanceof PayError)) return new PayError('NETWORK', { outcome: 'unknown', cause: thrown, ...(detail ? { detail } : {}) });
  if (thrown.outcome === 'unknown' && detail === undefined) return thrown;
  return new PayError(thrown.kind, {
    outcome: 'unknown',
    retryable: thrown.retryable,
    msg: thrown.message,
    problems: thrown.problems,
    cause: thrown,
    ...((detail ?? thrown.detail) ? { detail: detail ?? thrown.detail } : {}),
    ...(thrown.gatewayCode === undefined ? {} : { gatewayCode: thrown.gatewayCode }),
    ...(thrown.gatewayStatus === undefined ? {} : { gatewayStatus: thrown.gatewayStatus }),
  });
}
