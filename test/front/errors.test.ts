// 规范「前端错误处理」：失败弹「支付失败」、异常弹「系统错误」，都要留痕，且不泄露、不丢结果不明的区别。
import { ERROR_CATALOGUE } from '../../common/contract/errors';
import { describeFailure, PlatformError } from '../../common/client/shell/errors';
import { handleFailure, recordFailure } from '../../common/client/shell/report';
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
  [{ code: 40001, msg: '参数错误：data.total_fee 与服务端价格不一致，请刷新后重试' }, '支付失败', '价格刚刚变了', '知道了'],
  [new PlatformError('没有调起微信支付，请重试'), '支付失败', '没有调起微信支付，请重试', '知道了'],
  [new TypeError('x is undefined'), '系统错误', '支付系统异常，请稍后重试', '确定'],
  [undefined, '系统错误', '支付系统异常，请稍后重试', '确定'],
])('shows %p as 「%s」', async (thrown, title, content, confirmText) => {
  await handleFailure(thrown, { stage: 'create' });
  expect(fake.modals).toEqual([expect.objectContaining({ title, content, confirmText, showCancel: false })]);
});

test.each([
  [{ code: 'SYS_ERR', errMsg: 'request:fail' }, 'create'],
  [{ code: 'SYS_ERR', errMsg: 'request:fail timeout' }, 'result'],
  [{ code: 40004 }, 'result'],
  [{ code: 40010 }, 'close'],
  [new PlatformError('没有说清', '-100', true), 'request'],
] as const)('without an answer %p (%s) is unclear, neither failed nor paid', async (thrown, stage) => {
  await handleFailure(thrown, { stage });
  const [{ title, content } = {}] = fake.modals;
  expect(title).toBe('结果还不清楚');
  expect(content).toContain('不会重复扣款');
  expect(content).not.toMatch(/没有扣款|支付失败/);
});

test.each([
  ['参数错误：custom.goods_id 商品不存在或已下架', '商品不存在或已下架'],
  ['参数错误：data.custom.quantity 库存不足', '库存不足'],
  ['参数错误：custom.goods_id 必须是商品编号', '打开或填写的内容有误，什么也没有改变'],
  ['参数错误：data.out_trade_no 订单已关闭，请重新下单', '这笔订单不能再付了'],
  ['参数错误：provider alipay 没有配置 h5 的收款账号', '这种支付方式现在用不了'],
  ['参数错误：data.openid 小程序与公众号支付需要付款人的 openid', '没有拿到您在微信里的身份'],
  ['参数错误：data.other.notify_url 不允许透传', '打开或填写的内容有误，什么也没有改变'],
])('the payer never reads a field name: %s', (msg, words) => {
  const failure = describeFailure({ code: 40001, msg });
  expect(failure.msg).toBe(words);
  expect(`${failure.msg}${failure.action}`).not.toMatch(/custom|data\.|_|provider|参数/);
  // 原话只进日志
  expect(failure.said).toBe(msg);
});

test('no word of the catalogue that reaches a payer talks about keys, certificates or parameters', () => {
  for (const { code } of Object.values(ERROR_CATALOGUE)) {
    const { msg, action } = describeFailure({ code });
    expect([code, `${msg}${action}`]).not.toEqual([code, expect.stringMatching(/签名|证书|密钥|API|参数/)]);
  }
});

test('reports failures and exceptions with stage, number and request id', async () => {
  await handleFailure(
    { code: 40010, msg: 'gateway text', requestId: 'req-1' },
    { stage: 'create', out_trade_no: 'VP1', provider: 'wxpay' },
  );
  await handleFailure(new TypeError('boom'), { stage: 'request' });
  expect(calls.map(({ url, data }) => [url, data])).toEqual([
    [
      'pay/kh/recordError',
      {
        kind: 'error',
        code: 40010,
        message: 'gateway text',
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

// 框架（官方与替身一样）拒绝这个账号：登录态还在，再登录一次也没有用，所以说原因，不叫人去登录，也不是「系统错误」
test.each([
  [10001, '账号已禁用', '这个账号已被停用'],
  [10006, '此账号已注销', '这个账号已经注销'],
])('an account that uni-id refuses with %d is told why', (code, msg, words) => {
  expect(describeFailure({ code, msg, requestId: 'r1' })).toMatchObject({
    kind: 'error',
    unknown: false,
    numberSpent: false,
    code: 40009,
    msg: words,
    action: '请换个账号登录，或联系商家',
    said: msg,
    requestId: 'r1',
  });
});
