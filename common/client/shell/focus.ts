/** 把键盘与读屏的焦点移到一个地方。只有 H5 需要；别的端什么也不做。 */

export function focusOn(element: Element | null): void {
  // #ifdef H5
  if (!(element instanceof HTMLElement)) return;
  if (!element.hasAttribute('tabindex')) element.setAttribute('tabindex', '-1');
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
