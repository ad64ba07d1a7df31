/** DER 的位置，不解释内容：密钥与证书按结构辨认，不靠 PEM 的头（写错头的很常见，写对头放错文件的更常见）。 */

interface DerElement {
  readonly tag: number;
  /** 内容的起止 */
  readonly start: number;
  readonly end: number;
}

/** 证书与密钥再大也不过几 KB。 */
const MAX_LENGTH_BYTES = 3;

/** 从 `at` 起的一个元素；截断或不是定长编码返回 undefined。 */
export function elementAt(der: Buffer, at: number): DerElement | undefined {
  const tag = der[at];
  const first = der[at + 1];
  if (tag === undefined || first === undefined) return undefined;
  const size = first < 0x80 ? 0 : first & 0x7f;
  if (first === 0x80 || size > MAX_LENGTH_BYTES || at + 2 + size > der.length) return undefined;
  const length = size === 0 ? first : der.readUIntBE(at + 2, size);
  const start = at + 2 + size;
  return start + length > der.length ? undefined : { tag, start, end: start + length };
}

/** 一个元素里依次有哪些元素；里面不成形返回 undefined。 */
export function childrenOf(der: Buffer, { start, end }: Pick<DerElement, 'start' | 'end'>): DerElement[] | undefined {
  const children: DerElement[] = [];
  for (let at = start; at < end;) {
    const child = elementAt(der, at);
    if (!child || child.end > end) return undefined;
    children.push(child);
    at = child.end;
  }
  return children;
}

const SEQUENCE = 0x30;
const INTEGER = 0x02;
const BIT_STRING = 0x03;
const OCTET_STRING = 0x04;

export type DerKind =
  | 'certificate'
  | 'pkcs8'
  | 'pkcs1'
  /** 椭圆曲线私钥 */
  | 'sec1'
  | 'spki'
  | 'pkcs1-public'
  /** 加了密码的私钥 */
  | 'encrypted'
  /** .p12 / .pfx 证书包 */
  | 'pkcs12'
  | 'unknown';

const shapeOf = (der: Buffer, elements: readonly DerElement[]): string =>
  elements
    .map(({ tag, start, end }) => {
      if (tag === SEQUENCE) return 'S';
      if (tag === BIT_STRING) return 'B';
      if (tag === OCTET_STRING) return 'O';
      return tag === INTEGER ? (end - start === 1 ? String(der[start]) : 'I') : 'x';
    })
    .join('');

const SHAPES: readonly (readonly [RegExp, DerKind])[] = [
  [/^SSB$/, 'certificate'],
  [/^SB$/, 'spki'],
  [/^[01]SOx*$/, 'pkcs8'],
  [/^0I[\dI]{7}$/, 'pkcs1'],
  [/^1Ox*$/, 'sec1'],
  [/^I[\dI]$/, 'pkcs1-public'],
  [/^SO$/, 'encrypted'],
  [/^3SS?$/, 'pkcs12'],
];

/** 一段完整的 DER 是什么。 */
export function kindOf(der: Buffer): DerKind {
  const outer = elementAt(der, 0);
  const children = outer?.tag === SEQUENCE && outer.end === der.length ? childrenOf(der, outer) : undefined;
  const shape = children ? shapeOf(der, children) : '';
  return SHAPES.find(([pattern]) => pattern.test(shape))?.[1] ?? 'unknown';
}
