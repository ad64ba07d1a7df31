/** 提示：都经过 uni 的系统弹层，各端一致。 */
import { SHELL } from '../../words/shell';

export function alert(content: string, title = SHELL.notice, confirmText = SHELL.ok, after?: () => void): void {
  uni.showModal({ title, content, confirmText, showCancel: false, success: () => after?.() });
}

export function toast(title: string, icon: 'none' | 'success' | 'error' | 'loading' = 'none', duration = 2000): void {
  uni.showToast({ title, icon, duration });
}
