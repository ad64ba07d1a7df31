/** 我的订单的一次打开：按状态筛选，触底加载更多；加载更多失败只影响末尾，不影响已经看到的。 */
import { computed, onScopeDispose, ref, shallowRef } from 'vue';
import type { OrderStatus } from '../../contract/payments/order';
import type { OrderView } from '../../contract/payments/order-view';
import { deadlineFrom, timeLeft } from '../pay/countdown';
import { useClock } from '../shell/clock';
import { describeFailure, type Failure } from '../shell/errors';
import { formatCountdown } from '../shell/format';
import { useNetwork } from '../shell/network';
import { orderUrl, type PageQuery } from '../shell/pages';
import { callService } from '../shell/services';
import { waysOn } from '../shell/ways-on';
import { isPending } from './order-actions';
import { ORDERS } from '../words/orders';
import { openPage } from '../shell/navigation';

export interface OrderFilter {
  readonly id: string;
  readonly label: string;
  /** 空的是全部 */
  readonly statuses: readonly OrderStatus[];
  /** 一张也没有时说的话 */
  readonly empty: string;
}

export const ORDER_FILTERS: readonly OrderFilter[] = [
  {
    id: 'all',
    get label() {
      return ORDERS.all;
    },
    statuses: [],
    get empty() {
      return ORDERS.emptyAll;
    },
  },
  {
    id: 'pending',
    get label() {
      return ORDERS.pending;
    },
    statuses: ['PROCESSING', 'NOTPAY'],
    get empty() {
      return ORDERS.emptyPending;
    },
  },
  {
    id: 'paid',
    get label() {
      return ORDERS.paid;
    },
    statuses: ['SUCCESS', 'REVIEW'],
    get empty() {
      return ORDERS.emptyPaid;
    },
  },
  {
    id: 'refunded',
    get label() {
      return ORDERS.refunded;
    },
    statuses: ['REFUND'],
    get empty() {
      return ORDERS.emptyRefunded;
    },
  },
  {
    id: 'closed',
    get label() {
      return ORDERS.closed;
    },
    statuses: ['CLOSED'],
    get empty() {
      return ORDERS.emptyClosed;
    },
  },
];

const PAGE_SIZE = 10;

interface Page {
  readonly rows: readonly OrderView[];
  readonly hasMore: boolean;
  readonly server_date: number;
}

/** 第 page 页；一个筛选含几种状态时各取一页，按时间合在一起。 */
async function loadPage({ statuses }: OrderFilter, page: number): Promise<Page> {
  const wanted: readonly (OrderStatus | undefined)[] = statuses.length === 0 ? [undefined] : statuses;
  const answers = await Promise.all(
    wanted.map((status) => callService('listPayments', { pageIndex: page, pageSize: PAGE_SIZE, ...(status ? { status } : {}) })),
  );
  return {
    rows: answers.flatMap(({ rows }) => rows),
    hasMore: answers.some(({ hasMore }) => hasMore),
    server_date: answers[0]?.server_date ?? 0,
  };
}

export function createOrderList(query: PageQuery) {
  const filter = shallowRef(ORDER_FILTERS.find(({ id }) => id === query['status']) ?? (ORDER_FILTERS[0] as OrderFilter));
  const rows = shallowRef<readonly OrderView[]>([]);
  const hasMore = ref(false);
  /** 正在加载第几页；0 是没有在加载 */
  const loading = ref(0);
  const failure = shallowRef<Failure>();
  const moreFailure = shallowRef<Failure>();
  const seenAt = shallowRef({ server_date: 0, receivedAt: 0 });
  const clock = useClock();
  let pageIndex = 1;
  /** 每换一次筛选或重来就换一个代号：迟到的旧答复不要。 */
  let round = 0;
  onScopeDispose(() => (round += 1));

  const { offline } = useNetwork(() => void load(1));
  const busy = computed(() => loading.value > 0);

  async function load(page: number): Promise<void> {
    const mine = ++round;
    loading.value = page;
    moreFailure.value = undefined;
    try {
      const next = await loadPage(filter.value, page);
      if (mine !== round) return;
      // 翻页期间来了新订单，上一页的末尾会再出现一次
      const all = new Map([...(page === 1 ? [] : rows.value), ...next.rows].map((row) => [row.out_trade_no, row]));
      rows.value = [...all.values()].sort((a, b) => b.create_date - a.create_date);
      hasMore.value = next.hasMore;
      seenAt.value = { server_date: next.server_date, receivedAt: Date.now() };
      pageIndex = page;
      failure.value = undefined;
    } catch (thrown) {
      if (mine !== round) return;
      if (page === 1) failure.value = describeFailure(thrown);
      else moreFailure.value = describeFailure(thrown);
    }
    if (mine === round) loading.value = 0;
  }

  /** 还剩多久可付，如 `12:03`；不是待付款的为空。 */
  function leftText(row: OrderView): string {
    const { server_date, receivedAt } = seenAt.value;
    if (!isPending(row, server_date)) return '';
    return formatCountdown(timeLeft(deadlineFrom({ expire_date: row.expire_date, server_date }, receivedAt), clock.now.value));
  }

  void load(1);
  return {
    filter,
    rows,
    hasMore,
    loading,
    busy,
    failure,
    moreFailure,
    waysOn: computed(() => waysOn(failure.value, () => load(1), busy.value)),
    offline,
    leftText,
    choose(next: OrderFilter): void {
      filter.value = next;
      rows.value = [];
      failure.value = undefined;
      void load(1);
    },
    more(): void {
      if (hasMore.value && !busy.value && !offline.value && rows.value.length > 0) void load(pageIndex + 1);
    },
    refresh: () => load(1),
    openOrder: (row: OrderView): void => openPage(orderUrl(row.out_trade_no)),
    resume(): void {
      clock.start();
      // 从详情、登录页回来时状态可能变了
      if (failure.value?.kind !== 'login' || uni.vk.checkToken()) void load(1);
    },
    pause: clock.stop,
  };
}
