/** 等收款人的：转账等他收下、收款授权等他答应。能做什么由各网关自己说。 */
import type { WaitLine } from '../../../gateways/kit/waiting';
import { api } from './api';
import { fill, h } from './dom';
import { badge, button, chip, countdown, meta } from './parts';
import type { GatewayState, Store } from './store';
import { moment, yuan } from './words';

const SHOWN = 12;

function row(store: Store, gateway: GatewayState, { what, no, title, fee, state, created_at, until, acts }: WaitLine): HTMLElement {
  const key = `${gateway.name}:${no}`;
  return h(
    'li',
    { class: 'row' },
    h(
      'div',
      { class: 'row__head' },
      badge(gateway.name, gateway.title),
      h('span', { class: 'row__title' }, `${what} · ${title}`),
      fee !== undefined && h('span', { class: 'row__amount' }, yuan(fee)),
    ),
    meta(
      chip(state),
      h('span', { class: 'number number--plain' }, no),
      moment(created_at),
      until === undefined ? undefined : ['还剩 ', countdown(until)],
    ),
    h(
      'div',
      { class: 'actions' },
      acts.map(({ path, input, label, done }, index) =>
        button(
          label,
          `${key}:${label}`,
          () => store.act(() => api.act(gateway, path, input), done),
          index === 0 ? 'button button--primary' : 'button',
        ),
      ),
    ),
  );
}

/** 没有在等的，整块不显示。 */
export function mountPayees(store: Store, place: HTMLElement): void {
  const rows = h('ul', { class: 'rows' });
  const more = h('p', { class: 'empty' });
  fill(place, h('h2', { class: 'later' }, '等收款人'), rows, more);
  store.on('gateways', () => {
    const all = store.gateways
      .flatMap((gateway) => gateway.waiting.map((line) => ({ gateway, line })))
      .sort((a, b) => b.line.created_at - a.line.created_at);
    place.hidden = all.length === 0;
    more.hidden = all.length <= SHOWN;
    fill(more, `还有 ${all.length - SHOWN} 件。`);
    fill(
      rows,
      all.slice(0, SHOWN).map(({ gateway, line }) => row(store, gateway, line)),
    );
  });
}
