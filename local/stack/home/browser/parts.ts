/** 各栏共用的小件。 */
import { h, type Child } from './dom';
import type { Store } from './store';
import { remaining, stateOf } from './words';

/** 按下之后等它做完，免得按两次；不用 disabled：那会丢掉键盘焦点。 */
export function button(label: string, key: string, work: () => Promise<void> | void, className = 'button'): HTMLElement {
  const element = h(
    'button',
    {
      type: 'button',
      class: className,
      'data-key': key,
      onclick: () => {
        if (element.getAttribute('aria-disabled') === 'true') return;
        const pending = work();
        if (!pending) return;
        element.setAttribute('aria-disabled', 'true');
        void pending.finally(() => element.removeAttribute('aria-disabled'));
      },
    },
    label,
  );
  return element;
}

export function chip(name: string): HTMLElement {
  const { word, tone } = stateOf(name);
  return h('span', { class: `chip chip--${tone}`, title: name }, word);
}

/** 网关的名字；颜色由名字定，样式表里没有的用中性色。 */
export const badge = (name: string, title: string): HTMLElement => h('span', { class: `badge badge--${name}` }, title);

/** 单号的末尾，认得出是哪一张就够 */
const TAIL = 8;
export const shortNumber = (no: string): string => (no.length > TAIL + 4 ? `…${no.slice(-TAIL)}` : no);

/** 订单号：点它就只看这张订单。 */
export const orderLink = (store: Store, no: string, key: string): HTMLElement =>
  h('button', { type: 'button', class: 'number', 'data-key': `${key}:number`, title: '只看这张订单', onclick: () => store.look(no) }, no);

/** 倒计时：由 ticking 每秒更新。 */
export const countdown = (at: number): HTMLElement => h('span', { class: 'tabular', 'data-due': at }, remaining(at));

export function ticking(): void {
  window.setInterval(() => {
    for (const element of document.querySelectorAll<HTMLElement>('[data-due]')) {
      const text = remaining(Number(element.dataset['due']));
      if (element.textContent !== text) element.textContent = text;
    }
  }, 1000);
}

/** 用间隔点连起来的几样。 */
export const meta = (...items: readonly Child[]): HTMLElement =>
  h(
    'p',
    { class: 'meta' },
    ...items.filter((item) => item !== undefined && item !== false && item !== '').map((item) => h('span', {}, item)),
  );

export const empty = (...words: readonly Child[]): HTMLElement => h('p', { class: 'empty' }, ...words);
