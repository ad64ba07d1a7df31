/** 一份一段段取来的名单：一段也没有取到是整页的事；重来没有成、下一段没有取到只说一声，看到的不丢。 */
import { computed, onScopeDispose, ref, shallowRef } from 'vue';
import { SHELL } from '../words/shell';
import type { PageAction } from './actions';
import { describeFailure, type Failure } from './errors';
import { useNetwork } from './network';

/** 名单的组件（components/vk-pay-rows）要知道的。 */
export interface RowsView {
  /** 一段也没有取到的没有 */
  readonly rows?: readonly unknown[] | undefined;
  readonly failure?: Failure | undefined;
  readonly waysOn: readonly PageAction[];
  readonly offline: boolean;
  readonly loading?: string | boolean;
  /** 接着取的名单 */
  readonly hasMore?: boolean;
  readonly moreProblem?: string;
  more?(): void;
  /** 一页页翻的名单 */
  readonly hasPrevious?: boolean;
  readonly hasNext?: boolean;
  previousPage?(): void;
  nextPage?(): void;
}

export interface Segment<Row, Next> {
  readonly rows: readonly Row[];
  /** 下一段从哪里接着；到头了没有 */
  readonly next?: Next | undefined;
}

/**
 * 在组件或 effectScope 里用。断网恢复后自己重来。
 * @param read 取一段；没有 from 是第一段
 * @param options.refuse 这样的失败由别处说（没有登录、没有权限）。@returns 说了
 * @param options.keyOf 翻页之间来了新的，上一段最后的会再来一次：按它认出来
 */
export function useRowList<Row, Next>(
  read: (from: Next | undefined) => Promise<Segment<Row, Next>>,
  { refuse, keyOf }: { readonly refuse?: (failure: Failure) => boolean; readonly keyOf?: (row: Row) => string } = {},
) {
  const rows = shallowRef<readonly Row[]>();
  const next = shallowRef<Next>();
  const trouble = shallowRef<Failure>();
  const moreTrouble = shallowRef<Failure>();
  const loading = ref<'' | 'first' | 'more'>('');
  /** 每重来一次换一个代号：迟到的旧答复不要 */
  let round = 0;
  onScopeDispose(() => (round += 1));
  const { offline } = useNetwork(() => void load());

  async function take(from: Next | undefined): Promise<void> {
    const mine = ++round;
    loading.value = from === undefined ? 'first' : 'more';
    moreTrouble.value = undefined;
    if (rows.value === undefined) trouble.value = undefined;
    try {
      const segment = await read(from);
      if (mine !== round) return;
      const known = from === undefined ? [] : (rows.value ?? []);
      const keys = new Set(keyOf ? known.map(keyOf) : []);
      rows.value = [...known, ...segment.rows.filter((row) => !keyOf || !keys.has(keyOf(row)))];
      next.value = segment.next;
      trouble.value = undefined;
    } catch (thrown) {
      if (mine !== round) return;
      const reason = describeFailure(thrown);
      if (!refuse?.(reason)) (from === undefined ? trouble : moreTrouble).value = reason;
    }
    loading.value = '';
  }
  const load = (): Promise<void> => take(undefined);

  return {
    rows,
    next,
    loading,
    offline,
    hasMore: computed(() => next.value !== undefined),
    /** 一段也没有，整页说 */
    failure: computed(() => (rows.value === undefined ? trouble.value : undefined)),
    /** 看着的是先前取到的 */
    stale: computed(() => (rows.value === undefined ? undefined : trouble.value)),
    moreProblem: computed(() => (moreTrouble.value ? SHELL.moreFailed(moreTrouble.value.msg) : '')),
    load,
    more(): void {
      if (next.value !== undefined && loading.value === '' && !offline.value) void take(next.value);
    },
    /** 换了条件：先前的不算了 */
    restart(): void {
      rows.value = undefined;
      next.value = undefined;
      void load();
    },
    change(edit: (rows: readonly Row[]) => readonly Row[]): void {
      if (rows.value) rows.value = edit(rows.value);
    },
  };
}
