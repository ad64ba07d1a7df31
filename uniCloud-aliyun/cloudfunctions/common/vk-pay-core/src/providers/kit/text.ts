/** 网关的长度上限有的按字节（UTF-8）、有的按字符；截断从不切坏一个字。 */

/** 截到最多 `max` 字节，断在字符边界。同样的输入总得到同样的输出：重复下单要求逐字相同。 */
export function cutBytes(text: string, max: number): string {
  if (Buffer.byteLength(text) <= max) return text;
  let bytes = 0;
  let end = 0;
  for (const character of text) {
    bytes += Buffer.byteLength(character);
    if (bytes > max) break;
    end += character.length;
  }
  return text.slice(0, end);
}

/** 截到最多 `max` 个字符（码点）。 */
export function cutCharacters(text: string, max: number): string {
  // 码点不会比 UTF-16 的长度多：短的不必逐字去数。
  return text.length <= max ? text : [...text].slice(0, max).join('');
}
