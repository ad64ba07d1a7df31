/** 查错误的一次打开：按请求编号或订单号，或最近的。只看。 */
import { computed, ref } from 'vue';
import { catalogueEntry, ERROR_CATALOGUE } from '../../contract/errors';
import type { ErrorView } from '../../contract/watch/journal';
import { formatTime } from '../shell/format';
import { deskOrderUrl, errorsUrl, type PageQuery } from '../shell/pages';
import { useRowList } from '../shell/row-list';
import { callService } from '../shell/services';
import { waysOn } from '../shell/ways-on';
import { ERRORS } from '../words/journal';
import { language } from '../words/language';
import { codeTitle } from './code-title';
import { useNumberSearch } from './number-search';
import { useStaffGate } from './staff-gate';
import { openPage } from '../shell/navigation';

export const ERROR_KINDS = ['request_id', 'out_trade_no', 'code'] as const;
export type ErrorKind = (typeof ERROR_KINDS)[number];

const CODE = /^[1-9]\d{0,4}$/;
const ROWS = 20;

/** 记下的话不是读的人的语言：用目录里那种错误的话说，原话另起一行。 */
const isForeign = (said: string): boolean => /[\u4e00-\u9fff]/.test(said) !== (language.value === 'zh');
function inLanguage(code: number, said: string, part: 'msg' | 'action'): string {
  const entry = catalogueEntry(code);
  return isForeign(said) ? (language.value === 'zh' ? entry : entry.english)[part] : said;
}
const isCatalogue = (code: number, said: string): boolean => said === catalogueEntry(code).msg || said === catalogueEntry(code).english.msg;
export const titleOf = ({ code, message }: ErrorView): string => `${code} ${inLanguage(code, message, 'msg')}`;
/** 客户端报的没有说能不能重试：照目录里那种错误的 */
export const isRetryable = ({ code, retryable = catalogueEntry(code).retryable }: ErrorView): boolean => retryable;

/** 一条错误说的几行，从要紧的到小字。 */
export function linesOf({ at, type, source, code, message, action, gateway_code, request_id, out_trade_no }: ErrorView) {
  return [
    { text: [formatTime(at), type === 'error' ? '' : type, ERRORS[source]].filter(Boolean).join(' · '), quiet: true },
    { text: isForeign(message) && !isCatalogue(code, message) ? ERRORS.recorded(message) : '', quiet: true },
    { text: inLanguage(code, action, 'action'), quiet: false },
    { text: gateway_code ? `${ERRORS.gateway} ${gateway_code}` : '', quiet: false },
    { text: request_id ? `${ERRORS.request_id} ${request_id}` : '', quiet: true },
    { text: out_trade_no ? `${ERRORS.out_trade_no} ${out_trade_no}` : '', quiet: true },
  ].filter(({ text }) => text !== '');
}

export function createErrorsDesk(query: PageQuery) {
  const kind = ref<ErrorKind>(ERROR_KINDS.find((one) => query[one]) ?? 'request_id');
  const wanted = useNumberSearch(
    query[kind.value],
    () => ERRORS.wrong,
    () => (kind.value === 'code' ? CODE : undefined),
  );
  const { number, text, problem } = wanted;
  const gate = useStaffGate(ERRORS);
  const list = useRowList<ErrorView, number>(
    async (from = 1) => {
      const value = number();
      const wish = value === '' ? {} : { [kind.value]: kind.value === 'code' ? Number(value) : value };
      const { rows, hasMore } = await callService('findErrors', { ...wish, pageIndex: from, pageSize: ROWS });
      return { rows, next: hasMore ? from + 1 : undefined };
    },
    { refuse: gate.refuse, keyOf: ({ id }) => id },
  );

  function search(): void {
    if (wanted.check()) list.restart();
  }

  search();
  return {
    ...list,
    kind,
    /** 目录里的码，按码查时选一个 */
    codes: computed(() => [
      { id: '', label: ERRORS.anyCode },
      ...Object.values(ERROR_CATALOGUE).map(({ code }) => ({ id: String(code), label: codeTitle(code) })),
    ]),
    ...wanted,
    choose(id: ErrorKind): void {
      // 单号与码不是一回事
      if ((id === 'code') !== (kind.value === 'code')) text.value = '';
      kind.value = id;
      problem.value = '';
    },
    chooseCode(code: string): void {
      text.value = code;
      search();
    },
    clear(): void {
      text.value = '';
      search();
    },
    search(): void {
      if (!list.offline.value) search();
    },
    openOrder: (out_trade_no: string): void => openPage(deskOrderUrl(out_trade_no)),
    sameRequest: (request_id: string): void => openPage(errorsUrl({ request_id })),
    waysOn: computed(() => waysOn(list.failure.value, list.load, list.loading.value !== '')),
    ...gate.frame(list.load),
  };
}
