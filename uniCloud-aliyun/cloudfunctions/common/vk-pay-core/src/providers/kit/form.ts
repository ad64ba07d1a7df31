/**
 * 表单（application/x-www-form-urlencoded）：收到的解码恰好一次，发出的逐个编码。
 * 收到的只切不解：用到哪个字段才解哪个，连起来的文字从收到的一遍写成。整篇解码要占验签一次的一半。
 */
import { PayError } from '../../kernel/pay-error';
import { BAD_ENCODING, base64Bytes, Byte, decode, decodeInto, Desk, isVerbatim, lay, liesAt } from './percent';

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
  readonly heads: Desk | undefined;
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
  const heads =
    isPlain && names.length > 0 && !lengths.includes(0) ? new Desk(Buffer.from(names.map((name) => `${name}=`).join(''))) : undefined;
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
let room = new Desk(Buffer.alloc(0));

/** 收到的表单。 */
export class Form {
  /** @param text 正文，一个字符一个字节 @param from 每个值在正文里从哪里 @param to 到哪里 */
  constructor(
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
    lay(this.text);
    return this.from.map((from, index) => decode(from, this.to[index] as number));
  }

  /** 有这个字段，而且不是空的。 */
  isFilled(name: string): boolean {
    const index = this.layout.at.get(name);
    return index !== undefined && this.from[index] !== this.to[index];
  }

  /** 照收到的样子读，没有解码。@param read 给它整篇文字，与值从哪里到哪里 @returns 没有这个字段为 undefined */
  read<T>(name: string, read: (text: string, from: number, to: number) => T): T | undefined {
    const index = this.layout.at.get(name);
    return index === undefined ? undefined : read(this.text, this.from[index] as number, this.to[index] as number);
  }

  /** 解码一次的值；没有这个字段为 undefined。@throws PayError PARAM 编码不对 */
  get(name: string): string | undefined {
    const index = this.layout.at.get(name);
    if (index === undefined) return undefined;
    const from = this.from[index] as number;
    const to = this.to[index] as number;
    lay(this.text);
    return isVerbatim(from, to) ? this.text.slice(from, to) : decode(from, to);
  }

  /** 这个字段是一段标准的 base64（有补位、没有别的字符）：解开的字节（下一次解的时候重写）；不是的、没有的为 undefined。 */
  bytesOf(name: string, most: number): Buffer | undefined {
    const index = this.layout.at.get(name);
    if (index === undefined) return undefined;
    lay(this.text);
    return base64Bytes(this.from[index] as number, this.to[index] as number, most);
  }

  /**
   * 按名字的 ASCII 次序连成 `k=v&k=v`，值已解码、不再编码。
   * @param dropped 不写的字段；传常量，次序按它记着
   * @param keepEmpty 空值也写
   * @returns 字节，与有没有哪个值带着 `&`
   * @throws PayError PARAM 编码不对
   */
  joined(dropped: readonly string[], keepEmpty: boolean): { readonly bytes: Buffer; readonly hasAmpersand: boolean } {
    const { text, layout, from, to } = this;
    const { lengths, names } = layout;
    lay(text);
    // 值只会变短；每个字段至多添一个等号、一个 &。
    room = room.fitting(text.length + 2 * names.length);
    const { bytes } = room;
    const seen = { ampersand: false };
    const order = orderOf(layout, dropped);
    let end = 0;
    for (let k = 0; k < order.length; k += 1) {
      const i = order[k] as number;
      const start = from[i] as number;
      const stop = to[i] as number;
      if (start === stop && !keepEmpty) continue;
      if (end > 0) bytes[end++] = Byte.Ampersand;
      const length = lengths[i] as number;
      if (length === 0) end += bytes.write(`${names[i] ?? ''}=`, end);
      // 名字也是原样的：连同名字一起写。
      end = decodeInto(room, end, start - length, stop, seen);
      if (end < 0) throw BAD_ENCODING;
    }
    return { bytes: bytes.subarray(0, end), hasAmpersand: seen.ampersand };
  }
}

/** 照上一次的样子切，一个名字也不必读；对不上返回 undefined。@param text 一个字符一个字节 */
export function cutLikeLast(text: string): Form | undefined {
  const { heads, lengths } = lastLayout;
  if (!heads) return undefined;
  const count = lengths.length;
  const from = new Array<number>(count);
  const to = new Array<number>(count);
  let at = 0;
  for (let i = 0; i < count; i += 1) {
    // 段数不一样的，名字不必比。
    if (at >= text.length) return undefined;
    const end = text.indexOf('&', at);
    to[i] = end < 0 ? text.length : end;
    at = (to[i] as number) + 1;
  }
  if (at < text.length) return undefined;
  lay(text);
  for (let i = 0, start = 0, head = 0; i < count; i += 1) {
    const length = lengths[i] as number;
    if (!liesAt(start, heads, head, head + length)) return undefined;
    head += length;
    from[i] = start + length;
    start = (to[i] as number) + 1;
  }
  return new Form(text, lastLayout, from, to);
}

/** 从头切。@param text 一个字符一个字节 @throws PayError PARAM 有重复的字段、字段过多、名字的编码不对 */
export function cutAfresh(text: string): Form {
  const names: string[] = [];
  const lengths: number[] = [];
  const from: number[] = [];
  const to: number[] = [];
  let parts = 0;
  lay(text);
  for (let start = 0, end = 0; start < text.length; start = end + 1) {
    if (++parts > MAX_PARTS) throw TOO_MANY;
    end = text.indexOf('&', start);
    if (end < 0) end = text.length;
    if (end === start) continue;
    const equals = text.indexOf('=', start);
    const nameEnd = equals < 0 || equals > end ? end : equals;
    const name = decode(start, nameEnd);
    names.push(name);
    from.push(Math.min(nameEnd + 1, end));
    to.push(end);
    lengths.push(nameEnd < end && text.slice(start, nameEnd) === name ? nameEnd - start + 1 : 0);
  }
  const layout = layoutOf(names, lengths);
  if (layout.heads) lastLayout = layout;
  return new Form(text, layout, from, to);
}

/** 正文写成一个字符一个字节；本来就是文字、全是 ASCII 的不必再写一遍。 */
export function bytewise(body: string | Buffer): string {
  if (typeof body !== 'string') return body.toString('latin1');
  return Buffer.byteLength(body) === body.length ? body : Buffer.from(body, 'utf8').toString('latin1');
}

/** 重复的字段拒绝。@throws PayError PARAM */
export function parseForm(body: string | Buffer): Form {
  const text = bytewise(body);
  return cutLikeLast(text) ?? cutAfresh(text);
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
