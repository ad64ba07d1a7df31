/** 自己更新的一页：隔一会儿问一次；看不见、断了网就停，回来立刻再问。在组件或 effectScope 里用。 */
import { onScopeDispose, watch, type Ref } from 'vue';
import { startPolling, type Timers } from '../pay/polling';
import { useNetwork } from '../shell/network';

export interface Live {
  readonly offline: Ref<boolean>;
  /** 立刻问一次；停着的时候不问 */
  askNow(): void;
  /** 页面看不见了、又看得见了 */
  hide(): void;
  show(): void;
}

/** @param ask 问一次，自己处理答复与失败，不抛出 */
export function startLive({ ask, everyMs, timers }: { ask: () => Promise<void>; everyMs: number; timers?: Timers }): Live {
  const polling = startPolling({ ask, onAnswer: () => false, delay: () => everyMs, ...(timers ? { timers } : {}) });
  const { offline } = useNetwork();
  let hidden = false;
  const follow = (): void => (hidden || offline.value ? polling.pause() : polling.resume());
  watch(offline, follow, { flush: 'sync' });
  onScopeDispose(() => polling.stop());
  // 打开时就没有网：问这一次，让页面说得出来
  polling.askNow();
  follow();
  return {
    offline,
    askNow: () => polling.askNow(),
    hide(): void {
      hidden = true;
      follow();
    },
    show(): void {
      hidden = false;
      follow();
    },
  };
}
