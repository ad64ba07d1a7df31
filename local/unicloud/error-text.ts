/**
 * 错误的文字。云函数抛出的错误可能来自另一个 JS 环境，instanceof 不可靠，只看形状；
 * 抛出的可以是任何值，连变成文字都会失败的也要有个说法。
 */
export function errorText(error: unknown): string {
  const { message } = (typeof error === 'object' && error !== null ? error : {}) as { message?: unknown };
  if (typeof message === 'string') return message;
  try {
    return String(error);
  } catch {
    return '云函数抛出了一个没有文字的值';
  }
}
