/**
 * 网关只收 1–3 字节的 UTF-8（docs/protocols/wxpay.md §1.1）：一个表情就会让整个请求被拒。
 * 标题、退款理由是给人看的，换成占位符照常收款；`other` 里的是商户自己的数据，换了就不是原来的意思，点名拒绝。
 */
import { PayError, type FieldProblem } from '../../kernel/pay-error';

// 带 u 标志：四字节字符按码点匹配，后一段只匹配落单的代理项（序列化后同样不是合法 UTF-8）。
const UNSENDABLE = /[\u{10000}-\u{10ffff}]|[\ud800-\udfff]/u;
const UNSENDABLE_ALL = new RegExp(UNSENDABLE, 'gu');

/** 替换网关不收的字符，控制字符（含换行）并成一个空格。同样的输入总得到同样的输出：重复下单要求逐字相同。 */
export function plainText(text: string): string {
  return text
    .replace(UNSENDABLE_ALL, '□')
    .replace(/\p{Cc}+/gu, ' ')
    .trim();
}

function walk(value: unknown, field: string, problems: FieldProblem[]): void {
  if (value === null) problems.push({ field, problem: '不能是 null，请去掉这个键' });
  else if (typeof value === 'string' && UNSENDABLE.test(value)) problems.push({ field, problem: '不能含表情等四字节字符' });
  else if (typeof value === 'object') for (const [key, inner] of Object.entries(value)) walk(inner, `${field}.${key}`, problems);
}

/** @throws PayError PARAM 点名每个网关不会接受的字段 */
export function requireSendable(other: Readonly<Record<string, unknown>> | undefined): void {
  const problems: FieldProblem[] = [];
  if (other) walk(other, 'data.other', problems);
  if (problems.length > 0) throw PayError.param(problems);
}
