/** H5：把焦点留在一个浮层里。Tab 在里面转圈，Esc 关掉，关掉后焦点回到打开它的地方，其余的页面暂时不可用。 */

export interface Hold {
  /** 先停在哪里，选择器 */
  readonly first: string;
  /** 关掉后回到哪里 */
  readonly opener: Element | null;
  escape(): void;
}

function stops(layer: HTMLElement): HTMLElement[] {
  return Array.from(layer.querySelectorAll<HTMLElement>('[tabindex="0"], input, textarea, a[href]'));
}

/** 双击回答它的人，第二下落在后面的页面上：不算点了那里的什么。 */
function swallowSecondClick(): void {
  const click = (event: MouseEvent): void => {
    document.removeEventListener('click', click, true);
    if (event.detail > 1) event.stopPropagation();
  };
  document.addEventListener('click', click, true);
}

/** @returns 放开：恢复页面，焦点回到原处 */
export function holdFocus(layer: HTMLElement, { first, opener, escape }: Hold): () => void {
  const behind = Array.from(document.body.children).filter((one): one is HTMLElement => one instanceof HTMLElement && !one.contains(layer));
  for (const one of behind) one.inert = true;
  layer.querySelector<HTMLElement>(first)?.focus();

  const keydown = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') {
      event.preventDefault();
      event.stopPropagation();
      return escape();
    }
    if (event.key !== 'Tab') return;
    const all = stops(layer);
    const at = all.indexOf(document.activeElement as HTMLElement);
    const next = all[(at + (event.shiftKey ? -1 : 1) + all.length) % all.length];
    event.preventDefault();
    next?.focus();
  };
  // 双击打开它的人，第二下落在浮层上：不算回答
  let untouched = true;
  const click = (event: MouseEvent): void => {
    if (untouched && event.detail > 1) event.stopPropagation();
    else untouched = false;
  };
  layer.addEventListener('click', click, true);
  document.addEventListener('keydown', keydown, true);
  return () => {
    layer.removeEventListener('click', click, true);
    document.removeEventListener('keydown', keydown, true);
    for (const one of behind) one.inert = false;
    swallowSecondClick();
    if (opener instanceof HTMLElement && opener.isConnected) opener.focus();
  };
}
