/**
 * 同步回答的正文（docs/protocols/alipay.md §2.1、§2.2）：签名盖住的正是发出的那段节点文字，斜杠写成 `\/`。
 */
import type { KeyObject } from 'node:crypto';
import { stranger } from '../kit/stranger';
import { CODE_MESSAGES, type GatewayError, type NodeFields } from './errors';
import { signText } from './signature';

export interface EnvelopeKeys {
  readonly privateKey: KeyObject;
  /** 证书模式才有 */
  readonly certSn: string | undefined;
}

/** 怎样把回答弄坏；都不影响账本：签名不对、没有签名、根节点重复、证书序列号陌生、按未转义的文字签名、截断。 */
export const ENVELOPE_FLAWS = ['falseSignature', 'unsigned', 'duplicateRoot', 'foreignCertSn', 'unescapedSignature', 'truncated'] as const;
export type EnvelopeFlaw = (typeof ENVELOPE_FLAWS)[number];

const FOREIGN_CERT_SN = '0123456789abcdef0123456789abcdef';
const LEADING = ['code', 'msg'];

/** code 与 msg 在前，其余按字母；没有值的字段不出现。 */
function orderFields(fields: NodeFields): NodeFields {
  const rest = Object.keys(fields)
    .filter((key) => !LEADING.includes(key))
    .sort();
  const present = [...LEADING.filter((key) => key in fields), ...rest].filter((key) => fields[key] !== undefined);
  return Object.fromEntries(present.map((key) => [key, fields[key]]));
}

/** 成功的节点。 */
export function successNode(fields: NodeFields): NodeFields {
  return { code: '10000', msg: CODE_MESSAGES['10000'], ...fields };
}

/** 节点的文字：就是要签名的那段。 */
export function nodeText(fields: NodeFields): string {
  return JSON.stringify(orderFields(fields)).replace(/\//g, '\\/');
}

/** `alipay.trade.query` → `alipay_trade_query_response` */
export function rootOf(method: string): string {
  return `${method.replace(/\./g, '_')}_response`;
}

function signatureOf(text: string, keys: EnvelopeKeys, flaw: EnvelopeFlaw | undefined): string | undefined {
  if (flaw === 'unsigned') return undefined;
  if (flaw === 'falseSignature') return signText(text, stranger());
  return signText(flaw === 'unescapedSignature' ? text.replace(/\\\//g, '/') : text, keys.privateKey);
}

/**
 * 完整的正文。
 * @param keys 没有应用时为 undefined：不签名
 */
export function envelope(root: string, node: NodeFields, keys: EnvelopeKeys | undefined, flaw?: EnvelopeFlaw): string {
  const text = nodeText(node);
  const parts = [`"${root}":${text}`];
  const certSn = flaw === 'foreignCertSn' ? FOREIGN_CERT_SN : keys?.certSn;
  if (certSn !== undefined) parts.push(`"alipay_cert_sn":"${certSn}"`);
  const signature = keys && signatureOf(text, keys, flaw);
  if (signature !== undefined) parts.push(`"sign":"${signature}"`);
  if (flaw === 'duplicateRoot') parts.push(`"${root}":${nodeText({ ...node, trade_status: 'TRADE_SUCCESS', total_amount: '99999.00' })}`);
  const body = `{${parts.join(',')}}`;
  return flaw === 'truncated' ? body.slice(0, Math.floor(body.length / 2)) : body;
}

/** 页面接口出错时的网页：非 ASCII 写成数字实体，字节在 GBK 与 UTF-8 里相同（§2.1 页面出错时是 GBK）。 */
export function errorPage(error: GatewayError): Response {
  const text = `调试错误，请回到请求来源地，重新发起请求。错误代码 ${error.subCode}：${error.message}`;
  const ascii = [...text].map((char) => (/[\x20-\x7e]/.test(char) && !'<>&"'.includes(char) ? char : `&#${char.codePointAt(0)};`)).join('');
  return new Response(
    `<!doctype html><html><head><meta charset="GBK"><meta name="viewport" content="width=device-width,initial-scale=1"></head><body><p id="error">${ascii}</p></body></html>`,
    { headers: { 'content-type': 'text/html;charset=GBK' } },
  );
}
