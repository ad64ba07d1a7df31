/** 复制一段文字，并告诉用户复制成了没有。 */
export function copy(text: string): void {
  uni.setClipboardData({
    data: text,
    showToast: false,
    success: () => uni.showToast({ title: '已复制', icon: 'none' }),
    fail: () => uni.showToast({ title: '复制失败，请长按选择', icon: 'none' }),
  });
}
