/**
 * H5：一页的代码没有取到（断网、信号不好）时，框架只留一句「点击屏幕重试」：只有鼠标按得到，网络恢复了也不自己来。
 * 这里让它按得到、读得出、焦点停在上面，网络一恢复就自己重来。
 */
import { SHELL } from '../words/shell';
import { focusOn } from './focus';

/** 框架在没有取到的页上画的那一块；点它就是重新载入 */
const MISSED = '.uni-async-error';

let watching = false;

function dress(): void {
  const shown = document.querySelector<HTMLElement>(MISSED);
  if (!shown || shown.hasAttribute('role')) return;
  shown.setAttribute('role', 'button');
  shown.setAttribute('tabindex', '0');
  shown.style.color = 'inherit';
  shown.textContent = SHELL.pageMissed;
  focusOn(shown);
}

/** 只装一次。 */
export function mendMissedPages(): void {
  if (watching) return;
  watching = true;
  const missedStyles = new Set<HTMLLinkElement>();
  let missed = false;
  window.addEventListener(
    'error',
    ({ target }) => {
      if (target instanceof HTMLLinkElement && target.rel === 'stylesheet') missedStyles.add(target);
    },
    true,
  );
  // vite 取不到一块代码或样式时发出的；框架随后才画那一块
  window.addEventListener('vite:preloadError', () => {
    missed = true;
    setTimeout(dress, 0);
  });
  window.addEventListener('online', () => {
    const shown = missed ? document.querySelector<HTMLElement>(MISSED) : null;
    missed = false;
    if (shown) return shown.click();
    // 预先取的没有取到：vite 以为样式已经在了，不会再取，那一页打开就没有样子
    for (const link of missedStyles) link.replaceWith(link.cloneNode());
    missedStyles.clear();
  });
}
