/** 网络状态：断网时页面要说清楚，恢复后自己继续。 */
import { onUnmounted, ref, type Ref } from 'vue';

export function useNetwork(onBack?: () => void): { readonly offline: Ref<boolean> } {
  const offline = ref(false);
  const changed = ({ isConnected }: { isConnected: boolean }): void => {
    const back = offline.value && isConnected;
    offline.value = !isConnected;
    if (back) onBack?.();
  };
  uni.getNetworkType({ success: ({ networkType }) => (offline.value = networkType === 'none') });
  uni.onNetworkStatusChange(changed);
  onUnmounted(() => uni.offNetworkStatusChange(changed));
  return { offline };
}
