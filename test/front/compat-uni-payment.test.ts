// docs/migration.md「前端」：组件 uni-pay 的方法与事件，经云对象 uni-pay-co；付没付只听 getOrder 的 has_paid（up-13、up-15）。
import { closedView, createUniPayment, type UniPorts } from '../../package/compat/front/uni-payment';
import { callCo } from '../../package/compat/front/uni-pay-co';
import type { DriverEnd } from '../../common/client/pay/drivers/driver';
import type { Answer } from '../../package/compat/front/action';
import { installFakeUni, type FakeUni } from './fake-uni';

const ORDER = { total_fee: 100, type: 'recharge', order_no: '20221027011000101001010', out_trade_no: '20221027-1', description: '一个月' };
const CREATED: Answer = {
  errCode: 0,
  order: { package: 'p' },
  order_no: ORDER.order_no,
  out_trade_no: ORDER.out_trade_no,
  provider: 'wxpay',
  provider_pay_type: 'mp',
  qr_code: false,
};
const SCAN: Answer = {
  ...CREATED,
  provider_pay_type: 'native',
  qr_code: true,
  qr_code_image: 'data:image/png;base64,AA',
  order: { codeUrl: 'weixin://x' },
};
const PAID: Answer = { errCode: 0, has_paid: true, status: 1, user_order_success: true, pay_order: { total_fee: 100 } };
const UNPAID: Answer = { errCode: 0, has_paid: false, status: 0 };
const BOTH: Answer = { errCode: 0, wxpay: true, alipay: true, provider: ['wxpay', 'alipay'] };

let fake: FakeUni;
beforeEach(() => {
  fake = installFakeUni();
});

function play(answers: Readonly<Record<string, Answer[]>>, end: DriverEnd = 'done', more: Partial<UniPorts> & { desktop?: boolean } = {}) {
  const events: [string, Answer][] = [];
  const finished: Answer[] = [];
  const calls: [string, Answer][] = [];
  let due: (() => void) | undefined;
  const view = closedView();
  const { desktop = false, ...ports } = more;
  const payment = createUniPayment(
    {
      view,
      desktop: () => desktop,
      event: (name, answer) => events.push([name, answer]),
      finished: (answer) => finished.push(answer),
    },
    {
      async call(method, data) {
        calls.push([method, data]);
        const rest = answers[method] ?? [];
        const made = (rest.length > 1 ? rest.shift() : rest[0]) ?? { errCode: 404, errMsg: `no ${method}` };
        if (made['errCode'] !== 0) throw made;
        return made;
      },
      drivers: new Map((['mp-weixin', 'h5', 'mweb'] as const).map((name) => [name, async () => end])),
      usable: (providers) => [...providers],
      login: undefined,
      wait: async () => undefined,
      whenBack: () => () => undefined,
      timers: { set: (run) => (due = run), clear: () => (due = undefined) },
      ...ports,
    },
  );
  const tick = async (): Promise<void> => {
    due?.();
    for (let turn = 0; turn < 10; turn++) await Promise.resolve();
  };
  return { payment, view, events, finished, calls, tick, names: () => events.map(([name]) => name) };
}

test('createOrder: create, then success with the answer of getOrder, then the success page', async () => {
  const { payment, events, finished, calls } = play({ createOrder: [CREATED], getOrder: [PAID] });
  await expect(payment.createOrder({ ...ORDER, provider: 'wxpay' })).resolves.toEqual(CREATED);
  expect(events).toEqual([
    ['create', CREATED],
    ['success', { ...PAID, errMsg: '订单已支付' }],
  ]);
  expect(finished).toMatchObject([{ order_no: ORDER.order_no, has_paid: true }]);
  expect(calls).toEqual([
    ['createOrder', { ...ORDER, provider: 'wxpay' }],
    ['getOrder', { out_trade_no: ORDER.out_trade_no, await_notify: true }],
  ]);
});

test.each<[string, DriverEnd, Answer, string[]]>([
  ['closed by the payer', 'cancelled', UNPAID, ['create', 'cancel']],
  ['closed, but paid', 'cancelled', PAID, ['create', 'success']],
  ['the window says done, the server does not', 'done', UNPAID, ['create', 'fail']],
])('%s', async (_case, end, answer, expected) => {
  const { payment, names } = play({ createOrder: [CREATED], getOrder: [answer] }, end);
  await payment.createOrder({ ...ORDER, provider: 'wxpay' });
  expect(names()).toEqual(expected);
});

test('an order that is not made: fail, told to the payer, undefined', async () => {
  const refusal = { errCode: 51005, errMsg: '支付金额不对' };
  const { payment, events } = play({ createOrder: [refusal] });
  await expect(payment.createOrder({ ...ORDER, provider: 'wxpay' })).resolves.toBeUndefined();
  expect(events).toEqual([['fail', expect.objectContaining(refusal)]]);
  expect(fake.modals).toMatchObject([{ content: '支付金额不对' }]);
});

test('qr_code: the popup shows the picture and the server is asked until it is paid', async () => {
  const { payment, view, names, tick } = play({ createOrder: [SCAN], getOrder: [UNPAID, PAID] }, 'scan');
  await payment.createOrder({ ...ORDER, provider: 'wxpay', qr_code: true });
  expect(view).toMatchObject({ open: true, code: 'data:image/png;base64,AA' });
  await tick();
  expect(names()).toEqual(['create']);
  await tick();
  expect(names()).toEqual(['create', 'success']);
  expect(view.open).toBe(false);
});

test('cancel_popup with qr_code answers with the code only; paid, there is the event and no other page', async () => {
  const { payment, view, names, calls, finished, tick } = play({ createOrder: [SCAN], getOrder: [PAID] }, 'scan');
  await expect(payment.createOrder({ ...ORDER, provider: 'wxpay', qr_code: true, cancel_popup: true })).resolves.toEqual(SCAN);
  expect([view.open, names()]).toEqual([false, ['create']]);
  await tick();
  expect([view.open, names(), finished]).toEqual([false, ['create', 'success'], []]);
  expect(calls[0]?.[1]).not.toHaveProperty('cancel_popup');
});

test('open: the cashier lets the payer choose; one way is paid at once; a desktop shows the first code', async () => {
  const phone = play({ getPayProviderFromCloud: [BOTH], createOrder: [CREATED], getOrder: [PAID] });
  await phone.payment.open(ORDER);
  expect(phone.view).toMatchObject({ open: true, providers: ['wxpay', 'alipay'] });
  expect(phone.names()).toEqual([]);
  await phone.payment.choose('alipay');
  expect(phone.calls[1]).toEqual(['createOrder', { ...ORDER, provider: 'alipay' }]);
  const mini = play({ getPayProviderFromCloud: [BOTH], createOrder: [CREATED], getOrder: [PAID] }, 'done', {
    usable: (all) => all.filter((one) => one === 'wxpay'),
  });
  await mini.payment.open(ORDER);
  expect(mini.names()).toEqual(['create', 'success']);
  const desk = play({ getPayProviderFromCloud: [BOTH], createOrder: [SCAN], getOrder: [UNPAID] }, 'scan', { desktop: true });
  await desk.payment.open(ORDER);
  expect(desk.view).toMatchObject({ open: true, provider: 'wxpay', code: 'data:image/png;base64,AA' });
  desk.payment.leave();
  expect([desk.view.open, desk.names()]).toEqual([false, ['create', 'cancel']]);
});

test('another way: the first code is closed before there is a second, under a number of its own', async () => {
  const more = { getPayProviderFromCloud: [BOTH], createOrder: [SCAN], getOrder: [UNPAID] };
  const { payment, calls } = play({ ...more, closeOrder: [{ errCode: 0 }] }, 'scan', { desktop: true });
  await payment.open(ORDER);
  await payment.choose('wxpay');
  await payment.choose('alipay');
  const { out_trade_no, ...rest } = ORDER;
  expect(calls.slice(2)).toEqual([
    ['closeOrder', { out_trade_no }],
    ['createOrder', { ...rest, provider: 'alipay' }],
  ]);
});

test('another way while the first cannot be closed: no second code; what was paid meanwhile is a success', async () => {
  const more = { getPayProviderFromCloud: [BOTH], createOrder: [SCAN], closeOrder: [{ errCode: 53004, errMsg: '关闭失败' }] };
  const open = play({ ...more, getOrder: [UNPAID] }, 'scan', { desktop: true });
  await open.payment.open(ORDER);
  await open.payment.choose('alipay');
  expect([open.names(), fake.modals]).toMatchObject([['create'], [{ content: '关闭失败' }]]);
  const late = play({ ...more, getOrder: [PAID] }, 'scan', { desktop: true });
  await late.payment.open(ORDER);
  await late.payment.choose('alipay');
  expect(late.names()).toEqual(['create', 'success']);
});

test('no way to pay: fail', async () => {
  const { payment, view, names } = play({ getPayProviderFromCloud: [{ errCode: 0, provider: [] }] });
  await payment.open(ORDER);
  expect([view.open, names()]).toEqual([false, ['fail']]);
});

test('in a mini program the openid is fetched before the order', async () => {
  const { payment, calls } = play({ createOrder: [CREATED], getOrder: [PAID], getOpenid: [{ errCode: 0, openid: 'o1' }] }, 'done', {
    login: async () => 'login-code',
  });
  await payment.createOrder({ ...ORDER, provider: 'wxpay' });
  expect(calls.slice(0, 2)).toEqual([
    ['getOpenid', { provider: 'wxpay', code: 'login-code' }],
    ['createOrder', { ...ORDER, provider: 'wxpay', openid: 'o1' }],
  ]);
});

test('the other methods hand over as they are; a refusal is told and answers undefined', async () => {
  const { payment, calls } = play({ getRefund: [{ errCode: 0, errMsg: '退款成功' }], refund: [{ errCode: 50403, errMsg: '权限不足' }] });
  await expect(payment.call('getRefund', { out_trade_no: 'A' })).resolves.toMatchObject({ errMsg: '退款成功' });
  await expect(payment.call('refund', { out_trade_no: 'A' })).resolves.toBeUndefined();
  expect(fake.modals).toMatchObject([{ content: '权限不足' }]);
  expect(calls).toEqual([
    ['getRefund', { out_trade_no: 'A' }],
    ['refund', { out_trade_no: 'A' }],
  ]);
});

test('the cloud object is uni-pay-co, and an errCode that is not 0 is a failure', async () => {
  const imported: unknown[] = [];
  const co = { getOrder: async (data: Answer) => ({ errCode: data['bad'] ? 52001 : 0, data }) };
  Object.assign(globalThis, { uniCloud: { importObject: (...given: unknown[]) => (imported.push(given), co) } });
  await expect(callCo('getOrder', { out_trade_no: 'A' })).resolves.toEqual({ errCode: 0, data: { out_trade_no: 'A' } });
  await expect(callCo('getOrder', { bad: true })).rejects.toMatchObject({ errCode: 52001 });
  expect(imported[0]).toEqual(['uni-pay-co', { customUI: true }]);
});
