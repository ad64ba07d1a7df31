/** 网关只收 1–3 字节的 UTF-8（docs/protocols/wxpay.md §1.1）：一个表情就会让整个请求被拒。 */
import { visibleLine } from '../../../../../../../common/contract/visible-text';

// 带 u 标志：四字节字符按码点匹配，后一段只匹配落单的代理项（序列化后同样不是合法 UTF-8）。
const UNSENDABLE = /[\u{10000}-\u{10ffff}]|[\ud800-\udfff]/u;
const UNSENDABLE_ALL = new RegExp(UNSENDABLE, 'gu');

export function isSendable(text: string): boolean {
  return !UNSENDABLE.test(text);
}

/** 给人看的文字：替换网关不收的字符，控制字符（含换行）并成一个空格。同样的输入总得到同样的输出。 */
export function plainText(text: string): string {
  return visibleLine(text.replace(UNSENDABLE_ALL, '□')).trim();
}
