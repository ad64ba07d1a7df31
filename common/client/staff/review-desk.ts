/** 复核台的一次打开：队列按种类看；打开其中一件，处理完队列自己变短。 */
import { computed, onScopeDispose, ref, shallowRef } from 'vue';
import { REVIEW_KINDS, type ListReviewsAnswer, type ReviewItem, type ReviewKind } from '../../contract/review/review';
import { describeFailure, type Failure } from '../shell/errors';
import { useNetwork } from '../shell/network';
import { reviewDeskUrl, type PageQuery } from '../shell/pages';
import { callService } from '../shell/services';
import { waysOn } from '../shell/ways-on';
import { KIND_HINTS, KIND_WORDS, REVIEW } from '../words/review';
import { noteMeaning } from './review-said';
import { storedText } from './stored-text';
import { useStaffGate } from './staff-gate';
import { openPage, turnPage } from '../shell/navigation';

const PAGE = 20;

/** 一件的地址里说的是哪一件。 */
const subjectOf = ({ out_trade_no, out_refund_no, note, difference }: ReviewItem): PageQuery => ({
  out_trade_no,
  out_refund_no,
  note,
  difference,
});
export const keyOf = (item: ReviewItem): string => Object.values(subjectOf(item)).filter(Boolean).join();

/** 为什么在这里；记下的原因是中文，英文页面说这一种是怎么回事。 */
export const whyOf = ({ kind, reason, subject, alert }: ReviewItem): string =>
  reason === undefined ? (subject ?? KIND_HINTS[kind]) : storedText(reason, noteMeaning(kind, alert));

export function createReviewDesk(query: PageQuery) {
  const { out_trade_no, out_refund_no, note, difference } = query;
  const chosen = out_trade_no ?? out_refund_no ?? note ?? difference;
  const kind = REVIEW_KINDS.find((known) => known === query['kind']);
  const pageIndex = ref(1);
  const found = shallowRef<ListReviewsAnswer>();
  const failure = shallowRef<Failure>();
  const loading = ref(false);
  const gate = useStaffGate(REVIEW);
  let round = 0;
  onScopeDispose(() => (round += 1));
  const { offline } = useNetwork(() => void load());

  async function load(page = pageIndex.value): Promise<void> {
    const mine = ++round;
    loading.value = true;
    failure.value = undefined;
    try {
      const answer = await callService('listReviews', { ...(kind ? { kind } : {}), pageIndex: page, pageSize: PAGE });
      if (mine !== round) return;
      found.value = answer;
      pageIndex.value = page;
    } catch (thrown) {
      if (mine !== round) return;
      const reason = describeFailure(thrown);
      if (!gate.refuse(reason)) failure.value = reason;
    }
    if (mine === round) loading.value = false;
  }

  const counts = computed(() => found.value?.counts ?? {});
  const total = computed(() => Object.values(counts.value).reduce((sum, count) => sum + count, 0));
  const go = (wish: PageQuery): void => openPage(reviewDeskUrl(wish));

  void load();
  return {
    chosen,
    subject: { out_trade_no, out_refund_no, note, difference },
    found,
    failure: computed(() => (found.value ? undefined : failure.value)),
    stale: computed(() => (found.value ? failure.value : undefined)),
    loading,
    offline,
    total,
    rows: computed(() => found.value?.rows),
    kind: kind ?? '',
    /** 有东西的种类，连同件数；正看着的一直在 */
    kinds: computed(() => [
      { id: '', label: found.value ? `${REVIEW.all} ${total.value}` : REVIEW.all },
      ...REVIEW_KINDS.flatMap((id) => {
        const count = counts.value[id] ?? 0;
        return count > 0 || id === kind ? [{ id, label: `${KIND_WORDS[id]} ${REVIEW.many(count)}` }] : [];
      }),
    ]),
    chooseKind: (id: string): void => turnPage(reviewDeskUrl({ kind: id as ReviewKind | '' })),
    open: (item: ReviewItem): void => go({ kind, ...subjectOf(item) }),
    isOpen: (item: ReviewItem): boolean => chosen !== undefined && Object.values(subjectOf(item)).includes(chosen),
    hasPrevious: computed(() => pageIndex.value > 1),
    hasNext: computed(() => found.value?.hasMore === true),
    previousPage: (): void => void load(pageIndex.value - 1),
    nextPage: (): void => void load(pageIndex.value + 1),
    toQueue: (): void => turnPage(reviewDeskUrl({ kind })),
    waysOn: computed(() => waysOn(failure.value, () => load(), loading.value)),
    ...gate.frame(() => load()),
    refuse: gate.refuse,
    resume(): void {
      // 从登录页、别的一件回来，队列可能变了
      if (gate.tryAgain()) void load();
    },
  };
}
