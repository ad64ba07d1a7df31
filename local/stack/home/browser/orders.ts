/** 订单一栏：谁在等着付（付、失败、离开），最近的订单与退款的结局。 */
import type { OrderLine } from '../../../gateways/kit/control';
import { api } from './api';
import { fill, h } from './dom';
import { badge, button, chip, countdown, empty, meta, orderLink } from './parts';
import { mountPayees } from './payees';
import type { GatewayState, Store } from './store';
import { moment, yuan } from './words';

const RECENT_SHOWN = 12;
/** 退款还没有结局时，网关可以让它怎样；网关没有这个动作就不列 */
const REFUND_ENDS = [
  ['SUCCESS', '退成'],
  ['ABNORMAL', '异常'],
  ['CLOSED', '关闭'],
] as const;

interface Row {
  readonly gateway: GatewayState;
  readonly order: OrderLine;
}

const rowsOf = (store: Store, open: boolean): Row[] =>
  store.gateways
    .flatMap((gateway) => gateway.orders.map((order) => ({ gateway, order })))
    .filter(({ order }) => order.open === open)
    .sort((a, b) => b.order.created_at - a.order.created_at);

function head({ gateway, order }: Row): HTMLElement {
  return h(
    'div',
    { class: 'row__head' },
    badge(gateway.name, gateway.title),
    h('span', { class: 'row__title' }, order.subject),
    h('span', { class: 'row__amount' }, yuan(order.total)),
  );
}

function openRow(store: Store, row: Row): HTMLElement {
  const { gateway, order } = row;
  const no = order.out_trade_no;
  const key = `${gateway.name}:${no}`;
  const act = (action: string, done: string) => () => store.act(() => api.act(gateway, 'pay', { out_trade_no: no, action }), done);
  return h(
    'li',
    { class: 'row' },
    head(row),
    meta(
      orderLink(store, no, key),
      moment(order.created_at),
      order.pay_until === undefined ? undefined : ['还剩 ', countdown(order.pay_until)],
      order.failed_attempts > 0 && `失败过 ${order.failed_attempts} 次`,
    ),
    h(
      'div',
      { class: 'actions' },
      button('付款', `${key}:pay`, act('pay', `已付款 ${yuan(order.total)}`), 'button button--primary'),
      button('付款失败', `${key}:fail`, act('fail', '付款失败一次，还可以再付')),
      button('离开', `${key}:cancel`, act('cancel', '付款人离开了，什么也没有发生')),
      gateway.about.actions.includes('close') &&
        order.state !== 'NOT_SCANNED' &&
        button('网关关单', `${key}:close`, () => store.act(() => api.act(gateway, 'close', { out_trade_no: no }), '网关关了这张订单')),
      order.cashier !== undefined && h('a', { class: 'button', href: order.cashier, target: '_blank', rel: 'noopener' }, '收银台'),
    ),
  );
}

function refundLine(store: Store, gateway: GatewayState, refund: OrderLine['refunds'][number]): HTMLElement {
  const ends = refund.open && gateway.about.actions.includes('refund-finish') ? REFUND_ENDS : [];
  return h(
    'div',
    { class: 'row__refund' },
    meta('退款', yuan(refund.fee), chip(refund.state), h('span', { class: 'number number--plain' }, refund.no)),
    ends.length > 0 &&
      h(
        'div',
        { class: 'actions' },
        ends.map(([outcome, label]) =>
          button(label, `${gateway.name}:${refund.no}:${outcome}`, () =>
            store.act(() => api.act(gateway, 'refund-finish', { out_refund_no: refund.no, outcome }), `退款有了结局：${label}`),
          ),
        ),
      ),
  );
}

function recentRow(store: Store, row: Row): HTMLElement {
  const { gateway, order } = row;
  return h(
    'li',
    { class: 'row' },
    head(row),
    meta(chip(order.state), orderLink(store, order.out_trade_no, `${gateway.name}:${order.out_trade_no}`), moment(order.created_at)),
    order.refunds.map((refund) => refundLine(store, gateway, refund)),
  );
}

export function mountOrders(store: Store, panel: Element): void {
  const open = h('ul', { class: 'rows' });
  const recent = h('ul', { class: 'rows' });
  const nobody = empty();
  const payees = h('div');
  mountPayees(store, payees);
  fill(panel, h('h2', {}, '等着付款'), nobody, open, payees, h('h2', { class: 'later' }, '最近的订单'), recent);
  store.on('gateways', () => {
    const waiting = rowsOf(store, true);
    const done = rowsOf(store, false).slice(0, RECENT_SHOWN);
    fill(
      nobody,
      waiting.length === 0 && [
        '没有人在等着付款。',
        store.about.site ? h('a', { href: '/', target: '_blank' }, '到商店下一单') : '下一单就会出现在这里',
        '。',
      ],
    );
    fill(
      open,
      waiting.map((row) => openRow(store, row)),
    );
    fill(recent, done.length === 0 ? h('li', {}, empty('还没有付过、关过的订单。')) : done.map((row) => recentRow(store, row)));
  });
}
