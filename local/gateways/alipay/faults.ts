/**
 * 支付宝网关的故障剧本（docs/protocols/alipay.md §10 与 docs/invariants.md §3）。
 */
import * as v from 'valibot';
import { createFaultScript, type FaultRule, type FaultScript } from '../kit/fault-script';
import type { EnvelopeFlaw } from './envelope';
import { SUB_CODES, type SubCode } from './errors';
import type { NoticeKind, NoticeVariant } from './model';

/** App 支付没有：服务端不发请求，订单串由客户端直接打开（§4.2）。 */
export const OPERATIONS = [
  'create',
  'wapPay',
  'pagePay',
  'precreate',
  'query',
  'close',
  'cancel',
  'refund',
  'queryRefund',
  'callback',
] as const;
export type Operation = (typeof OPERATIONS)[number];

const FLAWS = [
  'falseSignature',
  'unsigned',
  'duplicateRoot',
  'foreignCertSn',
  'unescapedSignature',
  'truncated',
] as const satisfies readonly EnvelopeFlaw[];
const PRELUDES = [
  'forged',
  'tampered',
  'unsigned',
  'foreignApp',
  'foreignSeller',
  'wrongAmount',
] as const satisfies readonly NoticeVariant[];

/** 请求的故障；「提交」指账本已经改变。 */
export type RequestFault =
  /** 请求没到：连接断开，什么也没发生 */
  | { readonly kind: 'lostRequest' }
  /** 已提交，回答丢失：连接断开 */
  | { readonly kind: 'lostAnswer' }
  /** 已提交，过 ms 毫秒（真实时间）才回答 */
  | { readonly kind: 'timeout'; readonly ms: number }
  /** 没有提交：500 空正文、502 HTML、200 却是 HTML */
  | { readonly kind: 'http'; readonly status: 200 | 500 | 502 }
  /** 已提交，却回答 20000 isp.unknow-error */
  | { readonly kind: 'unknownCommitted' }
  /** 已提交，却回答 40004 ACQ.SYSTEM_ERROR */
  | { readonly kind: 'systemErrorCommitted' }
  /** 没有提交，回答指定的错误 */
  | { readonly kind: 'error'; readonly subCode: SubCode; readonly message?: string }
  /** 已提交，回答被弄坏：签名不对、没有签名、根节点重复、证书序列号陌生、按未转义的文字签名、截断 */
  | { readonly kind: (typeof FLAWS)[number] }
  /** 已提交，fund_change 却是 N（还没入账） */
  | { readonly kind: 'fundChangeN' }
  /** 已提交，状态是没见过的枚举值，并多一个没见过的字段 */
  | { readonly kind: 'unknownEnum' };

/** 通知的故障，在通知产生时取用。 */
export type CallbackFault =
  /** 每次投递并行发 count 份，notify_id 相同 */
  | { readonly kind: 'duplicate'; readonly count: number }
  /** 推迟首次投递，毫秒（网关时钟，压缩之前） */
  | { readonly kind: 'delay'; readonly ms: number }
  /** 永不投递 */
  | { readonly kind: 'suppress' }
  /** 等下一个通知先投递 */
  | { readonly kind: 'reorder' }
  /** 真正的通知之后再来一个迟到的 WAIT_BUYER_PAY */
  | { readonly kind: 'lateWaiting' }
  /** 真正的通知之前先发一个不该被接受的 */
  | { readonly kind: 'prelude'; readonly variant: (typeof PRELUDES)[number] };

export interface FaultContext {
  readonly outTradeNo?: string;
  readonly outRequestNo?: string;
  /** 通知才有 */
  readonly notice?: NoticeKind;
}

export type AlipayFault = RequestFault | CallbackFault;
export type AlipayFaultScript = FaultScript<Operation, AlipayFault, FaultContext>;
export type AlipayFaultRule = FaultRule<Operation, AlipayFault, FaultContext>;

const CALLBACK_KINDS: readonly AlipayFault['kind'][] = ['duplicate', 'delay', 'suppress', 'reorder', 'lateWaiting', 'prelude'];
const isCallbackFault = (fault: AlipayFault): fault is CallbackFault => CALLBACK_KINDS.includes(fault.kind);

/** 通知的故障只等通知，请求的故障只等请求：'*' 的规则不会被不相干的一方悄悄用掉。 */
export function createAlipayFaults(): AlipayFaultScript {
  const script = createFaultScript<Operation, AlipayFault, FaultContext>();
  const applies = ({ fault }: AlipayFaultRule, { notice }: FaultContext): boolean => isCallbackFault(fault) === (notice !== undefined);
  return { ...script, add: (rule) => script.add({ ...rule, when: (context) => applies(rule, context) && (rule.when?.(context) ?? true) }) };
}

export function takeRequestFault(
  script: AlipayFaultScript,
  operation: Exclude<Operation, 'callback'>,
  context: FaultContext,
): RequestFault | undefined {
  const fault = script.take(operation, context);
  return fault && !isCallbackFault(fault) ? fault : undefined;
}

export function takeCallbackFault(script: AlipayFaultScript, context: FaultContext): CallbackFault | undefined {
  const fault = script.take('callback', context);
  return fault && isCallbackFault(fault) ? fault : undefined;
}

export function flawOf(fault: RequestFault | undefined): EnvelopeFlaw | undefined {
  return FLAWS.find((flaw) => flaw === fault?.kind);
}

const milliseconds = v.pipe(v.number(), v.integer(), v.minValue(0));
const faultSchema = v.union([
  v.strictObject({
    kind: v.picklist([
      ...FLAWS,
      'lostRequest',
      'lostAnswer',
      'unknownCommitted',
      'systemErrorCommitted',
      'fundChangeN',
      'unknownEnum',
      'suppress',
      'reorder',
      'lateWaiting',
    ]),
  }),
  v.strictObject({ kind: v.picklist(['timeout', 'delay']), ms: milliseconds }),
  v.strictObject({ kind: v.literal('http'), status: v.picklist([200, 500, 502]) }),
  v.strictObject({ kind: v.literal('error'), subCode: v.picklist(Object.keys(SUB_CODES) as SubCode[]), message: v.optional(v.string()) }),
  v.strictObject({ kind: v.literal('duplicate'), count: v.pipe(v.number(), v.integer(), v.minValue(2), v.maxValue(64)) }),
  v.strictObject({ kind: v.literal('prelude'), variant: v.picklist(PRELUDES) }),
]);
const ruleSchema = v.strictObject({
  operation: v.picklist(['*', ...OPERATIONS]),
  fault: faultSchema,
  times: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1))),
  skip: v.optional(milliseconds),
  outTradeNo: v.optional(v.string()),
  outRequestNo: v.optional(v.string()),
  notice: v.optional(v.picklist(['payment', 'refund', 'waiting', 'closed'])),
});

/**
 * 由 JSON 得到一条规则（POST /simulator/alipay/faults）。
 * @returns 规则，或不合格的原因
 */
export function faultRuleFrom(input: unknown): AlipayFaultRule | string {
  const result = v.safeParse(ruleSchema, input);
  if (!result.success) return result.issues.map((issue) => `${v.getDotPath(issue) ?? '(根)'}：${issue.message}`).join('；');
  const { operation, fault, times, skip, outTradeNo, outRequestNo, notice } = result.output;
  if (operation !== '*' && isCallbackFault(fault as AlipayFault) !== (operation === 'callback'))
    return `fault：${fault.kind} 不会发生在 ${operation} 上`;
  return {
    operation,
    fault: fault as AlipayFault,
    times,
    skip,
    when: (context) =>
      (outTradeNo === undefined || outTradeNo === context.outTradeNo) &&
      (outRequestNo === undefined || outRequestNo === context.outRequestNo) &&
      (notice === undefined || notice === context.notice),
  };
}
