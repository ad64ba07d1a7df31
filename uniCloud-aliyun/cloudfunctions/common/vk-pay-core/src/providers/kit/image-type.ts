/** 一张图是哪一种：看开头的字节，不信名字与自称；别的（网页、脚本）都不是。 */
const starts = (bytes: Uint8Array, ...head: readonly number[]): boolean => head.every((byte, index) => bytes[index] === byte);

export function imageTypeOf(bytes: Uint8Array): string | undefined {
  if (starts(bytes, 0xff, 0xd8, 0xff)) return 'image/jpeg';
  if (starts(bytes, 0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)) return 'image/png';
  return starts(bytes, 0x42, 0x4d) ? 'image/bmp' : undefined;
}
