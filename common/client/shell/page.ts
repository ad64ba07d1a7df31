/**
 * 一页的生命：页面跟着地址走。
 * 同一个标签页里换了参数就是另一页：旧的全部作废（定时器、轮询、没回来的答复），按新参数从头来。
 */
import { effectScope, getCurrentInstance, onUnmounted, reactive, shallowRef, watch, type ShallowRef, type UnwrapNestedRefs } from 'vue';
import { onHide, onLoad, onPullDownRefresh, onReachBottom, onShow } from '@dcloudio/uni-app';
import { language } from '../words/language';
import { queryText, type PageQuery } from './pages';
// #ifdef H5
import { watchAddress } from './address';
import { settleInto } from './page-manners';
import { entitlePage } from './navigation';
// #endif

/** 一页的状态与动作。轮询、定时器在 onScopeDispose 里收拾。 */
export interface PageFlow {
  /** 页面又看得见了（第一次不算） */
  resume?(): void;
  pause?(): void;
  /** 下拉刷新 */
  refresh?(): unknown;
  /** 触底 */
  more?(): void;
}

/** 地址里的参数，都已解码。 */
function decoded(query: Readonly<Record<string, unknown>>): PageQuery {
  return Object.fromEntries(Object.entries(query).map(([key, value]) => [key, typeof value === 'string' ? queryText(value) : undefined]));
}

/**
 * @param create 按参数造出这一页；参数变了、换了语言会再造一次
 * @param title 导航栏上的标题
 */
export function usePageFlow<Flow extends PageFlow>(
  create: (query: PageQuery) => Flow,
  title?: () => string,
): ShallowRef<UnwrapNestedRefs<Flow> | undefined> {
  const flow = shallowRef<UnwrapNestedRefs<Flow>>();
  let scope = effectScope(true);
  let fresh = true;
  let shown = false;
  let given: Readonly<Record<string, unknown>> = {};
  let spoken = language.value;

  const begin = (query: Readonly<Record<string, unknown>>): void => {
    scope.stop();
    scope = effectScope(true);
    fresh = true;
    given = query;
    spoken = language.value;
    flow.value = scope.run(() => reactive(create(decoded(query))));
  };
  const entitle = (): void => {
    if (title) entitlePage(title());
  };
  onLoad((query) => begin(query ?? {}));
  onShow(() => {
    shown = true;
    entitle();
    // 藏着的时候换了语言
    if (spoken !== language.value) begin(given);
    else if (!fresh) flow.value?.resume?.();
    fresh = false;
  });
  onHide(() => {
    shown = false;
    flow.value?.pause?.();
  });
  // 已经说出口的话（没有查到、没有连上）也要换：这一页从头来，与刷新一样
  watch(language, () => {
    if (!shown) return;
    entitle();
    begin(given);
    fresh = false;
  });
  onPullDownRefresh(async () => {
    await flow.value?.refresh?.();
    uni.stopPullDownRefresh();
  });
  onReachBottom(() => flow.value?.more?.());
  onUnmounted(() => scope.stop());

  // #ifdef H5
  const page = getCurrentInstance();
  if (page) {
    watchAddress(page, begin);
    settleInto(page);
  }
  // #endif
  return flow;
}
