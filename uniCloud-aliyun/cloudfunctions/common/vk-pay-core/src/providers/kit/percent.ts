/**
 * 表单里编了码的文字（`%E6`、`+`）→ 字节、文字、base64 里的字节。
 * 收到的先抄到一块留着的字节里再解。没有编码的居多，所以四个字节四个字节地看与抄。
 */
import { PayError } from '../../kernel/pay-error';

/** 打包时 enum 就地换成数字：逐字节的循环里取一次模块的常量，与抄一个字节一样贵。 */
export const enum Byte {
  Nul = 0,
  Space = 0x20,
  Percent = 0x25,
  Ampersand = 0x26,
  Plus = 0x2b,
  Equals = 0x3d,
  CapitalA = 0x41,
  NotAscii = 0x80,
}
/** 四个字节合成的一个数。 */
const enum Word {
  Length = 4,
  /** 每个字节都是加号的下一个 */
  AfterPlus = 0x2c2c2c2c,
  HighBits = 0x80808080,
}

/** 几张「字节 → 数」的表：没有写到的字节是 otherwise。冷启动时就要，不为每个字节调一次函数。 */
function tableOf<T extends Int8Array | Int16Array>(table: T, otherwise: number, ...alphabets: readonly string[]): T {
  table.fill(otherwise);
  for (const alphabet of alphabets) for (let i = 0; i < alphabet.length; i += 1) table[alphabet.charCodeAt(i)] = i;
  return table;
}

/** 字节 → 十六进制数位；不是数位的是一个大负数：两位合起来还是负的。 */
const HEX = tableOf(new Int16Array(256), -1024, '0123456789abcdef', '0123456789ABCDEF');
/** 字节 → base64 的六位；不是的为 -1。 */
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const SIXTY_FOUR = tableOf(new Int8Array(256), -1, ALPHABET);

/** 门口的拒绝只造一次：没有调用栈、不会再变。 */
export const BAD_ENCODING = new PayError('PARAM', { detail: '编码不正确' });

/** 一块字节，也能四个一读、四个一写。 */
export class Desk {
  readonly words: DataView;

  constructor(readonly bytes: Buffer) {
    this.words = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  /** 放得下这么多字节的：自己不够大就另要一块。 */
  fitting(length: number): Desk {
    return this.bytes.length < length ? new Desk(Buffer.allocUnsafeSlow(length * 2)) : this;
  }
}

/** 收到的文字在这里，等着解；放别的时候重写。 */
let source = new Desk(Buffer.alloc(0));
let laid = '';

/** 放上收到的文字，一个字符一个字节；下面的 from、to、at 都是它的第几个。已经放着的不再放。 */
export function lay(text: string): void {
  if (text === laid) return;
  source = source.fitting(text.length);
  source.bytes.write(text, 'latin1');
  laid = text;
}

/** 放着的文字从 `at` 起，是不是 names 里从 `from` 到 `to` 的那一段。 */
export function liesAt(at: number, names: Desk, from: number, to: number): boolean {
  const length = to - from;
  if (at + length > laid.length) return false;
  const { bytes, words } = source;
  if (length < Word.Length) {
    for (let i = 0; i < length; i += 1) if (names.bytes[from + i] !== bytes[at + i]) return false;
    return true;
  }
  // 末尾不满四个的，往回凑满四个再比一次。
  const last = length - Word.Length;
  for (let i = 0; i < last; i += Word.Length) if (names.words.getInt32(from + i) !== words.getInt32(at + i)) return false;
  return names.words.getInt32(from + last) === words.getInt32(at + last);
}

/** 四个都是 ASCII、都比加号大（要解的都不比它大）：不比它大的减下去会借位。 */
const isPlain = (word: number): boolean => (((word - Word.AfterPlus) | word) & Word.HighBits) === 0;

/** `from` 到 `to` 解不解都一样。 */
export function isVerbatim(from: number, to: number): boolean {
  const { bytes, words } = source;
  let i = from;
  for (; i + Word.Length <= to; i += Word.Length) if (!isPlain(words.getInt32(i))) return false;
  for (; i < to; i += 1) if ((bytes[i] as number) <= Byte.Plus || (bytes[i] as number) >= Byte.NotAscii) return false;
  return true;
}

/**
 * `from` 到 `to` 解码，从 `end` 起写进 out：只会变短。
 * @param seen 解出过 `&` 的记在这里
 * @returns 写到了哪里；编码不对的为 -1
 */
export function decodeInto(out: Desk, end: number, from: number, to: number, seen: { ampersand: boolean }): number {
  const { bytes, words } = source;
  const { bytes: written, words: writtenWords } = out;
  let at = end;
  for (let i = from; i < to;) {
    for (; i + Word.Length <= to; i += Word.Length, at += Word.Length) {
      const word = words.getInt32(i);
      if (!isPlain(word)) break;
      writtenWords.setInt32(at, word);
    }
    // 下面四个里有要解的，或者只剩不到四个：逐个看，解完一个再回去四个四个地看。
    while (i < to) {
      const raw = bytes[i++] as number;
      if (raw > Byte.Plus) {
        written[at++] = raw;
        continue;
      }
      let byte = raw === Byte.Plus ? Byte.Space : raw;
      if (raw === Byte.Percent) {
        if (i + 2 > to) return -1;
        byte = (HEX[bytes[i++] as number] as number) * 16 + (HEX[bytes[i++] as number] as number);
        if (byte === Byte.Ampersand) seen.ampersand = true;
      }
      // 没有编码的 NUL 不该出现；编了码的是它自己。
      if (byte < 0 || raw === Byte.Nul) return -1;
      written[at++] = byte;
      break;
    }
  }
  return at;
}

/** 一个值解在这里：写成文字、字节就不再用了，不必次次另要一块。 */
let aside = new Desk(Buffer.alloc(0));
/** base64 里的字节写在这里：下一次解的时候重写。 */
let inner = Buffer.alloc(0);

function decodeAside(from: number, to: number): number {
  aside = aside.fitting(to - from);
  return decodeInto(aside, 0, from, to, { ampersand: false });
}

/** @throws PayError PARAM 编码不对，或不是 UTF-8 */
export function decode(from: number, to: number): string {
  const end = decodeAside(from, to);
  if (end < 0) throw BAD_ENCODING;
  const { bytes } = aside;
  const text = bytes.toString('utf8', 0, end);
  if (!text.includes('\ufffd')) return text;
  try {
    // 真的写着这个字，还是解不出来的字节？
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes.subarray(0, end));
  } catch (cause) {
    throw new PayError('PARAM', { detail: '编码不正确', cause });
  }
}

/**
 * `from` 到 `to` 是一段标准的 base64（补位齐全、多出来的位是零、没有别的字符）：解成字节，不经过文字。
 * 先写成文字、再解、再写回去核对，要多花三遍；认的是同一种写法（test/providers/kit/form）。
 * @param most 最多这么多字节
 * @returns 下一次解的时候重写；不是标准写法的为 undefined
 */
export function base64Bytes(from: number, to: number, most: number): Buffer | undefined {
  // 每个字符都编了码，也只有这么长。
  if (to - from > most * 4 + 12) return undefined;
  const length = decodeAside(from, to);
  if (length <= 0 || length % 4 !== 0) return undefined;
  const { bytes, words } = aside;
  const padding = bytes[length - 1] !== Byte.Equals ? 0 : bytes[length - 2] !== Byte.Equals ? 1 : 2;
  // 补位当作零来解，解出来也必须是零。
  for (let k = length - padding; k < length; k += 1) bytes[k] = Byte.CapitalA;
  if (inner.length < length) inner = Buffer.allocUnsafeSlow(length);
  const out = inner;
  let end = 0;
  for (let i = 0; i < length; i += 4) {
    const word = words.getInt32(i);
    const quad =
      ((SIXTY_FOUR[word >>> 24] as number) << 18) |
      ((SIXTY_FOUR[(word >> 16) & 0xff] as number) << 12) |
      ((SIXTY_FOUR[(word >> 8) & 0xff] as number) << 6) |
      (SIXTY_FOUR[word & 0xff] as number);
    if (quad < 0) return undefined;
    out[end++] = quad >> 16;
    out[end++] = quad >> 8;
    out[end++] = quad;
  }
  for (let k = 0; k < padding; k += 1) if (out[--end] !== 0) return undefined;
  return end > most ? undefined : out.subarray(0, end);
}
