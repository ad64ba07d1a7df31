/** 巡看要停的地方：每一页，每一种样子。加一页、加一种样子就加一行。 */
import { ERROR_CATALOGUE } from '../common/contract/errors';

export type Who = 'demo' | 'demo-admin';

export interface Stop {
  readonly name: string;
  /** 谁在看；没有登录的不写 */
  readonly who?: Who;
  /** `{paid}`、`{open}` 换成准备好的单号，`{shared}` 是可以分账、要录发货信息的，`{failed}` 是一张出过错的 */
  readonly path: string;
  /** 看到它才算到了 */
  readonly ready: string;
  /** 依次填上；`{code}` 换成付款人手机上的付款码，填完回车 */
  readonly fill?: readonly (readonly [where: string, text: string])[];
  /** 依次按下 */
  readonly press?: readonly string[];
  /** 按完之后等它 */
  readonly then?: string;
  /** waiting：请求一直没有答复；broken：连不上；offline：到了之后断网 */
  readonly network?: 'waiting' | 'broken' | 'offline';
  /** 服务端什么都答这个错误码 */
  readonly answer?: number;
  /** 在一家开了一个月的店里看；不写的在刚开张的店里 */
  readonly seeded?: true;
}

const MUG = '/pages/checkout/checkout?type=goods&goods_id=mug&quantity=1';
const NOBODY = 'VP20261126000000AAAAAAAAAA';
const BUSY = '[aria-busy="true"]';
const STATUS = '.status';

const payer = (stop: Omit<Stop, 'who'>): Stop => ({ who: 'demo', ...stop });
const staff = (stop: Omit<Stop, 'who'>): Stop => ({ who: 'demo-admin', ...stop });

/** 开了一个月的店里的一页。 */
const busy = (stop: Omit<Stop, 'who' | 'seeded'>): Stop => ({ who: 'demo-admin', seeded: true, ...stop });

/** 一页的四种样子：等、连不上、断网，与平常的。 */
const states = (one: Stop): readonly Stop[] => [
  one,
  { ...one, name: `${one.name}-waiting`, ready: BUSY, network: 'waiting' },
  { ...one, name: `${one.name}-broken`, ready: STATUS, network: 'broken' },
  { ...one, name: `${one.name}-offline`, network: 'offline' },
];

/** 目录里的每一个错误码在这一页上的样子。 */
const refusals = (one: Stop): readonly Stop[] =>
  Object.values(ERROR_CATALOGUE).map(({ code }) => ({ ...one, name: `${one.name}-${code}`, answer: code }));

/** 订单台上可以分账、要录发货信息的那一张，按开了一个表单。 */
const onShared = (name: string, press: readonly string[], then: string, more: Partial<Stop> = {}): Stop => ({
  who: 'demo-admin',
  name,
  path: '/pages/staff/order?out_trade_no={shared}',
  ready: '#action-share',
  press,
  then,
  ...more,
});

export const STOPS: readonly Stop[] = [
  { name: 'checkout-stranger', path: MUG, ready: '#pay' },
  { name: 'lost', path: '/pages/nowhere/nowhere', ready: STATUS },
  payer({ name: 'shop', path: '/demo/pages/shop/shop', ready: '#buy-mug' }),
  payer({ name: 'login', path: '/demo/pages/login/login', ready: '#login-demo' }),
  ...states(payer({ name: 'checkout', path: MUG, ready: '#pay' })),
  payer({ name: 'checkout-free', path: '/pages/checkout/checkout?type=vip&plan=trial', ready: '#pay' }),
  payer({ name: 'checkout-nothing', path: '/pages/checkout/checkout', ready: STATUS }),
  ...states(payer({ name: 'result', path: '/pages/result/result?out_trade_no={paid}', ready: '#action-done' })),
  payer({ name: 'result-open', path: '/pages/result/result?out_trade_no={open}', ready: STATUS }),
  ...states(payer({ name: 'orders', path: '/pages/orders/orders', ready: '#refresh' })),
  payer({ name: 'orders-none', path: '/pages/orders/orders?status=refunded', ready: '#refresh' }),
  ...states(payer({ name: 'order', path: '/pages/orders/detail?out_trade_no={paid}', ready: '#withdraw' })),
  payer({ name: 'order-open', path: '/pages/orders/detail?out_trade_no={open}', ready: '#action-cancel' }),
  payer({
    name: 'order-dialog',
    path: '/pages/orders/detail?out_trade_no={open}',
    ready: '#action-cancel',
    press: ['#action-cancel'],
    then: '#dialog',
  }),
  payer({ name: 'order-nobody', path: `/pages/orders/detail?out_trade_no=${NOBODY}`, ready: STATUS }),
  ...states(payer({ name: 'receipt', path: '/pages/orders/receipt?out_trade_no={paid}', ready: '#action-print' })),
  ...states(payer({ name: 'receive', path: '/pages/transfers/transfers', ready: STATUS })),
  payer({ name: 'staff-denied', path: '/pages/staff/orders', ready: '#denied' }),
  ...states(staff({ name: 'desk', path: '/pages/staff/orders', ready: '#row-{paid}' })),
  staff({ name: 'desk-none', path: '/pages/staff/orders?user_id=nobody', ready: STATUS }),
  ...states(staff({ name: 'desk-order', path: '/pages/staff/order?out_trade_no={paid}', ready: '#gateway' })),
  onShared('ship-express', ['#action-ship', '#ship-way-express', '#ship-send'], '#ship-number-problem'),
  onShared('ship-presale', ['#action-ship', '#ship-way-presale', '#ship-send'], '#ship-date-problem'),
  onShared('ship-offline', ['#action-ship'], '#ship-send', { network: 'offline' }),
  onShared('share', ['#action-share', '#share-send'], '#share-total-problem'),
  onShared('share-offline', ['#action-share'], '#share-send', { network: 'offline' }),
  ...refusals(payer({ name: 'refused-checkout', path: MUG, ready: STATUS })),
  ...refusals(payer({ name: 'refused-result', path: '/pages/result/result?out_trade_no={paid}', ready: STATUS })),
  ...refusals(payer({ name: 'refused-order', path: '/pages/orders/detail?out_trade_no={paid}', ready: STATUS })),
  ...refusals(staff({ name: 'refused-desk', path: '/pages/staff/order?out_trade_no={paid}', ready: STATUS })),
  ...states(staff({ name: 'requests', path: '/pages/staff/requests', ready: '[id^="approve-"]' })),
  staff({ name: 'requests-all', path: '/pages/staff/requests?all=1', ready: '#filter-open' }),
  ...states(staff({ name: 'review', path: '/pages/staff/review', ready: STATUS })),
  ...states(staff({ name: 'reconciliation', path: '/pages/staff/reconciliation', ready: STATUS })),
  ...states(staff({ name: 'dashboard', path: '/pages/staff/dashboard', ready: '#figure-fee' })),
  ...states(staff({ name: 'alerts', path: '/pages/staff/alerts?status=ALL', ready: '#alert-0, #none' })),
  staff({ name: 'alerts-none', path: '/pages/staff/alerts?status=RECOVERED', ready: '#alert-0, #none' }),
  ...states(staff({ name: 'transfers', path: '/pages/staff/transfers', ready: STATUS })),
  ...states(staff({ name: 'authorizations', path: '/pages/staff/authorizations', ready: '#new-authorization' })),
  staff({
    name: 'authorizations-new',
    path: '/pages/staff/authorizations',
    ready: '#new-authorization',
    press: ['#new-authorization'],
    then: '#ask-authorization',
  }),
  staff({ name: 'counter', path: '/pages/staff/counter', ready: '#code' }),
  staff({ name: 'counter-offline', path: '/pages/staff/counter', ready: '#code', network: 'offline' }),
  staff({
    name: 'counter-waits',
    path: '/pages/staff/counter',
    ready: '#code',
    fill: [
      ['#amount input', '12.50'],
      ['#code input', '{code}'],
    ],
    then: '#withdraw',
  }),
  ...states(staff({ name: 'events', path: '/pages/staff/events', ready: STATUS })),
  ...states(staff({ name: 'complaints', path: '/pages/staff/complaints', ready: STATUS })),
  ...states(staff({ name: 'errors', path: '/pages/staff/errors', ready: '#search' })),
  ...states(staff({ name: 'merchants', path: '/pages/staff/merchants', ready: '#add' })),
  staff({ name: 'merchants-new', path: '/pages/staff/merchants', ready: '#add', press: ['#add'], then: '#save' }),
  ...states(staff({ name: 'receivers', path: '/pages/staff/receivers', ready: STATUS })),
  staff({ name: 'receivers-new', path: '/pages/staff/receivers', ready: '#add', press: ['#add'], then: '#save' }),
  ...states(staff({ name: 'release', path: '/pages/staff/release', ready: '#change-provider_wxpay' })),
  ...states(staff({ name: 'checklist', path: '/pages/staff/checklist', ready: '#again' })),
  staff({ name: 'refund-empty', path: '/pages/staff/refund', ready: STATUS }),
  ...states(staff({ name: 'refund', path: '/pages/staff/refund?out_trade_no={paid}', ready: '#refund' })),
  payer({ name: 'receive-full', seeded: true, path: '/pages/transfers/transfers', ready: '[id^="transfer-"]' }),
  busy({ name: 'desk-full', path: '/pages/staff/orders', ready: '[id^="row-"]' }),
  busy({
    name: 'desk-order-full',
    path: '/pages/staff/orders?status=SUCCESS',
    ready: '[id^="row-"]',
    press: ['[id^="row-"]'],
    then: '#gateway',
  }),
  busy({ name: 'review-full', path: '/pages/staff/review', ready: '[id^="item-"]' }),
  busy({
    name: 'review-item',
    path: '/pages/staff/review',
    ready: '[id^="item-"]',
    press: ['[id^="item-"]'],
    then: '#decide, #reason, #back-to-queue',
  }),
  busy({ name: 'reconciliation-full', path: '/pages/staff/reconciliation', ready: '[id^="bill-"]' }),
  busy({
    name: 'reconciliation-bill',
    path: '/pages/staff/reconciliation',
    ready: '[id^="bill-"]',
    press: ['[id^="bill-"]'],
    then: '#totals',
  }),
  busy({ name: 'dashboard-full', path: '/pages/staff/dashboard', ready: '#figure-fee' }),
  busy({ name: 'dashboard-month', path: '/pages/staff/dashboard?period=month', ready: '#figure-fee' }),
  busy({ name: 'transfers-full', path: '/pages/staff/transfers', ready: '[id^="transfer-"]' }),
  busy({
    name: 'transfers-dialog',
    path: '/pages/staff/transfers',
    ready: '[id^="approve-"]',
    press: ['[id^="approve-"]'],
    then: '#dialog',
  }),
  busy({ name: 'requests-full', path: '/pages/staff/requests', ready: '[id^="approve-"]' }),
  busy({ name: 'requests-all-full', path: '/pages/staff/requests?all=1', ready: '[id^="request-"]' }),
  busy({ name: 'complaints-full', path: '/pages/staff/complaints?show=all', ready: '[id^="complaint-"]' }),
  busy({
    name: 'complaints-one',
    path: '/pages/staff/complaints',
    ready: '[id^="complaint-"]',
    press: ['[id^="complaint-"]'],
    then: '#talk',
  }),
  busy({ name: 'events-full', path: '/pages/staff/events', ready: '[id^="event-"]' }),
  busy({
    name: 'events-dialog',
    path: '/pages/staff/events?status=FAILED',
    ready: '[id^="resend-"]',
    press: ['[id^="resend-"]'],
    then: '#dialog',
  }),
  busy({ name: 'alerts-full', path: '/pages/staff/alerts?status=ALL', ready: '#alert-0' }),
  busy({ name: 'alerts-take', path: '/pages/staff/alerts', ready: '#acknowledge-0', press: ['#acknowledge-0'], then: '#confirm' }),
  busy({ name: 'transfers-new', path: '/pages/staff/transfers', ready: '#new-transfer', press: ['#new-transfer'], then: '#pay-transfer' }),
  busy({ name: 'merchants-full', path: '/pages/staff/merchants', ready: '[id^="merchant-"]' }),
  busy({
    name: 'merchants-change',
    path: '/pages/staff/merchants',
    ready: '[id^="change-"]',
    press: ['[id^="change-"]'],
    then: '#save',
  }),
  busy({ name: 'errors-full', path: '/pages/staff/errors?out_trade_no={failed}', ready: '[id^="error-"]' }),
  busy({
    name: 'release-form',
    path: '/pages/staff/release',
    ready: '#change-provider_wxpay',
    press: ['#change-provider_wxpay'],
    then: '#save',
  }),
  staff({ name: 'refund-nobody', path: `/pages/staff/refund?out_trade_no=${NOBODY}`, ready: STATUS }),
];
