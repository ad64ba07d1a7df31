/**
 * 一页的生命：页面跟着地址走。
 * 同一个标签页里换了参数就是另一页：旧的全部作废（定时器、轮询、没回来的答复），按新参数从头来。
 */
import { effectScope, getCurrentInstance, onUnmounted, reactive, shallowRef, type ShallowRef, type UnwrapNestedRefs } from 'vue';
import { onHide, onLoad, onPullDownRefresh, onReachBottom, onShow } from '@dcloudio/uni-app';
import { queryText, type PageQuery } from './pages';
// #ifdef H5
import { watchAddress } from './address';
import { settleInto } from './page-manners';
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

/** @param create 按参数造出这一页；参数变了会再造一次 */
export function usePageFlow<Flow extends PageFlow>(create: (query: PageQuery) => Flow): ShallowRef<UnwrapNestedRefs<Flow> | undefined> {
  const flow = shallowRef<UnwrapNestedRefs<Flow>>();
  let scope = effectScope(true);
  let fresh = true;

  const begin = (query: Readonly<Record<string, unknown>>): void => {
    scope.stop();
    scope = effectScope(true);
    fresh = true;
    flow.value = scope.run(() => reactive(create(decoded(query))));
  };
  onLoad((query) => begin(query ?? {}));
  onShow(() => {
    if (!fresh) flow.value?.resume?.();
    fresh = false;
  });
  onHide(() => flow.value?.pause?.());
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
