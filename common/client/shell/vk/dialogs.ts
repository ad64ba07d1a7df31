/** 提示：都经过 uni 的系统弹层，各端一致。 */

export function alert(content: string, title = '提示', confirmText = '确定', after?: () => void): void {
  uni.showModal({ title, content, confirmText, showCancel: false, success: () => after?.() });
}

export function toast(title: string, icon: 'none' | 'success' | 'error' | 'loading' = 'none', duration = 2000): void {
  uni.showToast({ title, icon, duration });
}
