/** 错误的文字。云函数抛出的错误可能来自另一个 JS 环境，instanceof 不可靠，只看形状。 */
export function errorText(error: unknown): string {
  const { message } = (typeof error === 'object' && error !== null ? error : {}) as { message?: unknown };
  return typeof message === 'string' ? message : String(error);
}
