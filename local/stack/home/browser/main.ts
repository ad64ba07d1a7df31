/** 开发者的首页：把各栏摆好，窄屏上一次看一栏，宽屏上左边是付款人与网关，右边是发生的事。 */
import { api } from './api';
import { fill, h } from './dom';
import { mountExchanges } from './exchanges';
import { mountFaults } from './faults';
import { mountNotices } from './notices';
import { mountOrders } from './orders';
import { button, ticking } from './parts';
import { Store } from './store';
import { mountTimeline } from './timeline';

const PANELS = [
  { id: 'orders', title: '订单', side: 'main', mount: mountOrders },
  { id: 'notices', title: '通知', side: 'main', mount: mountNotices },
  { id: 'faults', title: '故障', side: 'main', mount: mountFaults },
  { id: 'timeline', title: '时间线', side: 'aside', mount: mountTimeline },
  { id: 'exchanges', title: '往来', side: 'aside', mount: mountExchanges },
] as const;
type PanelId = (typeof PANELS)[number]['id'];

/** 各栏上的数：有几件等着人。 */
function countOf(store: Store, id: PanelId): number {
  const sum = (read: (gateway: Store['gateways'][number]) => number): number =>
    store.gateways.reduce((total, gateway) => total + read(gateway), 0);
  if (id === 'orders') return sum(({ orders, waiting }) => orders.filter(({ open }) => open).length + waiting.length);
  if (id === 'notices') return sum(({ notices }) => notices.filter(({ state }) => state !== 'ACKED').length);
  return id === 'faults' ? sum(({ faults }) => faults.length) : 0;
}

/**
 * 一组切换的按钮。
 * @param slot 决定显示哪一栏的属性：窄屏上 data-panel 五栏选一，宽屏上 data-aside 右边两栏选一（样式表据此显示）
 */
function mountTabs(store: Store, root: HTMLElement, slot: 'panel' | 'aside', panels: readonly (typeof PANELS)[number][]): HTMLElement {
  const tabs = h('div', { class: `tabs tabs--${slot}`, role: 'group', 'aria-label': '看哪一栏' });
  const show = (id: PanelId): void => {
    root.dataset[slot] = id;
    for (const tab of tabs.children) tab.setAttribute('aria-pressed', String((tab as HTMLElement).dataset['tab'] === id));
  };
  fill(
    tabs,
    panels.map(({ id, title }) =>
      h(
        'button',
        { type: 'button', class: 'tab', 'data-tab': id, 'data-key': `tab:${slot}:${id}`, onclick: () => show(id) },
        title,
        h('span', { class: 'tab__count' }),
      ),
    ),
  );
  store.on('gateways', () => {
    for (const [index, { id }] of panels.entries()) {
      const place = tabs.children[index]?.querySelector('.tab__count');
      const count = countOf(store, id);
      if (place) place.textContent = count > 0 ? String(count) : '';
    }
  });
  if (panels[0]) show(panels[0].id);
  return tabs;
}

function mountHeader(store: Store): HTMLElement {
  const links = h('nav', { class: 'links', 'aria-label': '去别处' });
  const state = h('span', { class: 'state', role: 'status' });
  const trouble = h('p', { class: 'trouble', role: 'alert', hidden: true });
  const said = h('p', { class: 'said', role: 'status' });
  store.on('status', () => {
    fill(state, store.connected ? '实时' : '没有连上，正在重试');
    state.classList.toggle('state--on', store.connected);
    fill(trouble, store.trouble);
    trouble.hidden = store.trouble === '';
    fill(said, store.said);
  });
  store.on('gateways', () => {
    if (links.childElementCount > 0) return;
    fill(
      links,
      store.about.site && h('a', { href: '/', target: '_blank' }, '商店'),
      h('a', { href: '/simulator/robots', target: '_blank' }, '群机器人'),
      store.gateways.map(({ base, title }) => h('a', { href: `${base}/scan`, target: '_blank' }, `${title}扫一扫`)),
      store.about.timers.map((name) =>
        button(`运行 ${name}`, `timer:${name}`, () => store.act(() => api.runTimer(name), `${name} 跑了一轮`), 'button button--small'),
      ),
    );
  });
  return h('header', { class: 'top' }, h('div', { class: 'top__line' }, h('h1', {}, 'vk-pay 本地系统'), state, links), trouble, said);
}

function start(): void {
  const root = document.getElementById('app');
  if (!root) return;
  const store = new Store();
  const panels = PANELS.map(({ id, title, side, mount }) => {
    const panel = h('section', { class: `panel panel--${id}`, 'aria-label': title, 'data-side': side });
    mount(store, panel);
    return { side, panel };
  });
  const of = (side: 'main' | 'aside'): HTMLElement[] => panels.filter((one) => one.side === side).map(({ panel }) => panel);
  const aside = PANELS.filter(({ side }) => side === 'aside');
  fill(
    root,
    mountHeader(store),
    mountTabs(store, root, 'panel', PANELS),
    h(
      'div',
      { class: 'columns' },
      h('main', { class: 'column' }, of('main')),
      h('aside', { class: 'column' }, mountTabs(store, root, 'aside', aside), of('aside')),
    ),
  );
  ticking();
  void store.start();
}

start();
