/** 通知一栏：等着投递的、投不出去的，每次得到什么答复；可以现在就投，也可以再投一次。 */
import type { NoticeLine } from '../../../gateways/kit/notice';
import { noticeWord } from '../../timeline/words';
import { api } from './api';
import { fill, h } from './dom';
import { badge, button, chip, countdown, empty, meta, orderLink } from './parts';
import type { GatewayState, Store } from './store';
import { clock } from './words';

const DONE_SHOWN = 10;
const TRIES_SHOWN = 6;

interface Row {
  readonly gateway: GatewayState;
  readonly notice: NoticeLine;
}

/** 每次投递得到的答复；0 是连不上或超时。 */
function tries({ attempts }: NoticeLine): HTMLElement | undefined {
  if (attempts.length === 0) return undefined;
  return h(
    'span',
    { class: 'tries' },
    attempts
      .slice(-TRIES_SHOWN)
      .map(({ at, status, acked }) =>
        h('span', { class: `try ${acked ? 'try--good' : 'try--bad'}`, title: clock(at) }, status === 0 ? '没有答复' : String(status)),
      ),
  );
}

function row(store: Store, { gateway, notice }: Row): HTMLElement {
  const key = `${gateway.name}:${notice.id}`;
  const waiting = notice.state === 'PENDING';
  return h(
    'li',
    { class: 'row' },
    h(
      'div',
      { class: 'row__head' },
      badge(gateway.name, gateway.title),
      h('span', { class: 'row__title' }, noticeWord(notice.notice)),
      chip(notice.state),
    ),
    meta(
      orderLink(store, notice.out_trade_no, key),
      notice.attempts.length > 0 && [`投过 ${notice.attempts.length} 次 `, tries(notice)],
      waiting && [countdown(notice.due_at), '后再投'],
      button(
        waiting || notice.state === 'SUPPRESSED' ? '现在投递' : '再投一次',
        `${key}:send`,
        () => store.act(() => api.sendNotice(gateway, notice.id), '已安排投递'),
        'button button--small',
      ),
    ),
  );
}

export function mountNotices(store: Store, panel: Element): void {
  const waiting = h('ul', { class: 'rows' });
  const done = h('ul', { class: 'rows' });
  fill(panel, h('h2', {}, '等着投递的通知'), waiting, h('h2', { class: 'later' }, '投过的'), done);
  store.on('gateways', () => {
    const all = store.gateways.flatMap((gateway) => gateway.notices.map((notice) => ({ gateway, notice })));
    const open = all.filter(({ notice }) => notice.state !== 'ACKED');
    const acked = all.filter(({ notice }) => notice.state === 'ACKED').slice(0, DONE_SHOWN);
    fill(waiting, open.length === 0 ? h('li', {}, empty('都投到了。')) : open.map((item) => row(store, item)));
    fill(done, acked.length === 0 ? h('li', {}, empty('还没有投过通知。付一笔就有。')) : acked.map((item) => row(store, item)));
  });
}
