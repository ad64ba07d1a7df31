// docs/protocols/vk-unicloud.md §9.1：没有安装官方插件时，vk.callFunction 的行为与文档一致。
import { createVkClient } from '../../common/client/shell/vk';
import type { VkClient, VkConfig } from '../../common/client/shell/vk/types';
import { installFakeCloud, installFakeUni, type FakeUni } from './fake-uni';

const CONFIG: VkConfig = {
  functionName: 'router',
  login: { url: '/pages/login/login' },
  globalErrorCode: { 'cloudfunction-system-error': '系统开小差了', 'cloudfunction-timeout': '超时了' },
};

let fake: FakeUni;
let vk: VkClient;
let requests: { name: string; data: Record<string, unknown> }[];
let reply: () => Promise<{ result: unknown }>;

function setUp(config: VkConfig = CONFIG): void {
  fake = installFakeUni();
  requests = [];
  reply = () => Promise.resolve({ result: { code: 0, msg: 'ok' } });
  installFakeCloud((request) => {
    requests.push(request);
    return reply();
  });
  vk = createVkClient(config);
}
const answers = (result: unknown): void => void (reply = () => Promise.resolve({ result }));
const logIn = (): void => {
  fake.storage.set('uni_id_token', 'token');
  fake.storage.set('uni_id_token_expired', Date.now() + 60_000);
};
beforeEach(() => setUp());

test('sends { $url, data } to the router, or to the named function', async () => {
  await vk.callFunction({ url: 'user/pub/login', data: { a: 1 } });
  await vk.callFunction({ name: 'pay', url: 'pay/pub/options' });
  expect(requests).toEqual([
    { name: 'router', data: { $url: 'user/pub/login', data: { a: 1 } } },
    { name: 'pay', data: { $url: 'pay/pub/options', data: {} } },
  ]);
});

test.each([[{ code: 0 }], [{ code: '0' }], [{ key: 1 }], [{ uid: 'u1' }]])('%p is a success', async (result) => {
  answers(result);
  const success = jest.fn();
  const complete = jest.fn();
  await expect(vk.callFunction({ url: 'a/pub/b', success, complete })).resolves.toEqual(result);
  expect(success).toHaveBeenCalledWith(result);
  expect(complete).toHaveBeenCalledWith(result);
});

test('a business failure rejects with the answer and is alerted', async () => {
  answers({ code: 40001, msg: '参数错误' });
  await expect(vk.callFunction({ url: 'a/pub/b' })).rejects.toMatchObject({ code: 40001 });
  expect(fake.modals).toEqual([expect.objectContaining({ content: '参数错误' })]);
});

test('with a fail callback, or noAlert, nothing is alerted; needAlert and errorToast choose how', async () => {
  answers({ code: 40001, msg: '参数错误' });
  const fail = jest.fn();
  await vk.callFunction({ url: 'a/pub/b', fail }).catch(() => undefined);
  await vk.callFunction({ url: 'a/pub/b', noAlert: true }).catch(() => undefined);
  expect(fake.modals).toEqual([]);
  expect(fail).toHaveBeenCalledWith(expect.objectContaining({ code: 40001 }));
  await vk.callFunction({ url: 'a/pub/b', fail, needAlert: true }).catch(() => undefined);
  await vk.callFunction({ url: 'a/pub/b', errorToast: true }).catch(() => undefined);
  expect(fake.modals).toHaveLength(1);
  expect(fake.toasts).toEqual([expect.objectContaining({ title: '参数错误' })]);
});

test.each([
  [() => Promise.reject(Object.assign(new Error('request:fail'), { code: 'SYS_ERR' })), '系统开小差了'],
  [() => Promise.reject(new Error('request:fail timeout')), '超时了'],
  [() => Promise.resolve({ result: {} }), '系统开小差了'],
  [() => Promise.resolve({ result: undefined }), '系统开小差了'],
  [() => Promise.resolve({ result: { code: 500, msg: '云函数 x 运行异常!' } }), '系统开小差了'],
])('system failures speak the configured words (%#)', async (next, title) => {
  reply = next as typeof reply;
  await expect(vk.callFunction({ url: 'a/pub/b' })).rejects.not.toBe(null);
  expect(fake.toasts).toEqual([expect.objectContaining({ title })]);
});

test.each(['pay/kh/createPayment', 'admin/sys/list', 'client/user.getInfo'])(
  '%s without a token never leaves the phone and opens the login page',
  async (url) => {
    const fail = jest.fn();
    await expect(vk.callFunction({ url, fail })).rejects.toMatchObject({ code: 30204 });
    expect(requests).toEqual([]);
    expect(fail).not.toHaveBeenCalled();
    expect(fake.navigations).toEqual(['/pages/login/login']);
  },
);

test('an expired token counts as none', async () => {
  logIn();
  fake.storage.set('uni_id_token_expired', Date.now() - 1);
  expect(vk.checkToken()).toBe(false);
  await expect(vk.callFunction({ url: 'pay/kh/x' })).rejects.toMatchObject({ code: 30204 });
});

test.each([1301, 1302, 30201, 30202, 30203, 30204])('code %d about the token drops it and opens the login page', async (code) => {
  logIn();
  answers({ code, msg: 'token 已过期' });
  await expect(vk.callFunction({ url: 'pay/kh/x' })).rejects.toMatchObject({ code });
  expect(fake.storage.has('uni_id_token')).toBe(false);
  expect(fake.navigations).toEqual(['/pages/login/login']);
  expect(fake.modals).toEqual([]);
});

test('a refreshed token replaces the stored one', async () => {
  logIn();
  answers({ code: 0, vk_uni_token: { token: 'newer', tokenExpired: 4_000_000_000_000 } });
  await vk.callFunction({ url: 'pay/kh/x' });
  expect(fake.storage.get('uni_id_token')).toBe('newer');
  expect(fake.storage.get('uni_id_token_expired')).toBe(4_000_000_000_000);
});

test('the mask appears with its words and is taken away on success and on failure', async () => {
  await vk.callFunction({ url: 'a/pub/b', title: '创建订单中…' });
  answers({ code: 1, msg: 'no' });
  await vk.callFunction({ url: 'a/pub/b', title: '调起支付中…' }).catch(() => undefined);
  expect(fake.masks).toEqual(['创建订单中…', 'hidden', '调起支付中…', 'hidden']);
});

test('an interceptor that returns false silences the failure, not the rejection', async () => {
  setUp({ ...CONFIG, interceptor: { fail: () => false } });
  answers({ code: 40001, msg: 'x' });
  const fail = jest.fn();
  await expect(vk.callFunction({ url: 'a/pub/b', fail, needAlert: true })).rejects.toMatchObject({ code: 40001 });
  expect(fail).not.toHaveBeenCalled();
  expect(fake.modals).toEqual([]);
});
