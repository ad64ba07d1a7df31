/** 表单（application/x-www-form-urlencoded）：收到的解码恰好一次，发出的逐个编码。 */
import { PayError } from '../../kernel/pay-error';

/** 收到的表单：已解码一次的字段。 */
export type Form = ReadonlyMap<string, string>;

const MAX_FIELDS = 100;

/** 字段之间的记号：孤立的代理项，解码永远不会产生它，所以整个正文可以只解码一次。 */
const BETWEEN = '\ud800';

/** 表单解码：`+` 为空格，百分号只解一次；重复的键、坏的编码都拒绝。@throws PayError PARAM */
export function parseForm(body: string): Form {
  let text: string;
  try {
    text = decodeURIComponent(body.replaceAll('&', BETWEEN).replaceAll('+', ' '));
  } catch (cause) {
    throw new PayError('PARAM', { detail: '编码不正确', cause });
  }
  const form = new Map<string, string>();
  for (const part of text.split(BETWEEN)) {
    if (part === '') continue;
    const at = part.indexOf('=');
    const name = at < 0 ? part : part.slice(0, at);
    if (form.has(name)) throw new PayError('PARAM', { detail: `重复的字段 ${name.slice(0, 40)}` });
    if (form.size >= MAX_FIELDS) throw new PayError('PARAM', { detail: '字段过多' });
    form.set(name, at < 0 ? '' : part.slice(at + 1));
  }
  return form;
}

export function encodeForm(fields: Readonly<Record<string, string>>): string {
  return Object.entries(fields)
    .map(([key, value]) => `${key}=${encodeURIComponent(value)}`)
    .join('&');
}
