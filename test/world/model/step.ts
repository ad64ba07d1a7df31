/**
 * 模型里的人与网关能做的每一件事，各是一步。清单由类型而来：多一种而没有人会做、没有抽法、文档里没有写，都过不了检查
 * （docs/guarantees.md「模型里的每一步」）。
 */
import type { ProviderName } from '../../../common/contract/channels';
import type { CodeMode } from '../../../local/gateways/kit/payer-codes';
import type { Shop } from '../merchants';
import type { ComplaintActName } from '../../../common/contract/complaints/complaint';
import type { ReviewAct } from '../../../common/contract/review/acts';

/** 谁来做：员工，或另一个员工（要两个人的事）。 */
export type Hand = 'clerk' | 'deputy';

/** 一步；`n` 是第几张单、`t` 是第几笔转账、`a` 是第几张收款授权（都从 1 起），不存在的就什么也不做。 */
export type Step =
  | {
      readonly do: 'create';
      readonly n: number;
      readonly type: 'recharge' | 'goods' | 'card' | 'topup' | 'cart' | 'trial' | 'gift' | 'shared' | 'posted' | 'parcel';
      readonly provider: ProviderName;
      /** 收到哪个商户；虚拟支付、小程序里卖的只有默认商户收 */
      readonly shop: Shop;
    }
  | { readonly do: 'pay'; readonly n: number; readonly heard: boolean }
  | { readonly do: 'notice'; readonly n: number; readonly copies: number }
  | { readonly do: 'wrong amount'; readonly n: number }
  | { readonly do: 'forged'; readonly n: number; readonly variant: number }
  | { readonly do: 'cross-channel'; readonly n: number; readonly from: number }
  | {
      readonly do: 'another merchant';
      readonly n: number;
      /** 真的是哪一张的通知 */
      readonly from: number;
      readonly about: 'payment' | 'refund';
      /** 送到谁的地址：签名的那个商户的，或被说起的那个商户的 */
      readonly door: 'signer' | 'spoken of';
    }
  | { readonly do: 'deliver' }
  | { readonly do: 'query' | 'close' | 'cancel'; readonly n: number }
  | { readonly do: 'refund'; readonly n: number; readonly number: number; readonly fee: number | 'all' }
  | { readonly do: 'ask refund'; readonly n: number; readonly fee: number | 'all' }
  | { readonly do: 'withdraw request'; readonly n: number }
  | { readonly do: 'answer request'; readonly n: number; readonly act: 'approve' | 'decline' }
  | { readonly do: 'resolve'; readonly n: number; readonly act: ReviewAct; readonly by: Hand }
  | {
      readonly do: 'resolve refund';
      readonly n: number;
      readonly number: number;
      readonly act: 'refund' | 'revoke' | 'write_off';
      readonly by: Hand;
    }
  | {
      readonly do: 'transfer';
      readonly t: number;
      readonly provider: ProviderName;
      /** 付给第几个人 */
      readonly payee: number;
      readonly fee: number;
      readonly by: Hand;
      /** 网关先说「处理中」（支付宝；微信总是等收款人确认） */
      readonly held: boolean;
    }
  | { readonly do: 'answer transfer'; readonly t: number; readonly act: 'approve' | 'decline'; readonly by: Hand }
  | { readonly do: 'receiver'; readonly t: number; readonly paid: boolean }
  | { readonly do: 'query transfer' | 'cancel transfer'; readonly t: number }
  | { readonly do: 'transfer notice'; readonly t: number; readonly copies: number; readonly say: TransferNotice }
  | { readonly do: 'authorise'; readonly a: number; readonly payee: number }
  | { readonly do: 'payee agrees' | 'payee closes'; readonly a: number; readonly heard: boolean }
  | { readonly do: 'query authorisation' | 'close authorisation'; readonly a: number }
  | { readonly do: 'authorised transfer'; readonly t: number; readonly a: number; readonly fee: number; readonly by: Hand }
  | { readonly do: 'authorisation notice'; readonly a: number; readonly copies: number; readonly say: AuthorizationNotice }
  | { readonly do: 'funds'; readonly provider: ProviderName; readonly enough: boolean }
  | { readonly do: 'share'; readonly n: number; readonly number: number; readonly share: number; readonly finish: boolean }
  | { readonly do: 'take back'; readonly n: number; readonly number: number; readonly part: number | 'all' }
  | { readonly do: 'release'; readonly n: number }
  | { readonly do: 'sharing fails'; readonly provider: ProviderName; readonly failing: boolean }
  | { readonly do: 'push'; readonly n: number; readonly copies: number; readonly say: PushSays; readonly about: number }
  | { readonly do: 'log in'; readonly expired: boolean }
  | { readonly do: 'virtual refunds fail'; readonly failing: boolean }
  | {
      readonly do: 'charge';
      readonly n: number;
      readonly provider: Counter;
      readonly type: 'counter' | 'card';
      readonly mode: CodeMode;
      readonly shop: Shop;
    }
  | { readonly do: 'watch counter'; readonly n: number }
  | { readonly do: 'ship'; readonly n: number; readonly way: 'pickup' | 'express' | 'unknown carrier' }
  | { readonly do: 'receipt'; readonly n: number }
  | { readonly do: 'dispute'; readonly n: number; readonly held: boolean }
  | { readonly do: 'complain'; readonly n: number; readonly heard: boolean }
  | { readonly do: 'complaint notice'; readonly n: number; readonly copies: number; readonly genuine: boolean }
  | { readonly do: 'answer complaint'; readonly n: number; readonly act: ComplaintActName; readonly by: Hand }
  | { readonly do: 'monitor' | 'restart' | 'rotate key' | 'fault off' }
  | { readonly do: 'tick'; readonly ms: number }
  | { readonly do: 'fault on'; readonly provider: ProviderName; readonly kind: RequestFault; readonly times: number }
  | { readonly do: 'late notices'; readonly provider: ProviderName; readonly kind: NoticeFault }
  | { readonly do: 'supplier refuses'; readonly times: number }
  | { readonly do: 'both'; readonly one: Step; readonly other: Step };

export type StepName = Step['do'];
/** 做这一步的人手里拿着的。 */
export type StepOf<Name extends StepName, One = Step> = One extends { readonly do: StepName }
  ? Name extends One['do']
    ? One
    : never
  : never;
/** 每一步怎样做；没有一步能漏。 */
export type Acts<Names extends StepName = StepName> = { readonly [Name in Names]: (step: StepOf<Name>) => unknown };

export const REQUEST_FAULTS = [
  'lostRequest',
  'late',
  'error',
  'lostAnswer',
  'systemErrorCommitted',
  'truncated',
  'falseSignature',
  'unknownEnum',
] as const;
export type RequestFault = (typeof REQUEST_FAULTS)[number];
export const NOTICE_FAULTS = ['suppress', 'duplicate', 'delay', 'reorder'] as const;
export type NoticeFault = (typeof NOTICE_FAULTS)[number];
/** 转账的通知：真的、伪造的、签名真实而金额不对的、签名真实而是别的商户的。 */
export const TRANSFER_NOTICES = ['genuine', 'forged', 'another sum', 'another merchant'] as const;
export type TransferNotice = (typeof TRANSFER_NOTICES)[number];
/** 收款授权的通知：真的、伪造的、签名真实而是别的商户的、签名真实而是别人的。 */
export const AUTHORIZATION_NOTICES = ['genuine', 'forged', 'another merchant', 'another person'] as const;
export type AuthorizationNotice = (typeof AUTHORIZATION_NOTICES)[number];

/** 虚拟支付的推送：真的、伪造的、签名真实而说的是另一张单的。 */
export const PUSHES = ['genuine', 'genuine', 'forged', 'another order'] as const;
export type PushSays = (typeof PUSHES)[number];
/** 有付款码的两家。 */
export const COUNTERS = ['wxpay', 'alipay'] as const satisfies readonly ProviderName[];
type Counter = (typeof COUNTERS)[number];

/** 要不要有别的商户。 */
export const mentionsShop = (step: Step): boolean =>
  'one' in step ? mentionsShop(step.one) || mentionsShop(step.other) : 'shop' in step && step.shop !== 'default';

export function describeStep({ do: name, ...rest }: Step): string {
  if ('one' in rest) return `both (${describeStep(rest.one)} ‖ ${describeStep(rest.other)})`;
  return [name, ...Object.entries(rest).map(([key, value]) => (key === 'n' ? `#${String(value)}` : `${key}=${String(value)}`))].join(' ');
}
