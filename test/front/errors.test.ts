// 规范「前端错误处理」：失败弹「支付失败」、异常弹「系统错误」，都要留痕，且不泄露、不丢结果不明的区别。
import { describeFailure, handleFailure, PlatformError, recordFailure } from '../../common/client/shell/errors';
import type { CallOptions } from '../../common/client/shell/vk/types';
import { installFakeUni, type FakeUni } from './fake-uni';

let fake: FakeUni;
let calls: CallOptions[];
let loggedIn: boolean;
let answer: () => Promise<unknown>;

beforeEach(() => {
  calls = [];
  loggedIn = true;
  answer = () => Promise.resolve({ code: 0 });
  const callFunction = <Answer>(options: CallOptions): Promise<Answer> => {
    calls.push(options);
    return answer() as Promise<Answer>;
  };
  fake = installFakeUni({ checkToken: () => loggedIn, callFunction });
  jest.spyOn(console, 'error').mockImplementation(() => undefined);
});
afterEach(() => jest.restoreAllMocks());

test.each([
  [{ code: 40010, msg: 'gateway text' }, '支付失败', '系统繁忙，请稍后重试', '知道了'],
  [{ code: '40007', message: 'x' }, '支付失败', '余额不足，请充值', '知道了'],
  [{ code: 40001, msg: 'data.total_fee 与服务端价格不一致' }, '支付失败', 'data.total_fee 与服务端价格不一致', '知道了'],
  [{ code: 'SYS_ERR', errMsg: 'request:fail' }, '支付失败', '网络连接失败，请重试', '知道了'],
  [new PlatformError('没有调起微信支付，请重试'), '支付失败', '没有调起微信支付，请重试', '知道了'],
  [new TypeError('x is undefined'), '系统错误', '支付系统异常，请稍后重试', '确定'],
  [undefined, '系统错误', '支付系统异常，请稍后重试', '确定'],
])('shows %p as 「%s」', async (thrown, title, content, confirmText) => {
  await handleFailure(thrown, { stage: 'create' });
  expect(fake.modals).toEqual([expect.objectContaining({ title, content, confirmText, showCancel: false })]);
});

test('reports failures and exceptions with stage, number and request id', async () => {
  await handleFailure({ code: 40010, msg: 'x', requestId: 'req-1' }, { stage: 'create', out_trade_no: 'VP1', provider: 'wxpay' });
  await handleFailure(new TypeError('boom'), { stage: 'request' });
  expect(calls.map(({ url, data }) => [url, data])).toEqual([
    [
      'pay/kh/recordError',
      {
        kind: 'error',
        code: 40010,
        message: '系统繁忙，请稍后重试',
        stage: 'create',
        out_trade_no: 'VP1',
        detail: { provider: 'wxpay', request_id: 'req-1' },
      },
    ],
    ['pay/kh/recordError', { kind: 'exception', code: 50000, message: 'boom', stage: 'request', detail: {} }],
  ]);
});

test('a report that fails stays silent', async () => {
  answer = () => Promise.reject(new Error('down'));
  await expect(recordFailure(describeFailure({ code: 40010 }), { stage: 'create' })).resolves.toBeUndefined();
  expect(fake.modals).toEqual([]);
});

test('nobody is sent to the login page by a report, and a login refusal is not an error', async () => {
  loggedIn = false;
  await handleFailure({ code: 40010 }, { stage: 'create' });
  loggedIn = true;
  const failure = await handleFailure({ code: 30204, msg: 'token' }, { stage: 'create' });
  expect(failure.kind).toBe('login');
  expect(calls).toEqual([]);
  expect(fake.modals).toHaveLength(1);
});

test('only a refused number is given up; everything else is retried with the same one', () => {
  expect(describeFailure({ code: 40001, msg: '订单已关闭' }).numberSpent).toBe(true);
  for (const thrown of [{ code: 40008 }, { code: 40010 }, { code: 'SYS_ERR' }, new PlatformError('x'), new TypeError('x')])
    expect(describeFailure(thrown).numberSpent).toBe(false);
});

test.each([
  [{ code: 40004 }, true],
  [{ code: 40010 }, true],
  [{ code: 'SYS_ERR', errMsg: 'request:fail timeout' }, true],
  [{ code: 40001 }, false],
  [{ code: 40005 }, false],
])('%p leaves the outcome unknown: %p', (thrown, unknown) => {
  expect(describeFailure(thrown).unknown).toBe(unknown);
});

test('a refusal by the framework itself reads like a refusal by the service', () => {
  expect(describeFailure({ code: 403, msg: '权限不足', requestId: 'r1' })).toMatchObject({
    kind: 'error',
    unknown: false,
    code: 40009,
    msg: '权限不足，无法操作',
    requestId: 'r1',
  });
});
