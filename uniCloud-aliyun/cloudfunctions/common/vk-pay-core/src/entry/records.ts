/**
 * 规范「日志记录」的函数：商户自己的代码往 payment_logs、payment_errors 里记一行。要先装配过支付接口（createVkPay 或 createMerchantPay）。
 * 写进去的都已脱敏；写不进去不抛出（日志绝不影响支付），只在控制台留一行。
 */
import { ERROR_CATALOGUE, handlePaymentError, type ErrorName } from '../../../../../../common/contract/errors';
import type { LogEntry } from '../journal/journal';
import { cleanText, redact } from '../journal/redact';
import type { Kernel } from '../kernel/kernel';
import { PayError } from '../kernel/pay-error';
import { withKernel } from './opened';

export interface PaymentLog {
  /** 操作，如 `create`、`shop-refund` */
  readonly type: string;
  /** `SUCCESS`、`ERROR`；别的记成 `IGNORED`，原话在 note */
  readonly status: string;
  readonly out_trade_no?: string;
  readonly provider?: string;
  /** 分 */
  readonly amount?: number;
  readonly user_id?: string;
  readonly error?: unknown;
}

const text = (value: unknown, max: number): string | undefined =>
  typeof value === 'string' && value !== '' ? cleanText(value, max) : undefined;

const isKind = (name: string, code: number): name is ErrorName => ERROR_CATALOGUE[name as ErrorName].code === code;

/** 什么都收：PayError、带码的对象、别的异常；码不在目录里、读不出来的是 50000。 */
function payErrorOf(thrown: unknown): PayError {
  try {
    if (thrown instanceof PayError) return thrown;
    const { code } = handlePaymentError(thrown);
    const kind = Object.keys(ERROR_CATALOGUE).find((name): name is ErrorName => isKind(name, code)) ?? 'SYSTEM';
    return new PayError(kind, { cause: thrown });
  } catch {
    return new PayError('SYSTEM', { detail: '错误的内容读不出来' });
  }
}

function entryOf(k: Kernel, log: PaymentLog | null | undefined): LogEntry {
  const { type, status, error, ...rest }: Partial<PaymentLog> = log ?? {};
  const known = status === 'SUCCESS' || status === 'ERROR' ? status : undefined;
  const said = known ? undefined : text(status, 60);
  const words = {
    out_trade_no: text(rest.out_trade_no, 64),
    provider: text(rest.provider, 32),
    user_id: text(rest.user_id, 64),
    note: said,
  };
  return {
    type: text(type, 60) ?? 'merchant',
    status: known ?? (error === undefined ? 'IGNORED' : 'ERROR'),
    ...Object.fromEntries(Object.entries(words).filter(([, value]) => value !== undefined)),
    ...(Number.isSafeInteger(rest.amount) ? { amount: rest.amount } : {}),
    ...(error === undefined || error === null ? {} : { error: payErrorOf(error) }),
    startedAt: k.now(),
  };
}

/** payment_logs 里记一行。@throws PayError 50000 还没有装配过支付接口 */
export function recordPaymentLog(log: PaymentLog): Promise<void> {
  return withKernel(async (k) => k.journal.log(entryOf(k, log)));
}

const numberIn = (data: unknown): { readonly out_trade_no?: string } => {
  const out_trade_no = text((data as { readonly out_trade_no?: unknown } | null | undefined)?.out_trade_no, 64);
  return out_trade_no === undefined ? {} : { out_trade_no };
};

/**
 * payment_errors 里记一行：一次失败的应答（`{ code, msg }`）与当时的入参。
 * @throws PayError 50000 还没有装配过支付接口
 */
export function recordPaymentError(errorInfo: unknown, paymentData?: unknown): Promise<void> {
  return withKernel(async (k) =>
    k.journal.error(payErrorOf(errorInfo), { type: 'merchant-error', ...numberIn(paymentData), data: paymentData }),
  );
}

/**
 * payment_errors 里记一行：一次意外的异常；堆栈只进数据库。
 * @throws PayError 50000 还没有装配过支付接口
 */
export function recordPaymentException(thrown: unknown, paymentData?: unknown): Promise<void> {
  return withKernel(async (k) =>
    k.journal.error(payErrorOf(thrown), { type: 'merchant-exception', ...numberIn(paymentData), data: paymentData }),
  );
}

/** 规范「敏感数据处理」：深拷贝，任何深度的秘密都遮住（卡号、cvv、私钥、openid、手机号……）；从不抛出。 */
export function sanitizePaymentData(paymentData: unknown): unknown {
  return redact(paymentData);
}
