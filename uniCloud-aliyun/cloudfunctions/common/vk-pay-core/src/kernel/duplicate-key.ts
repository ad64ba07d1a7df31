/**
 * 唯一键冲突的识别。阿里云上的确切错误形状没有文档，因此宽容判断：
 * 码 11000，或文字里有 E11000 / duplicate key / dup key（框架会改写成「_id不能重复添加」）。
 */
export function isDuplicateKey(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  const { code, errCode, message, errMsg, msg } = error as Record<string, unknown>;
  if (code === 11000 || errCode === 11000) return true;
  return [message, errMsg, msg, code, errCode].some((text) => typeof text === 'string' && /E11000|dup(?:licate)? key|不能重复/i.test(text));
}
