/** 表单里编了码的字节（`%E6`、`+`）→ 字节、文字、base64 里的字节。 */
import { PayError } from '../../kernel/pay-error';

/** 打包时 enum 就地换成数字：逐字节的循环里取一次模块的常量，与抄一个字节一样贵。 */
export const enum Byte {
  Nul = 0,
  Space = 0x20,
  Percent = 0x25,
  Ampersand = 0x26,
  Plus = 0x2b,
  Equals = 0x3d,
  NotAscii = 0x80,
}

/** 字节 → 十六进制数位；不是数位的是一个大负数：两位合起来还是负的。 */
const HEX = Int16Array.from({ length: 256 }, (_, byte) => {
  const digit = byte < Byte.NotAscii ? '0123456789abcdef'.indexOf(String.fromCharCode(byte).toLowerCase()) : -1;
  return digit < 0 ? -1024 : digit;
});
/** 字节 → base64 的六位；不是的为 -1。 */
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const SIXTY_FOUR = Int8Array.from({ length: 256 }, (_, byte) => ALPHABET.indexOf(String.fromCharCode(byte)));
/** 原样的字符 → 六位：原样的加号是空格，编了码的才是它。 */
const VERBATIM = SIXTY_FOUR.map((value, byte) => (byte === Byte.Plus ? -1 : value));

/** 门口的拒绝只造一次：没有调用栈、不会再变。 */
const BAD_ENCODING = new PayError('PARAM', { detail: '编码不正确' });
const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** `at` 那里的 `%` 编的是哪个字节；编码不对的为负。 */
const escaped = (body: Buffer, at: number, to: number): number =>
  at + 2 < to ? (HEX[body[at + 1] as number] as number) * 16 + (HEX[body[at + 2] as number] as number) : -1;

/**
 * `from` 到 `to` 解码，从 `end` 起写进 out：只会变短。
 * @param seen 解出过 `&` 的记在这里
 * @returns 写到了哪里
 * @throws PayError PARAM
 */
export function decodeInto(out: Buffer, end: number, body: Buffer, from: number, to: number, seen: { ampersand: boolean }): number {
  let at = end;
  for (let i = from; i < to; i += 1) {
    const raw = body[i] as number;
    // 字母、数字与 -._ 都在加号之后：多数字节走这一条。
    if (raw > Byte.Plus) {
      out[at++] = raw;
      continue;
    }
    let byte = raw === Byte.Plus ? Byte.Space : raw;
    if (raw === Byte.Percent) {
      byte = escaped(body, i, to);
      if (byte === Byte.Ampersand) seen.ampersand = true;
      i += 2;
    }
    // 没有编码的 NUL 不该出现；编了码的是它自己。
    if (byte < 0 || raw === Byte.Nul) throw BAD_ENCODING;
    out[at++] = byte;
  }
  return at;
}

/** 短的值在这里解：写成文字就不再用了，不必次次另要一块。 */
const SHORT = Buffer.alloc(256);

/** @throws PayError PARAM 不是 UTF-8 */
export function decode(body: Buffer, from: number, to: number): string {
  const out = to - from > SHORT.length ? Buffer.allocUnsafe(to - from) : SHORT;
  const end = decodeInto(out, 0, body, from, to, { ampersand: false });
  const text = out.toString('utf8', 0, end);
  if (!text.includes('\ufffd')) return text;
  try {
    // 真的写着这个字，还是解不出来的字节？
    return strict.decode(out.subarray(0, end));
  } catch (cause) {
    throw new PayError('PARAM', { detail: '编码不正确', cause });
  }
}

/**
 * 一段标准的 base64（补位齐全、多出来的位是零、没有别的字符）解成字节，不经过文字：
 * 先解码成文字、再解、再写回去核对，要多花三遍；认的是同一种写法（test/providers/kit/form）。
 * @param most 最多这么多字节
 * @returns 不是标准写法的为 undefined
 */
export function base64Bytes(body: Buffer, from: number, to: number, most: number): Buffer | undefined {
  if (from === to || to - from > most * 4 + 12) return undefined;
  const out = Buffer.allocUnsafe(to - from);
  let end = 0;
  for (let i = from; i < to;) {
    // 四个原样的字符一次解完；里面有编了码的、补位、坏的，合起来是负数。
    let quad =
      i + 4 > to
        ? -1
        : ((VERBATIM[body[i] as number] as number) << 18) |
          ((VERBATIM[body[i + 1] as number] as number) << 12) |
          ((VERBATIM[body[i + 2] as number] as number) << 6) |
          (VERBATIM[body[i + 3] as number] as number);
    let padding = 0;
    if (quad >= 0) i += 4;
    else {
      quad = 0;
      for (let k = 0; k < 4; k += 1) {
        const raw = i < to ? (body[i] as number) : 0;
        const byte = raw === Byte.Percent ? escaped(body, i, to) : raw === Byte.Plus ? Byte.Space : raw;
        i += raw === Byte.Percent ? 3 : 1;
        if (byte === Byte.Equals && k > 1) padding += 1;
        else if (byte < 0 || padding > 0 || (SIXTY_FOUR[byte] as number) < 0) return undefined;
        quad = (quad << 6) | (byte === Byte.Equals ? 0 : (SIXTY_FOUR[byte] as number));
      }
      if (padding > 0 && (i < to || (quad & (padding === 1 ? 0xff : 0xffff)) !== 0)) return undefined;
    }
    out[end++] = quad >> 16;
    out[end++] = quad >> 8;
    out[end++] = quad;
    end -= padding;
  }
  return end > most ? undefined : out.subarray(0, end);
}
