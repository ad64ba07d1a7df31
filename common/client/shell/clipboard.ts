/** 复制一段文字，并告诉用户复制成了没有。 */
import { SHELL } from '../words/shell';

export function copy(text: string): void {
  uni.setClipboardData({
    data: text,
    showToast: false,
    success: () => uni.showToast({ title: SHELL.copied, icon: 'none' }),
    fail: () => uni.showToast({ title: SHELL.notCopied, icon: 'none' }),
  });
}
