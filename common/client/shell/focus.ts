/** 把键盘与读屏的焦点移到一个地方。只有 H5 需要；别的端什么也不做。 */

export function focusOn(element: Element | null): void {
  // #ifdef H5
  if (!(element instanceof HTMLElement)) return;
  // 本来就停得住的（输入框）不要动：写了 -1，Tab 就再也走不到它
  if (element.tabIndex < 0 && !element.hasAttribute('tabindex')) element.setAttribute('tabindex', '-1');
  element.focus({ preventScroll: true });
  // #endif
}

export function moveFocus(selector: string): void {
  // #ifdef H5
  const host = document.querySelector(selector);
  // 组件的根可能只是个壳，能按的在里面
  focusOn(host?.matches('[tabindex]') ? host : (host?.querySelector('[tabindex="0"][role]') ?? host));
  // #endif
}
