/** 支付宝的时间文字一律是 GMT+8 的 `yyyy-MM-dd HH:mm:ss`，与运行环境的时区无关。 */

const OFFSET_MS = 8 * 3_600_000;

export function toAlipayTime(at: number): string {
  return new Date(at + OFFSET_MS).toISOString().slice(0, 19).replace('T', ' ');
}

/** 解析失败返回 undefined。毫秒部分（退款时间会带）忽略。 */
export function fromAlipayTime(text: unknown): number | undefined {
  if (typeof text !== 'string') return undefined;
  const match = /^(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}:\d{2})(?:\.\d+)?$/.exec(text);
  if (!match) return undefined;
  const at = Date.parse(`${match[1]}T${match[2]}+08:00`);
  return Number.isNaN(at) ? undefined : at;
}
