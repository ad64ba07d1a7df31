/** 查错误的一次打开：按请求编号或订单号，或最近的。只看。 */
import { computed, onScopeDispose, ref, shallowRef } from 'vue';
import { ERROR_CATALOGUE } from '../../contract/errors';
import type { ErrorView } from '../../contract/watch/journal';
import { describeFailure, type Failure } from '../shell/errors';
import { useNetwork } from '../shell/network';
import { deskOrderUrl, errorsUrl, type PageQuery } from '../shell/pages';
import { callService } from '../shell/services';
import { waysOn } from '../shell/ways-on';
import { ERRORS } from '../words/journal';
import { codeTitle } from './code-title';
import { useStaffGate } from './staff-gate';

export const ERROR_KINDS = ['request_id', 'out_trade_no', 'code'] as const;
export type ErrorKind = (typeof ERROR_KINDS)[number];

const NUMBER = /^[0-9A-Za-z_-]{1,64}$/;
const CODE = /^[1-9]\d{0,4}$/;
const ROWS = 20;

export function createErrorsDesk(query: PageQuery) {
  const kind = ref<ErrorKind>(ERROR_KINDS.find((one) => query[one]) ?? 'request_id');
  const text = ref(query[kind.value] ?? '');
  const problem = ref('');
  const rows = shallowRef<readonly ErrorView[]>();
  const page = ref(1);
  const hasMore = ref(false);
  const loading = ref(false);
  const failure = shallowRef<Failure>();
  const gate = useStaffGate(ERRORS);
  let round = 0;
  onScopeDispose(() => (round += 1));
  const { offline } = useNetwork(() => void load());

  async function load(wanted = 1): Promise<void> {
    const mine = ++round;
    loading.value = true;
    failure.value = undefined;
    try {
      const number = text.value.normalize('NFKC').trim();
      const wish = number === '' ? {} : { [kind.value]: kind.value === 'code' ? Number(number) : number };
      const answer = await callService('findErrors', { ...wish, pageIndex: wanted, pageSize: ROWS });
      if (mine !== round) return;
      rows.value = wanted === 1 ? answer.rows : [...(rows.value ?? []), ...answer.rows];
      hasMore.value = answer.hasMore;
      page.value = wanted;
    } catch (thrown) {
      if (mine !== round) return;
      const reason = describeFailure(thrown);
      if (!gate.refuse(reason)) failure.value = reason;
    }
    if (mine === round) loading.value = false;
  }

  function search(): void {
    const number = text.value.normalize('NFKC').trim();
    const fits = kind.value === 'code' ? CODE : NUMBER;
    problem.value = number === '' || fits.test(number) ? '' : ERRORS.wrong;
    if (problem.value === '') void load();
  }

  search();
  return {
    kind,
    /** 目录里的码，按码查时选一个 */
    codes: computed(() => [
      { id: '', label: ERRORS.anyCode },
      ...Object.values(ERROR_CATALOGUE).map(({ code }) => ({ id: String(code), label: codeTitle(code) })),
    ]),
    text,
    problem,
    rows,
    hasMore,
    loading,
    failure,
    offline,
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
    write(value: string): void {
      text.value = value;
      problem.value = '';
    },
    clear(): void {
      text.value = '';
      search();
    },
    search,
    next: (): void => void load(page.value + 1),
    openOrder: (out_trade_no: string): void => void uni.navigateTo({ url: deskOrderUrl(out_trade_no) }),
    sameRequest: (request_id: string): void => void uni.navigateTo({ url: errorsUrl({ request_id }) }),
    waysOn: computed(() => waysOn(failure.value, () => load(), loading.value)),
    denied: gate.denied,
    deniedTitle: gate.title,
    deniedText: gate.text,
    deniedActions: gate.actions,
    refresh: (): Promise<void> => load(),
    resume(): void {
      const wasOut = gate.denied.value !== undefined;
      if (wasOut && gate.tryAgain()) void load();
    },
  };
}
