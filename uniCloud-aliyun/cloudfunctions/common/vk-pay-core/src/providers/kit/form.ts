/**
 * 表单（application/x-www-form-urlencoded）：收到的解码恰好一次，发出的逐个编码。
 * 收到的只切不解：用到哪个字段才解哪个，连起来的文字从原来的字节一遍写成。整篇解码要占验签一次的一半。
 */
import { PayError } from '../../kernel/pay-error';
import { base64Bytes, Byte, decode, decodeInto } from './percent';

/** 空的段（`&&`）也算：一整篇 `&` 不值得数到头。 */
export const MAX_PARTS = 100;
const MAX_NAME = 64;

const malformed = (detail: string): PayError => new PayError('PARAM', { detail });
/** 门口的拒绝只造一次：没有调用栈、不会再变。 */
const TOO_MANY = malformed('字段过多');

const PLAIN_NAME = /^[A-Za-z0-9_.-]+$/;

/** 一组字段名的样子。 */
interface Layout {
  /** 每个字段原样的 `名字=` 连成一段；有要解码的名字、没有等号的，就不能照着切，为空 */
  readonly heads: Uint8Array;
  /** 每个 `名字=` 有多长；写的时候可以连同它一起抄的才有 */
  readonly lengths: readonly number[];
  readonly isPlain: boolean;
  readonly names: readonly string[];
  /** 名字 → 第几个 */
  readonly at: ReadonlyMap<string, number>;
  /** 不写哪几个字段（一个常量）→ 其余的按名字的 ASCII 次序，依次是第几个 */
  readonly orders: Map<readonly string[], readonly number[]>;
}

/** @param lengths 每个原样的 `名字=` 有多长；不是原样的为 0 */
function layoutOf(names: readonly string[], lengths: readonly number[]): Layout {
  const at = new Map<string, number>();
  for (const [index, name] of names.entries()) {
    if (at.has(name)) throw malformed(`重复的字段 ${name.slice(0, 40)}`);
    at.set(name, index);
  }
  const isPlain = names.every((name) => name.length <= MAX_NAME && PLAIN_NAME.test(name));
  const heads = isPlain && !lengths.includes(0) ? Buffer.from(names.map((name) => `${name}=`).join('')) : new Uint8Array(0);
  return { heads, lengths, isPlain, names, at, orders: new Map() };
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

/** 连起来的文字写在这里：下一次连的时候重写。 */
let room = Buffer.alloc(0);

function roomFor(bytes: number): Buffer {
  if (room.length < bytes) room = Buffer.allocUnsafeSlow(bytes * 2);
  return room;
}

/** 收到的表单。 */
export class Form {
  /** @param text 正文，一个字节一个字符 @param from 每个值在正文里从哪里 @param to 到哪里 */
  constructor(
    private readonly body: Buffer,
    private readonly text: string,
    private readonly layout: Layout,
    private readonly from: readonly number[],
    private readonly to: readonly number[],
  ) {}

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
    const { body } = this;
    const from = this.from[index] as number;
    const to = this.to[index] as number;
    for (let i = from; i < to; i += 1) {
      const byte = body[i] as number;
      if (byte >= Byte.NotAscii || byte === Byte.Plus || byte === Byte.Percent) return decode(body, from, to);
    }
    return this.text.slice(from, to);
  }

  /** 这个字段是一段标准的 base64（有补位、没有别的字符）：解开的字节；不是的、没有的为 undefined。 */
  bytesOf(name: string, most: number): Buffer | undefined {
    const index = this.layout.at.get(name);
    return index === undefined ? undefined : base64Bytes(this.body, this.from[index] as number, this.to[index] as number, most);
  }

  /**
   * 按名字的 ASCII 次序连成 `k=v&k=v`，值已解码、不再编码。
   * @param dropped 不写的字段；传常量，次序按它记着
   * @param keepEmpty 空值也写
   * @returns 字节，与有没有哪个值带着 `&`
   * @throws PayError PARAM 编码不对
   */
  joined(dropped: readonly string[], keepEmpty: boolean): { readonly bytes: Buffer; readonly hasAmpersand: boolean } {
    const { body, layout, from, to } = this;
    const { lengths, names } = layout;
    const out = roomFor(body.length + names.length + 1);
    const seen = { ampersand: false };
    const order = orderOf(layout, dropped);
    let end = 0;
    for (let k = 0; k < order.length; k += 1) {
      const i = order[k] as number;
      const start = from[i] as number;
      const stop = to[i] as number;
      if (start === stop && !keepEmpty) continue;
      if (end > 0) out[end++] = Byte.Ampersand;
      const length = lengths[i] as number;
      if (length === 0) end += out.write(`${names[i] ?? ''}=`, end);
      // 名字也是原样的：连同名字一起写。
      end = decodeInto(out, end, body, start - length, stop, seen);
    }
    return { bytes: out.subarray(0, end), hasAmpersand: seen.ampersand };
  }
}

/** 照上一次的样子切；对不上返回 undefined。 */
function cutLike(layout: Layout, body: Buffer, text: string): Form | undefined {
  const { heads, lengths } = layout;
  const count = lengths.length;
  const from = new Array<number>(count);
  const to = new Array<number>(count);
  let head = 0;
  let at = 0;
  for (let i = 0; i < count; i += 1) {
    const start = at + (lengths[i] as number);
    while (at < start) if (body[at++] !== heads[head++]) return undefined;
    from[i] = at;
    const end = text.indexOf('&', at);
    at = end < 0 ? body.length : end;
    to[i] = at;
    at += 1;
  }
  return heads.length > 0 && at >= body.length ? new Form(body, text, layout, from, to) : undefined;
}

function cut(body: Buffer, text: string): Form {
  const names: string[] = [];
  const lengths: number[] = [];
  const from: number[] = [];
  const to: number[] = [];
  let parts = 0;
  for (let start = 0, end = 0; start < body.length; start = end + 1) {
    if (++parts > MAX_PARTS) throw TOO_MANY;
    end = text.indexOf('&', start);
    if (end < 0) end = body.length;
    if (end === start) continue;
    const equals = text.indexOf('=', start);
    const nameEnd = equals < 0 || equals > end ? end : equals;
    const name = decode(body, start, nameEnd);
    names.push(name);
    from.push(Math.min(nameEnd + 1, end));
    to.push(end);
    lengths.push(nameEnd < end && text.slice(start, nameEnd) === name ? nameEnd - start + 1 : 0);
  }
  const layout = layoutOf(names, lengths);
  if (layout.heads.length > 0) lastLayout = layout;
  return new Form(body, text, layout, from, to);
}

/** 重复的字段拒绝。@param text 手边有的正文文字：与字节一样长（全是 ASCII）就不必再写一遍 @throws PayError PARAM */
export function parseForm(body: string | Buffer, text?: string): Form {
  const bytes = typeof body === 'string' ? Buffer.from(body, 'utf8') : body;
  const latin1 = text?.length === bytes.length ? text : bytes.toString('latin1');
  return cutLike(lastLayout, bytes, latin1) ?? cut(bytes, latin1);
}

/** 编不编码都一样的：多数参数是，叫一次 encodeURIComponent 要慢得多。 */
const NOTHING_TO_ENCODE = /^[\w.~-]*$/;

export function encodeForm(fields: Readonly<Record<string, string>>): string {
  let form = '';
  for (const key of Object.keys(fields)) {
    const value = fields[key] as string;
    form += `${form === '' ? '' : '&'}${key}=${NOTHING_TO_ENCODE.test(value) ? value : encodeURIComponent(value)}`;
  }
  return form;
}
