/** 服务端不办一件事的原话，说给员工听：哪一栏在接口里叫什么不说，说英文时另说。 */
import { catalogueEntry } from '../../contract/errors';
import type { Failure } from '../shell/errors';
import { BETWEEN_FIELDS, PARAM_PREFIX } from '../shell/server-phrases';
import { language } from '../words/language';
import { refusalInEnglish } from '../words/refusals';

const CHINESE = /[\u3400-\u9fff]/;
const FIELD_NAME = /^[\w.[\]]+ (?=.*[\u3400-\u9fff])/;

/** 一栏为什么不行。@param otherwise 说英文而表里没有的 */
export const problemWords = (problem: string, otherwise: string): string =>
  language.value === 'zh' || !CHINESE.test(problem) ? problem : (refusalInEnglish(problem) ?? otherwise);

/** 没有那一栏的名字就不知道说的是什么的 */
const NEEDS_FIELD = /^(?:不能为空|不认识的键|已被使用|已用于另一笔|必须是|不能超过)/;

/** 一栏的话不要那一栏在接口里的名字；表里没有的、单独说不清的留着。 */
function withoutFieldName(part: string): string {
  const bare = part.replace(FIELD_NAME, '');
  return NEEDS_FIELD.test(bare) || refusalInEnglish(bare) === undefined ? part : bare;
}

/** 服务端的原话；说英文而说不全的，说错误目录的那一句。 */
export function serverWords({ said, code }: Pick<Failure, 'said' | 'code'>): string {
  if (!CHINESE.test(said)) return said;
  const parts = said.replace(PARAM_PREFIX, '').split(BETWEEN_FIELDS);
  if (language.value === 'zh') return parts.map(withoutFieldName).join(BETWEEN_FIELDS);
  const english = parts.map((part) => refusalInEnglish(part) ?? refusalInEnglish(part.replace(FIELD_NAME, '')));
  return english.every((part) => part !== undefined) ? english.join('; ') : catalogueEntry(code).english.msg;
}
