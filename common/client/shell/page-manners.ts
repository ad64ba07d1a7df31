/**
 * H5 页面的举止：键盘能用、字号随浏览器、换页时焦点跟着走、框架画的返回键读得出也按得到。
 * 小程序与 App 由系统负责，不需要。
 */
import { nextTick, onActivated, onMounted, type ComponentInternalInstance } from 'vue';
import { onHide, onShow } from '@dcloudio/uni-app';
import { focusOn } from './focus';
import { pressWithKeyboard } from './keyboard';
import { mendMissedPages } from './missed-page';
import { SHELL } from '../words/shell';

/** uni 把根字号设成屏幕宽度的比例，浏览器里调的字号就不起作用了；看着我们的页面时改回来（tokens.scss）。 */
const HONEST_REM = 'vk-rem';

/** 正看着的那一页。 */
let showing: ComponentInternalInstance | undefined;
/** 打开这个标签页后看到的第一页不抢焦点：读屏从头读起。 */
let arrived = false;

function dressBackButton(root: Element): void {
  const back = root.closest('uni-page')?.querySelector('.uni-page-head-hd .uni-page-head-btn');
  if (!back || back.hasAttribute('role')) return;
  back.setAttribute('role', 'button');
  back.setAttribute('tabindex', '0');
  back.setAttribute('aria-label', SHELL.back);
}

export function settleInto(page: ComponentInternalInstance): void {
  pressWithKeyboard(document);
  mendMissedPages();
  document.documentElement.classList.add(HONEST_REM);
  let left: Element | null = null;

  const enter = async (): Promise<void> => {
    await nextTick();
    const root: unknown = page.proxy?.$el;
    if (!(root instanceof Element)) return;
    dressBackButton(root);
    // 退回来的人回到刚才按的地方，新来的人从标题读起
    if (arrived) focusOn(left && root.contains(left) ? left : root.querySelector('h1'));
    arrived = true;
  };
  onMounted(enter);
  onActivated(() => {
    if (left) void enter();
  });
  onShow(() => {
    showing = page;
    document.documentElement.classList.add(HONEST_REM);
  });
  onHide(() => {
    left = document.activeElement;
    // 下一页可能已经先露面了
    if (showing !== page) return;
    showing = undefined;
    document.documentElement.classList.remove(HONEST_REM);
  });
}
