/**
 * 表单（application/x-www-form-urlencoded）：收到的解码恰好一次，发出的逐个编码。
 * 收到的只切不解：用到哪个字段才解哪个，连起来的文字直接写成字节。整篇解码要占验签一次的一半。
 */
import { PayError } from '../../kernel/pay-error';

/** 空的段（`&&`）也算：一整篇 `&` 不值得数到头。 */
const MAX_PARTS = 100;
const MAX_NAME = 64;
const AMPERSAND = 0x26;
const PERCENT = 0x25;
const PLUS = 0x2b;
const SPACE = 0x20;
const NOT_ASCII = 0x80;

const malformed = (detail: string, cause?: unknown): PayError => new PayError('PARAM', { detail, cause });

/** 字节 → 十六进制数位；不是数位的是一个大负数：两位合起来还是负的。 */
const HEX = Int16Array.from({ length: 256 }, (_, byte) => {
  const digit = byte < NOT_ASCII ? '0123456789abcdef'.indexOf(String.fromCharCode(byte).toLowerCase()) : -1;
  return digit < 0 ? -1024 : digit;
});
const PLAIN_NAME = /^[A-Za-z0-9_.-]+$/;
const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** 一组字段名的样子。 */
interface Layout {
  /** 每个字段原样的 `名字=`；要解码的名字、没有等号的为 undefined */
  readonly heads: readonly (string | undefined)[];
  readonly isPlain: boolean;
  readonly names: readonly string[];
  /** 名字 → 第几个 */
  readonly at: ReadonlyMap<string, number>;
  /** 不写哪几个字段（一个常量）→ 其余的按名字的 ASCII 次序，依次是第几个 */
  readonly orders: Map<readonly string[], readonly number[]>;
}

function layoutOf(names: readonly string[], heads: Layout['heads']): Layout {
  const at = new Map<string, number>();
  for (const [index, name] of names.entries()) {
    if (at.has(name)) throw malformed(`重复的字段 ${name.slice(0, 40)}`);
    at.set(name, index);
  }
  const isPlain = names.every((name) => name.length <= MAX_NAME && PLAIN_NAME.test(name));
  return { heads, isPlain, names, at, orders: new Map() };
}

function orderOf({ names, at, orders }: Layout, dropped: readonly string[]): readonly number[] {
  const known = orders.get(dropped);
  if (known) return known;
  const kept = names.filter((name) => !dropped.includes(name)).sort();
  const order = kept.map((name) => at.get(name) as number);
  orders.set(dropped, order);
  return order;
}

/** 网关每次写的字段与次序几乎总是一样：上一次的样子先试，对得上就不必再切名字、再排。只省时间，不影响结果。 */
let lastLayout: Layout = layoutOf([], []);

/** 收到的表单。 */
export class Form {
  private readonly layout: Layout;
  /** 每个值在正文里从哪里到哪里 */
  private readonly from: number[] = [];
  private readonly to: number[] = [];

  constructor(
    private readonly body: Buffer,
    /** 正文，一个字节一个字符：只用来切 */
    private readonly text: string,
  ) {
    this.layout = this.cutLikeLast() ?? this.cut();
  }

  private cutLikeLast(): Layout | undefined {
    const { text, from, to } = this;
    const { heads } = lastLayout;
    let at = 0;
    for (const head of heads) {
      if (head === undefined || !text.startsWith(head, at)) return undefined;
      const start = at + head.length;
      const end = text.indexOf('&', start);
      at = end < 0 ? text.length : end;
      from.push(start);
      to.push(at);
      at += 1;
    }
    return heads.length > 0 && at >= text.length ? lastLayout : undefined;
  }

  private cut(): Layout {
    const { text, body, from, to } = this;
    const names: string[] = [];
    const heads: (string | undefined)[] = [];
    from.length = to.length = 0;
    let parts = 0;
    for (let start = 0, end = 0; start < text.length; start = end + 1) {
      if (++parts > MAX_PARTS) throw malformed('字段过多');
      end = text.indexOf('&', start);
      if (end < 0) end = text.length;
      if (end === start) continue;
      const equals = text.indexOf('=', start);
      const nameEnd = equals < 0 || equals > end ? end : equals;
      const name = decode(body, start, nameEnd);
      names.push(name);
      from.push(Math.min(nameEnd + 1, end));
      to.push(end);
      heads.push(text.startsWith(`${name}=`, start) ? `${name}=` : undefined);
    }
    const layout = layoutOf(names, heads);
    if (layout.isPlain) lastLayout = layout;
    return layout;
  }

  /** 名字都是 1–64 个字母、数字、下划线、点、连字符。 */
  get hasPlainNames(): boolean {
    return this.layout.isPlain;
  }

  values(): string[] {
    return this.from.map((from, index) => decode(this.body, from, this.to[index] as number));
  }

  /** 有这个字段，而且不是空的。 */
  isFilled(name: string): boolean {
    const index = this.layout.at.get(name);
    return index !== undefined && this.from[index] !== this.to[index];
  }

  /** 解码一次的值；没有这个字段为 undefined。@throws PayError PARAM 编码不对 */
  get(name: string): string | undefined {
    const index = this.layout.at.get(name);
    if (index === undefined) return undefined;
    const from = this.from[index] as number;
    const to = this.to[index] as number;
    for (let i = from; i < to; i += 1) {
      const byte = this.body[i] as number;
      if (byte >= NOT_ASCII || byte === PLUS || byte === PERCENT) return decode(this.body, from, to);
    }
    return this.text.slice(from, to);
  }

  /**
   * 按名字的 ASCII 次序连成 `k=v&k=v`，值已解码、不再编码。
   * @param dropped 不写的字段；传常量，次序按它记着
   * @param keepEmpty 空值也写
   * @returns 字节，与有没有哪个值带着 `&`
   * @throws PayError PARAM 编码不对
   */
  joined(dropped: readonly string[], keepEmpty: boolean): { readonly bytes: Buffer; readonly hasAmpersand: boolean } {
    const { body, layout } = this;
    const out = Buffer.allocUnsafe(body.length + layout.names.length + 1);
    const written: Written = { end: 0, hasAmpersand: false };
    for (const i of orderOf(layout, dropped)) {
      const from = this.from[i] as number;
      const to = this.to[i] as number;
      if (from === to && !keepEmpty) continue;
      if (written.end > 0) out[written.end++] = AMPERSAND;
      const head = layout.heads[i];
      if (head === undefined) written.end += out.write(`${layout.names[i] ?? ''}=`, written.end);
      // 名字也是原样的：连同名字一起写。
      decodeInto(out, written, body, head === undefined ? from : from - head.length, to);
    }
    return { bytes: out.subarray(0, written.end), hasAmpersand: written.hasAmpersand };
  }
}

interface Written {
  /** 写到了哪里 */
  end: number;
  /** 写出过 `&` */
  hasAmpersand: boolean;
}

/** `from` 到 `to` 解码，接着写进 out：只会变短。 */
function decodeInto(out: Buffer, written: Written, body: Buffer, from: number, to: number): void {
  let { end } = written;
  for (let i = from; i < to; i += 1) {
    const raw = body[i] as number;
    // 字母、数字与 -._ 都在加号之后：多数字节走这一条。
    if (raw > PLUS) {
      out[end++] = raw;
      continue;
    }
    let byte = raw === PLUS ? SPACE : raw;
    if (raw === PERCENT) {
      byte = i + 2 < to ? (HEX[body[i + 1] as number] as number) * 16 + (HEX[body[i + 2] as number] as number) : -1;
      if (byte === AMPERSAND) written.hasAmpersand = true;
      i += 2;
    }
    // 没有编码的 NUL 不该出现；编了码的是它自己。
    if (byte < 0 || raw === 0) throw malformed('编码不正确');
    out[end++] = byte;
  }
  written.end = end;
}

function decode(body: Buffer, from: number, to: number): string {
  const out = Buffer.allocUnsafe(to - from);
  const written: Written = { end: 0, hasAmpersand: false };
  decodeInto(out, written, body, from, to);
  const text = out.toString('utf8', 0, written.end);
  if (!text.includes('\ufffd')) return text;
  try {
    // 真的写着这个字，还是解不出来的字节？
    return strict.decode(out.subarray(0, written.end));
  } catch (cause) {
    throw malformed('编码不正确', cause);
  }
}

/** 重复的字段拒绝。@throws PayError PARAM */
export function parseForm(body: string | Buffer): Form {
  const bytes = typeof body === 'string' ? Buffer.from(body, 'utf8') : body;
  return new Form(bytes, bytes.toString('latin1'));
}

export function encodeForm(fields: Readonly<Record<string, string>>): string {
  return Object.entries(fields)
    .map(([key, value]) => `${key}=${encodeURIComponent(value)}`)
    .join('&');
}
