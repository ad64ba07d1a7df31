/** 组件自己看得出的端：只影响怎样付，不影响付多少、付给谁。 */
const PHONE = /Android|iPhone|iPad|iPod|Mobile|HarmonyOS/i;
/** 电脑版微信里没有可用的支付窗口，和电脑浏览器一样扫码 */
const DESKTOP_WECHAT = /WindowsWechat|MacWechat/i;

export const isDesktop = (userAgent: string): boolean => DESKTOP_WECHAT.test(userAgent) || !PHONE.test(userAgent);

/** 组件自动带上的 isPC；浏览器之外没有这回事。 */
export function desktopHint(): { readonly isPC?: boolean } {
  // #ifdef H5
  if (typeof navigator !== 'undefined') return { isPC: isDesktop(navigator.userAgent) };
  // #endif
  return {};
}

/** 遮罩一直到做完。 */
export async function masked<Made>(title: string | undefined, work: () => Promise<Made>): Promise<Made> {
  if (title) uni.showLoading({ title, mask: true });
  try {
    return await work();
  } finally {
    if (title) uni.hideLoading();
  }
}

export function tell(content: unknown): void {
  uni.showModal({ title: '', content: typeof content === 'string' ? content : '', showCancel: false });
}

export const wait = (ms: number): Promise<void> => (ms === 0 ? Promise.resolve() : new Promise((done) => setTimeout(done, ms)));

/** 去了收银台、又回到这一页的时候叫一次。@returns 不再等 */
export function whenBack(run: () => void): () => void {
  // #ifdef H5
  if (typeof document !== 'undefined') {
    const back = (): void => {
      if (document.visibilityState !== 'visible') return;
      stop();
      run();
    };
    const stop = (): void => {
      document.removeEventListener('visibilitychange', back);
      window.removeEventListener('pageshow', back);
    };
    document.addEventListener('visibilitychange', back);
    window.addEventListener('pageshow', back);
    return stop;
  }
  // #endif
  return () => undefined;
}
