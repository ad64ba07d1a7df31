/** 往来一栏：谁给谁发了什么、答了什么；点开看报文。 */
import type { Exchange, ExchangeSummary, Message } from '../shapes';
import { api } from './api';
import { fill, h } from './dom';
import { empty } from './parts';
import type { Store } from './store';
import { filterBar } from './timeline';
import { clock, duration } from './words';

function message(title: string, { head, headers, query, body }: Message): HTMLElement {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return h(
    'section',
    { class: 'message' },
    h('h3', {}, title),
    h(
      'pre',
      { tabindex: '0' },
      [head, ...lines, ...[query ?? '', body].filter((part) => part !== '').map((part) => `\n${part}`)].join('\n'),
    ),
  );
}

class ExchangeList {
  readonly element = h('ul', { class: 'rows' });
  private readonly opened = new Map<number, Exchange | string>();

  constructor(private readonly store: Store) {}

  private async toggle(id: number): Promise<void> {
    if (this.opened.delete(id)) return this.draw();
    try {
      this.opened.set(id, await api.exchange(id));
    } catch (error) {
      this.opened.set(id, error instanceof Error ? error.message : String(error));
    }
    this.draw();
  }

  private row({ id, at, ms, from, to, what, verdict, good }: ExchangeSummary): HTMLElement {
    const found = this.opened.get(id);
    return h(
      'li',
      { class: 'row exchange' },
      h(
        'button',
        {
          type: 'button',
          class: 'exchange__head',
          'data-key': `exchange:${id}`,
          'aria-expanded': String(found !== undefined),
          onclick: () => void this.toggle(id),
        },
        h('time', { class: 'line__time' }, clock(at)),
        h('span', { class: 'exchange__what' }, h('span', { class: 'muted' }, `${from} → ${to}`), h('span', {}, what)),
        h('span', { class: `status status--${good ? 'good' : 'bad'}` }, verdict),
        h('span', { class: 'muted tabular' }, duration(ms)),
      ),
      typeof found === 'string' && empty(found),
      typeof found === 'object' && h('div', { class: 'exchange__body' }, message('发出', found.sent), message('答复', found.answered)),
    );
  }

  draw(): void {
    const { exchanges: all, onlyOrder } = this.store;
    const exchanges = all.filter(({ no }) => onlyOrder === '' || no === onlyOrder);
    fill(this.element, exchanges.length === 0 ? h('li', {}, empty('还没有往来。')) : exchanges.map((exchange) => this.row(exchange)));
  }
}

export function mountExchanges(store: Store, panel: Element): void {
  const list = new ExchangeList(store);
  fill(panel, h('h2', {}, '发了什么，答了什么'), filterBar(store), list.element);
  store.on('exchanges', () => list.draw());
  list.draw();
}
