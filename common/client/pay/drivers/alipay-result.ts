/**
 * 支付宝窗口的结果码（docs/protocols/alipay.md §5，小程序 resultCode 与 App resultStatus 意义相同）。
 * 没有一个能证明付款：「完成、处理中、不明、断网」都去问服务端，这里只分清是不是用户自己关掉的。
 */
import { PlatformError } from '../../shell/errors';
import { providerTitle } from '../../shell/provider-names';
import { errorText, type DriverEnd } from './driver';
import { PAY } from '../../words/pay';

/** 9000 完成 · 8000 处理中 · 6004 结果不明 · 6002 网络中断 · 5000 重复请求（App，前一次可能已付） */
const ASK_SERVER: ReadonlySet<string> = new Set(['9000', '8000', '6004', '6002', '5000']);
/** 6001 用户取消 · 99 用户去找回密码（iOS） */
const CANCELLED: ReadonlySet<string> = new Set(['6001', '99']);

const REFUSALS: ReadonlyMap<string, () => string> = new Map([
  ['4000', () => PAY.alipayNotDone],
  ['4', () => PAY.alipayNotOpened],
]);

/** 回调给的对象里的结果码；没有为 undefined。 */
export function alipayResultCode(result: unknown): string | undefined {
  const { resultCode, resultStatus, code, errCode } = Object(result) as Record<string, unknown>;
  const found = [resultCode, resultStatus, code, errCode].find((value) => typeof value === 'string' || typeof value === 'number');
  return found === undefined ? undefined : String(found);
}

/** @throws PlatformError 支付宝说没付成，或（unclear）说了不认识的话 */
export function readAlipayResult(result: unknown): DriverEnd {
  const code = alipayResultCode(result) ?? '';
  if (ASK_SERVER.has(code)) return 'done';
  if (CANCELLED.has(code)) return 'cancelled';
  const refusal = REFUSALS.get(code);
  // 不认识的结果码说明不了什么：可能付了
  throw new PlatformError(
    refusal?.() ?? PAY.endUnclear(providerTitle('alipay')),
    `${code} ${errorText(result)}`.trim(),
    refusal === undefined,
  );
}
