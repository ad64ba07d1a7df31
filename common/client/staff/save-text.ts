/** 把一份文字交给人：浏览器里下载成文件，别的端复制到剪贴板（小程序不能往外存任意文件）。 */

/** @returns saved 已下载 · copied 已复制 */
export function saveText(name: string, text: string): Promise<'saved' | 'copied'> {
  // #ifdef H5
  const url = URL.createObjectURL(new Blob([text], { type: 'text/csv;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // 浏览器要先读完才能收回
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
  return Promise.resolve('saved');
  // #endif
  // #ifndef H5
  return new Promise((done, failed) => {
    uni.setClipboardData({ data: text, showToast: false, success: () => done('copied'), fail: failed });
  });
  // #endif
}
