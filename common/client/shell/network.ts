/** 网络状态：断网时页面要说清楚，恢复后自己继续。在组件或 effectScope 里用。 */
import { onScopeDispose, ref, type Ref } from 'vue';

export function useNetwork(onBack?: () => void): { readonly offline: Ref<boolean> } {
  const offline = ref(false);
  const changed = ({ isConnected }: { isConnected: boolean }): void => {
    const back = offline.value && isConnected;
    offline.value = !isConnected;
    if (back) onBack?.();
  };
  // #ifndef H5
  uni.getNetworkType({ success: ({ networkType }) => (offline.value = networkType === 'none') });
  uni.onNetworkStatusChange(changed);
  onScopeDispose(() => uni.offNetworkStatusChange(changed));
  // #endif
  // #ifdef H5
  // uni 的 H5 实现在有 navigator.connection 的浏览器里看不到断网，直接问浏览器
  offline.value = !navigator.onLine;
  const online = (): void => changed({ isConnected: navigator.onLine });
  window.addEventListener('online', online);
  window.addEventListener('offline', online);
  onScopeDispose(() => {
    window.removeEventListener('online', online);
    window.removeEventListener('offline', online);
  });
  // #endif
  return { offline };
}
