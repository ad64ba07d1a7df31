// docs/migration.md「前端」：组件 vk-uni-pay 的每一种结局。付没付只听 query-payment-action，支付窗口说的不算（vk-47、vk-49）。
import { createVkPayment, type CreateRequest, type Settings, type VkPorts } from '../../package/compat/front/vk-payment';
import { PlatformError } from '../../common/client/shell/errors';
import type { DriverEnd } from '../../common/client/pay/drivers/driver';
import type { Answer } from '../../package/compat/front/action';
import { installFakeUni, type FakeUni } from './fake-uni';

const CREATE = { name: 'vk-pay', action: 'pay/createPayment', actionKey: 'action', dataKey: 'data' };
const QUERY = { ...CREATE, action: 'pay/queryPayment' };
const CODE = 'weixin://wxpay/bizpayurl?pr=x';
const CREATED: Answer = {
  code: 0,
  out_trade_no: 'R1',
  provider: 'wxpay',
  platform: 'mp-weixin',
  orderInfo: { package: 'p' },
  total_fee: 100,
};
const SCAN: Answer = { ...CREATED, platform: 'h5', orderInfo: { code_url: CODE } };
const PAID: Answer = { code: 0, msg: 'ok', orderPaid: true, status: 1, user_order_success: true, payOrder: { total_fee: 100 } };
const UNPAID: Answer = { code: 0, msg: 'ok', orderPaid: false, status: 0 };

let fake: FakeUni;
beforeEach(() => {
  fake = installFakeUni();
});

/** 一个页面：记下写回来的一切与叫过的一切。@param answers 服务 → 依次怎样答，最后一个一直用；函数就叫它 */
function play(
  answers: Readonly<Record<string, unknown[]>>,
  end: () => Promise<DriverEnd> = async () => 'done',
  more: Partial<Settings> = {},
) {
  const log: unknown[] = [];
  const calls: [unknown, Answer][] = [];
  const due: { run: () => void; ms: number }[] = [];
  const backs: (() => void)[] = [];
  const settings: Settings = {
    queryAction: QUERY,
    polling: false,
    pollingTime: 1500,
    returnUrl: '',
    awaitNotify: true,
    payOrderInfo: false,
    autoGetOpenid: true,
    debug: false,
    ...more,
  };
  const ports: VkPorts = {
    async call(action, data) {
      calls.push([action, data]);
      const name = typeof action === 'string' ? action : action.action;
      const rest = answers[name] ?? [{ code: 404 }];
      const next = rest.length > 1 ? rest.shift() : rest[0];
      const made = typeof next === 'function' ? await (next as () => unknown)() : next;
      if ((made as Answer)?.['code'] !== 0) throw made;
      return made as Answer;
    },
    drivers: new Map((['mp-weixin', 'h5', 'mweb'] as const).map((name) => [name, () => end()])),
    source: { provider: 'wxpay', service: 'pay/code2SessionWeixin', code: async () => 'login-code' },
    hints: () => ({ isPC: false }),
    wait: async () => undefined,
    whenBack: (run) => {
      backs.push(run);
      return () => void backs.splice(backs.indexOf(run), 1);
    },
    timers: {
      set: (run, ms) => due.push({ run, ms }) - 1,
      clear: () => void (due.length = 0),
    },
  };
  const payment = createVkPayment(
    {
      settings: () => settings,
      status: (value) => log.push(['status', value]),
      code: (url, image) => log.push(['code', url, image.slice(0, 14)]),
    },
    ports,
  );
  const request = (given: Partial<CreateRequest> = {}): CreateRequest => ({
    action: CREATE,
    data: { provider: 'wxpay', out_trade_no: 'R1', total_fee: 100, openid: 'o1' },
    create: () => void log.push('create'),
    success: (answer) => log.push(['success', answer['user_order_success'], answer['msg']]),
    fail: (answer) => log.push(['fail', answer['failType'], answer['code'], answer['msg']]),
    cancel: () => log.push('cancel'),
    ...given,
  });
  const tick = async (): Promise<number | undefined> => {
    const next = due.filter(({ ms }) => ms >= 0).at(-1);
    due.length = 0;
    next?.run();
    for (let turn = 0; turn < 10; turn++) await Promise.resolve();
    return next?.ms;
  };
  const asked = (name: string): Answer[] =>
    calls.filter(([action]) => (action as { action: string }).action === name).map(([, data]) => data);
  return { log, calls, backs, payment, request, tick, asked };
}

const PAY = 'pay/createPayment';
const ASK = 'pay/queryPayment';
const SUCCESS = [
  ['status', 1],
  ['status', 2],
  ['success', true, '订单已支付'],
];

test('paid: create, then the window, then success with the answer of the query', async () => {
  const { log, payment, request, asked } = play({ [PAY]: [CREATED], [ASK]: [PAID] });
  await payment.createPayment(request());
  expect(log).toEqual(['create', ...SUCCESS]);
  expect(asked(PAY)).toEqual([{ provider: 'wxpay', out_trade_no: 'R1', total_fee: 100, openid: 'o1', isPC: false }]);
  expect(asked(ASK)).toEqual([{ out_trade_no: 'R1', await_notify: true, pay_order_info: false }]);
  expect(fake.masks.at(-1)).toBe('hidden');
});

test('the window says done, the server does not: asked again, then it is unclear, never a success', async () => {
  const { log, payment, request, asked } = play({ [PAY]: [CREATED], [ASK]: [UNPAID] });
  await payment.createPayment(request());
  expect(log).toEqual(['create', ['status', 1], ['status', 0], ['fail', 'result', 0, expect.stringContaining('不要重复付款')]]);
  expect(asked(ASK)).toHaveLength(5);
});

test('the window says done and the server knows a moment later', async () => {
  const { log, payment, request } = play({ [PAY]: [CREATED], [ASK]: [UNPAID, { errMsg: 'request:fail' }, PAID] });
  await payment.createPayment(request());
  expect(log).toEqual(['create', ...SUCCESS]);
});

const refuses = (unclear: boolean) => async (): Promise<DriverEnd> => {
  throw new PlatformError('没有调起', 'detail', unclear);
};

test.each<[string, () => Promise<DriverEnd>, unknown[], unknown[]]>([
  [
    'the window never opened',
    refuses(false),
    [UNPAID],
    [
      ['status', 0],
      ['fail', 'request', -1, '没有调起'],
    ],
  ],
  [
    'the window does not say',
    refuses(true),
    [UNPAID],
    [
      ['status', 0],
      ['fail', 'result', 0, expect.stringContaining('确认中')],
    ],
  ],
  ['the window does not say, but it is paid', refuses(true), [PAID], SUCCESS.slice(1)],
  ['closed by the payer', async () => 'cancelled', [UNPAID], [['status', 0], 'cancel']],
  ['closed by the payer after paying', async () => 'cancelled', [PAID], SUCCESS.slice(1)],
  [
    'closed by the payer, nobody to ask',
    async () => 'cancelled',
    [{ errMsg: 'request:fail' }],
    [
      ['status', 0],
      ['fail', 'result', -1, expect.stringContaining('确认中')],
    ],
  ],
])('%s', async (_case, end, answers, expected) => {
  const { log, payment, request } = play({ [PAY]: [CREATED], [ASK]: answers }, end);
  await payment.createPayment(request());
  expect(log).toEqual(['create', ['status', 1], ...expected]);
});

test('create answers false: nothing is called up, nothing changes', async () => {
  const { log, payment, request, asked } = play({ [PAY]: [CREATED], [ASK]: [PAID] });
  await payment.createPayment(request({ create: async () => false }));
  expect(log).toEqual([]);
  expect(asked(ASK)).toEqual([]);
});

test('an order that is not made fails as create with its code; without a fail callback it is told', async () => {
  const refusal = { code: 1003, msg: 'total_fee 不对' };
  const { log, payment, request } = play({ [PAY]: [refusal] });
  await payment.createPayment(request());
  expect(log).toEqual([['fail', 'create', 1003, 'total_fee 不对']]);
  await payment.createPayment({ action: CREATE, data: { provider: 'wxpay' } });
  expect(fake.modals).toMatchObject([{ content: 'total_fee 不对' }]);
});

test('two quick taps are one payment', async () => {
  const { payment, request, asked } = play({ [PAY]: [CREATED], [ASK]: [PAID] });
  await Promise.all([payment.createPayment(request()), payment.createPayment(request())]);
  expect(asked(PAY)).toHaveLength(1);
});

describe('a QR code', () => {
  const scanning = (answers: unknown[], more: Partial<Settings> = {}) =>
    play({ [PAY]: [SCAN], [ASK]: answers }, async () => 'scan', { polling: true, pollingTime: 2000, ...more });

  test('is bound out as text and as a PNG, and polled at the interval until it is paid', async () => {
    const { log, payment, request, tick, asked } = scanning([UNPAID, UNPAID, PAID]);
    await payment.createPayment(request());
    expect(log).toEqual(['create', ['status', 1], ['code', CODE, 'data:image/png']]);
    expect([await tick(), await tick(), await tick()]).toEqual([2000, 2000, 2000]);
    expect(log.slice(3)).toEqual(SUCCESS.slice(1));
    await tick();
    expect(asked(ASK)).toHaveLength(3);
  });

  test.each<[string, (payment: ReturnType<typeof scanning>['payment']) => void]>([
    ['the page puts the status back', (payment) => payment.statusChanged(0)],
    ['the component is gone', (payment) => payment.stop()],
    ['the page is hidden', (payment) => payment.show(false)],
  ])('%s: no more questions', async (_case, leave) => {
    const { payment, request, tick, asked } = scanning([UNPAID]);
    await payment.createPayment(request());
    leave(payment);
    await tick();
    expect(asked(ASK)).toEqual([]);
  });

  test('the page comes back: asked at once', async () => {
    const { log, payment, request, tick } = scanning([PAID]);
    await payment.createPayment(request());
    payment.show(false);
    payment.show(true);
    await tick();
    expect(log.at(-1)).toEqual(['success', true, '订单已支付']);
  });

  test('without polling nobody asks by itself', async () => {
    const { payment, request, tick, asked } = scanning([PAID], { polling: false });
    await payment.createPayment(request());
    await tick();
    expect(asked(ASK)).toEqual([]);
  });

  test('the developer asks first: the status is 2, and createPayment does not report it a second time', async () => {
    const { log, payment, request, tick } = scanning([PAID]);
    await payment.createPayment(request());
    await payment.queryPayment({ data: { out_trade_no: 'R1' }, success: () => log.push('query') });
    await tick();
    expect(log.slice(3)).toEqual([['status', 2], 'query']);
  });
});

test('gone to the cashier: neither success nor cancel; when the page is back, the server is asked once', async () => {
  const { log, payment, request, backs, tick } = play({ [PAY]: [{ ...CREATED, platform: 'mweb' }], [ASK]: [PAID] }, async () => 'left');
  await payment.createPayment(request());
  expect(log).toEqual(['create', ['status', 1]]);
  backs[0]?.();
  await tick();
  expect(log.slice(2)).toEqual(SUCCESS.slice(1));
});

describe('queryPayment', () => {
  test.each<[string, unknown, unknown]>([
    ['paid', PAID, ['success', '订单已支付']],
    ['unpaid', UNPAID, ['fail', '订单未支付']],
    ['refunded', { ...PAID, status: 3 }, ['fail', '订单已退款']],
    ['refused', { code: 2001, msg: '订单不存在' }, ['fail', '订单不存在']],
    ['not reached', new Error('request:fail'), ['fail', expect.stringContaining('没有问到')]],
  ])('%s', async (_case, answer, expected) => {
    const { payment } = play({ [ASK]: [answer] });
    const log: unknown[] = [];
    await payment.queryPayment({
      title: '查询中...',
      data: { out_trade_no: 'R1' },
      success: (one) => log.push(['success', one['msg']]),
      fail: (one) => log.push(['fail', one['msg']]),
    });
    expect(log).toEqual([expected]);
    expect(fake.masks).toEqual(['查询中...', 'hidden']);
    expect(fake.modals).toEqual([]);
  });

  test('needAlert tells the reason, and so does a call without a fail callback', async () => {
    const { payment } = play({ [ASK]: [UNPAID] });
    await payment.queryPayment({ data: { out_trade_no: 'R1' }, needAlert: true, fail: () => undefined });
    await payment.queryPayment({ data: { out_trade_no: 'R1' } });
    expect(fake.modals).toMatchObject([{ content: '订单未支付' }, { content: '订单未支付' }]);
  });

  test('a page that names nobody to ask is told so', async () => {
    const { payment } = play({}, undefined, { queryAction: undefined });
    await expect(payment.queryPayment({ data: {} })).resolves.toMatchObject({
      code: -1,
      errMsg: expect.stringContaining('query-payment-action'),
    });
  });
});

describe('openid in a mini program', () => {
  const SESSION = 'pay/code2SessionWeixin';
  const data = { provider: 'wxpay', out_trade_no: 'R1' };

  test('is fetched before the order, once, and not when it is given, switched off or of another provider', async () => {
    const { payment, request, asked } = play({ [PAY]: [CREATED], [ASK]: [PAID], [SESSION]: [{ code: 0, openid: 'o9' }] });
    await payment.createPayment(request({ data }));
    await payment.createPayment(request({ data }));
    await payment.createPayment(request({ data: { ...data, openid: 'mine' } }));
    await payment.createPayment(request({ data: { ...data, provider: 'alipay' } }));
    expect(asked(SESSION)).toEqual([{ code: 'login-code' }]);
    expect(asked(PAY).map(({ openid }) => openid)).toEqual(['o9', 'o9', 'mine', undefined]);
    const off = play({ [PAY]: [CREATED], [ASK]: [PAID] }, undefined, { autoGetOpenid: false });
    await off.payment.createPayment(off.request({ data }));
    expect(off.asked(SESSION)).toEqual([]);
  });

  test('getOpenid answers with it, or with the refusal; a renamed function is the one that is asked', async () => {
    const query = { ...QUERY, name: 'my-pay' };
    const { payment, calls } = play(
      {
        [SESSION]: [
          { code: 0, openid: 'o9' },
          { code: 1013, msg: 'code 不对' },
        ],
      },
      undefined,
      { queryAction: query },
    );
    await expect(payment.getOpenid()).resolves.toEqual({ code: 0, openid: 'o9' });
    await expect(payment.getOpenid()).resolves.toMatchObject({ code: 1013 });
    expect(calls.map(([action]) => (action as { name: string }).name)).toEqual(['my-pay', 'my-pay']);
  });
});

test('appleiapRestore exists and asks nothing: there are no Apple purchases on the server', async () => {
  const { payment, calls } = play({});
  await expect(payment.appleiapRestore()).resolves.toBeUndefined();
  expect(calls).toEqual([]);
});
