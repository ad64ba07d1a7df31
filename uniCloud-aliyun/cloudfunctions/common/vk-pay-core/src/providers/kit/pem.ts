/**
 * 密钥与证书的文字 → DER，不论它被怎样包装过：标准 PEM、只剩一行、换行变成了空格或写成 `\n` 两个字符、
 * 整段缩进、只有回车、没有头尾的裸 base64、夹着看不见的字、整个文件又编码了一次。DER 没坏，就不该因为换行丢了而拒绝。
 */
import { withoutUnseen } from '../../../../../../../common/contract/visible-text';
import { elementAt, kindOf, type DerKind } from './der';

export interface PemBlock {
  readonly der: Buffer;
  readonly kind: DerKind;
}
export type PemResult = { readonly ok: true; readonly blocks: readonly PemBlock[] } | { readonly ok: false; readonly problem: string };

const BLOCK = /-----BEGIN ([A-Z0-9 ]+)-----([\s\S]*?)-----END \1-----/g;
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;
/** 旧格式的加密私钥在正文前写着 `Proc-Type: 4,ENCRYPTED`。 */
const LEGACY_ENCRYPTED = /Proc-Type:[^\n]*ENCRYPTED/;

const broken = (problem: string): PemResult => ({ ok: false, problem });

/** `-----BEGIN` 的 base64：整个文件又被编码了一次，放进环境变量的人常这样做。 */
const ENCODED_AGAIN = /^LS0tLS1CRUdJTi[A-Za-z0-9+/]*={0,2}$/;

/** 环境变量与 JSON 里的换行常被写成两个字符（转义过两次的是三个）；整段外面有时还裹着引号；网页上复制的夹着看不见的字。 */
function unwrap(text: string): string {
  const plain = withoutUnseen(text)
    .replace(/(?:\\+r)?\\+n|\\+r/g, '\n')
    .replace(/^[\s'"]+|[\s'"]+$/g, '');
  const packed = plain.replace(/\s+/g, '');
  return ENCODED_AGAIN.test(packed) ? unwrap(Buffer.from(packed, 'base64').toString('utf8')) : plain;
}

/** 几段 base64 首尾相接（每段都补齐到 4 的倍数）：按 DER 自己说的长度切开。 */
function splitBase64(text: string): Buffer[] | undefined {
  const pieces: Buffer[] = [];
  for (let rest = text; rest !== '';) {
    const head = Buffer.from(rest.slice(0, 12), 'base64');
    const outer = elementAt(Buffer.concat([head, Buffer.alloc(1 << 16)]), 0);
    if (!outer) return undefined;
    const characters = Math.ceil(outer.end / 3) * 4;
    const der = Buffer.from(rest.slice(0, characters), 'base64');
    if (der.length !== outer.end) return undefined;
    pieces.push(der);
    rest = rest.slice(characters);
  }
  return pieces;
}

function decode(body: string): Buffer[] | undefined {
  const packed = body.replace(/\s+/g, '');
  // 裸 base64 中间可能有上一段的补位（`==MII…`），单看一段才合规。
  return /^[A-Za-z0-9+/=]+$/.test(packed) && BASE64.test(packed.replace(/=+(?=[A-Za-z0-9+/])/g, '')) ? splitBase64(packed) : undefined;
}

/** 文字里依次有哪些块；一块也读不出时说明哪里不对。 */
export function readPem(text: string): PemResult {
  const plain = unwrap(text);
  if (plain === '') return broken('是空的');
  const framed = [...plain.matchAll(BLOCK)].map((match) => match[2] as string);
  // 几张证书里坏了一张也要说：悄悄少一张，根证书的序列号就错了
  const lines = (edge: 'BEGIN' | 'END'): number => plain.split(`-----${edge} `).length - 1;
  const unpaired = lines('BEGIN') !== framed.length || lines('END') !== framed.length;
  if (unpaired || (framed.length === 0 && /-----\s*(?:BEGIN|END)|BEGIN [A-Z ]+-/.test(plain)))
    return broken('内容不完整：BEGIN 与 END 的那两行没有成对');
  if (framed.some((body) => LEGACY_ENCRYPTED.test(body))) return broken('私钥加了密码，请换成没有密码的');
  const blocks: PemBlock[] = [];
  for (const body of framed.length > 0 ? framed : [plain]) {
    const pieces = decode(body);
    if (!pieces) return broken(framed.length > 0 ? '内容不完整：BEGIN 与 END 之间缺了或多了字符' : '不是有效的 PEM，也不是 base64');
    blocks.push(...pieces.map((der) => ({ der, kind: kindOf(der) })));
  }
  return { ok: true, blocks };
}
