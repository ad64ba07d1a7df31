/** 造元素：文字一律当文字，属性与事件写在一处。 */

export type Child = Node | string | number | undefined | false | readonly Child[];

type Properties = Readonly<Record<string, string | number | boolean | ((event: Event) => void) | undefined>>;

function append(parent: Node, children: readonly Child[]): void {
  for (const child of children) {
    if (child === undefined || child === false || child === '') continue;
    if (child instanceof Node) parent.appendChild(child);
    else if (typeof child === 'string' || typeof child === 'number') parent.appendChild(document.createTextNode(String(child)));
    else append(parent, child);
  }
}

/** `on…` 是事件；true 是没有值的属性，false 与 undefined 不写。 */
export function h(tag: string, properties: Properties = {}, ...children: readonly Child[]): HTMLElement {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === false) continue;
    if (typeof value === 'function') element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? '' : String(value));
  }
  append(element, children);
  return element;
}

/** 换掉全部内容；键盘焦点留在同一个 data-key 的元素上。 */
export function fill(parent: Element, ...children: readonly Child[]): void {
  const focused = document.activeElement;
  const key = focused instanceof HTMLElement && parent.contains(focused) ? focused.dataset['key'] : undefined;
  parent.replaceChildren();
  append(parent, children);
  if (key !== undefined) parent.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`)?.focus();
}
