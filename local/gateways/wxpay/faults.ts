/**
 * 微信支付网关的故障剧本（docs/protocols/wxpay.md §10.8、§10.14 与 docs/invariants.md §3）。
 */
import * as v from 'valibot';
import { createFaultScript, type FaultRule, type FaultScript } from '../kit/fault-script';
import { ERROR_CODES, type ErrorCode } from './errors';
import type { EventType } from './model';

export const OPERATIONS = ['create', 'query', 'close', 'refund', 'queryRefund', 'certificates', 'bill', 'download', 'callback'] as const;
export type Operation = (typeof OPERATIONS)[number];

/** 请求的故障；「提交」指账本已经改变。 */
export type RequestFault =
  /** 请求没到：连接断开，什么也没发生 */
  | { readonly kind: 'lostRequest' }
  /** 已提交，回答丢失：连接断开 */
  | { readonly kind: 'lostAnswer' }
  /** 已提交，过 ms 毫秒（真实时间）才回答 */
  | { readonly kind: 'timeout'; readonly ms: number }
  /** 没有提交：500 空正文、502 HTML、503 SERVICE_UNAVAILABLE、429 FREQUENCY_LIMITED */
  | { readonly kind: 'http'; readonly status: 500 | 502 | 503 | 429 }
  /** 已提交，却回答 500 SYSTEM_ERROR */
  | { readonly kind: 'systemErrorCommitted' }
  /** 已提交，却回答 429 FREQUENCY_LIMITED */
  | { readonly kind: 'limitedCommitted' }
  /** 没有提交，回答指定的错误码 */
  | { readonly kind: 'error'; readonly code: ErrorCode; readonly message?: string }
  /** 已提交，正文被截断 */
  | { readonly kind: 'truncated' }
  /** 已提交，签名不对 */
  | { readonly kind: 'falseSignature' }
  /** 已提交，没有签名头 */
  | { readonly kind: 'unsigned' }
  /** 已提交，签名探测（§1.4 第 6 条） */
  | { readonly kind: 'signTest' }
  /** 已提交，状态是没见过的枚举值，并多一个没见过的字段 */
  | { readonly kind: 'unknownEnum' };

/** 回调的故障，在通知产生时取用。 */
export type CallbackFault =
  /** 每次投递并行发 count 份 */
  | { readonly kind: 'duplicate'; readonly count: number }
  /** 推迟首次投递，毫秒（网关时钟，压缩之前） */
  | { readonly kind: 'delay'; readonly ms: number }
  /** 永不投递 */
  | { readonly kind: 'suppress' }
  /** 等下一个通知先投递 */
  | { readonly kind: 'reorder' }
  /** 真正的回调之前先发一个签名对不上的 */
  | { readonly kind: 'forged' }
  /** 真正的回调之前先发签名探测 */
  | { readonly kind: 'signTest' };

export interface FaultContext {
  readonly outTradeNo?: string;
  readonly outRefundNo?: string;
  /** 回调才有 */
  readonly eventType?: EventType;
  readonly method?: string;
  readonly path?: string;
}

export type WxpayFault = RequestFault | CallbackFault;
export type WxpayFaultScript = FaultScript<Operation, WxpayFault, FaultContext>;
export type WxpayFaultRule = FaultRule<Operation, WxpayFault, FaultContext>;

export const createWxpayFaults = (): WxpayFaultScript => createFaultScript<Operation, WxpayFault, FaultContext>();

const REQUEST_KINDS: readonly RequestFault['kind'][] = [
  'lostRequest',
  'lostAnswer',
  'timeout',
  'http',
  'systemErrorCommitted',
  'limitedCommitted',
  'error',
  'truncated',
  'falseSignature',
  'unsigned',
  'signTest',
  'unknownEnum',
];
const CALLBACK_KINDS: readonly CallbackFault['kind'][] = ['duplicate', 'delay', 'suppress', 'reorder', 'forged', 'signTest'];

export function takeRequestFault(
  script: WxpayFaultScript,
  operation: Exclude<Operation, 'callback'>,
  context: FaultContext,
): RequestFault | undefined {
  const fault = script.take(operation, context);
  return fault && (REQUEST_KINDS as readonly string[]).includes(fault.kind) ? (fault as RequestFault) : undefined;
}

export function takeCallbackFault(script: WxpayFaultScript, context: FaultContext): CallbackFault | undefined {
  const fault = script.take('callback', context);
  return fault && (CALLBACK_KINDS as readonly string[]).includes(fault.kind) ? (fault as CallbackFault) : undefined;
}

const bare = (...kinds: readonly string[]) => v.strictObject({ kind: v.picklist(kinds) });
const faultSchema = v.union([
  bare(
    'lostRequest',
    'lostAnswer',
    'systemErrorCommitted',
    'limitedCommitted',
    'truncated',
    'falseSignature',
    'unsigned',
    'signTest',
    'unknownEnum',
    'suppress',
    'reorder',
    'forged',
  ),
  v.strictObject({ kind: v.picklist(['timeout', 'delay']), ms: v.pipe(v.number(), v.integer(), v.minValue(0)) }),
  v.strictObject({ kind: v.literal('http'), status: v.picklist([500, 502, 503, 429]) }),
  v.strictObject({ kind: v.literal('error'), code: v.picklist(Object.keys(ERROR_CODES)), message: v.optional(v.string()) }),
  v.strictObject({ kind: v.literal('duplicate'), count: v.pipe(v.number(), v.integer(), v.minValue(2), v.maxValue(64)) }),
]);
const ruleSchema = v.strictObject({
  operation: v.picklist(['*', ...OPERATIONS]),
  fault: faultSchema,
  times: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1))),
  skip: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0))),
  outTradeNo: v.optional(v.string()),
  outRefundNo: v.optional(v.string()),
  eventType: v.optional(v.string()),
});

/**
 * 由 JSON 得到一条规则（POST /simulator/wxpay/faults）。
 * @returns 规则，或不合格的原因
 */
export function faultRuleFrom(input: unknown): WxpayFaultRule | string {
  const result = v.safeParse(ruleSchema, input);
  if (!result.success) return result.issues.map((issue) => `${v.getDotPath(issue) ?? '(根)'}：${issue.message}`).join('；');
  const { operation, fault, times, skip, outTradeNo, outRefundNo, eventType } = result.output;
  return {
    operation: operation as Operation | '*',
    fault: fault as WxpayFault,
    times,
    skip,
    when: (context) =>
      (outTradeNo === undefined || outTradeNo === context.outTradeNo) &&
      (outRefundNo === undefined || outRefundNo === context.outRefundNo) &&
      (eventType === undefined || eventType === context.eventType),
  };
}
