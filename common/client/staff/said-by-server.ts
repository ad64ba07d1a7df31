/** 服务端不办一件事的原话，说给员工听：哪一栏的名字不要（写在那一栏旁边），说英文时另说。 */
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

/** 服务端的原话；说英文而说不全的，说错误目录的那一句。 */
export function serverWords({ said, code }: Pick<Failure, 'said' | 'code'>): string {
  if (language.value === 'zh' || !CHINESE.test(said)) return said;
  const parts = said
    .replace(PARAM_PREFIX, '')
    .split(BETWEEN_FIELDS)
    .map((part) => refusalInEnglish(part) ?? refusalInEnglish(part.replace(FIELD_NAME, '')));
  return parts.every((part) => part !== undefined) ? parts.join('; ') : catalogueEntry(code).english.msg;
}
