/** 员工怎样叫一个错误码：码与它的种类。 */
import { catalogueEntry } from '../../contract/errors';
import { language } from '../words/language';

export function codeTitle(code: number): string {
  const { type, msg, english } = catalogueEntry(code);
  return `${code} ${language.value === 'zh' ? type || msg : english.msg}`;
}
