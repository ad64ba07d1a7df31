/** 时间线一栏：刚刚发生了什么，新的在上；可以只看一张订单，可以看到数据库的每一步。 */
import type { FeedLine } from '../shapes';
import { fill, h } from './dom';
import { button, empty, shortNumber } from './parts';
import type { Store } from './store';
import { clock } from './words';

const SHOWN = 200;
const MARKS = { good: ['✓', '好'], bad: ['✗', '要看'], info: ['·', '经过'] } as const;

function line(store: Store, { id, at, actor, text, mark, no }: FeedLine): HTMLElement {
  const [sign, word] = MARKS[mark];
  return h(
    'li',
    { class: `line line--${mark}` },
    h('time', { class: 'line__time' }, clock(at)),
    h('span', { class: 'line__mark', 'aria-label': word, role: 'img' }, sign),
    h(
      'div',
      { class: 'line__body' },
      h('span', { class: 'line__actor' }, actor),
      h('span', { class: 'line__text' }, text),
      no !== undefined &&
        no !== '' &&
        no !== store.onlyOrder &&
        h(
          'button',
          { type: 'button', class: 'number', 'data-key': `line:${id}`, title: `只看 ${no}`, onclick: () => store.look(no) },
          shortNumber(no),
        ),
    ),
  );
}

/** 只看一张订单时的提示条；时间线与往来共用。 */
export function filterBar(store: Store): HTMLElement {
  const bar = h('p', { class: 'filter' });
  store.on('filter', () =>
    fill(
      bar,
      store.onlyOrder !== '' && [
        h('span', {}, '只看 '),
        h('span', { class: 'number number--plain' }, store.onlyOrder),
        button('看全部', 'filter:clear', () => store.look(''), 'button button--small'),
      ],
    ),
  );
  return bar;
}

export function mountTimeline(store: Store, panel: Element): void {
  const list = h('ol', { class: 'lines', reversed: true });
  const detailed = h('input', {
    type: 'checkbox',
    onchange: (event) => store.setDetailed((event.target as HTMLInputElement).checked),
  });
  const bar = h('div', { class: 'panel__bar' }, h('h2', {}, '时间线'), h('label', { class: 'check' }, detailed, '每一步'));
  fill(panel, bar, filterBar(store), list);
  const draw = (): void => {
    const shown = store.lines
      .filter(({ detail, no }) => (store.detailed || !detail) && (store.onlyOrder === '' || no === store.onlyOrder))
      .slice(-SHOWN)
      .reverse();
    fill(list, shown.length === 0 ? h('li', {}, empty('还没有发生什么。')) : shown.map((item) => line(store, item)));
  };
  store.on('lines', draw);
  draw();
}
