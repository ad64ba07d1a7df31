// 服务端不知道付款人是谁：前端取一个凭证告诉它，以同一个单号再来一次，只再来一次；授权页回来的 code 只认自己记住的 state，只用一次。
import { isAuthorized, rememberAuthorizing, takeAuthorization, takeAuthorized } from '../../common/client/pay/authorize';
import { pay, type PayInput } from '../../common/client/pay/pay';
import { loginCode, type PayerSource } from '../../common/client/pay/payer';
import type { CallService } from '../../common/client/shell/services';
import { installFakeUni, type FakeUni } from './fake-uni';
import { orderView, queryAnswer } from './client-stub';

let uni: FakeUni;
const session = new Map<string, string>();
beforeEach(() => {
  uni = installFakeUni();
  session.clear();
  Object.assign(globalThis, {
    sessionStorage: {
      getItem: (key: string) => session.get(key) ?? null,
      setItem: (key: string, value: string) => void session.set(key, value),
      removeItem: (key: string) => void session.delete(key),
    },
  });
  takeAuthorized();
});

const INPUT: PayInput = { provider: 'wxpay', data: { out_trade_no: 'VP1', type: 'goods', total_fee: 1200 } };
const UNKNOWN = { code: 40001, msg: '参数错误：data.openid 还不知道付款人是谁', action: 'x', requestId: 'r', need: 'payer' };

/** @param knownAfter 认出来之后就知道了；false 是一直不知道 */
function cloud(knownAfter: boolean, refused?: object) {
  const calls: [string, Record<string, unknown>][] = [];
  let known = false;
  const call = (async (name: string, data: Record<string, unknown>) => {
    calls.push([name, data]);
    if (name === 'identifyPayer') {
      if (refused) throw refused;
      known = knownAfter;
      return { code: 0 };
    }
    if (name === 'createPayment') {
      if (!known) throw UNKNOWN;
      return { code: 0, out_trade_no: 'VP1', provider: 'wxpay', platform: 'mp-weixin', orderInfo: {} };
    }
    return queryAnswer(orderView({ status: 'SUCCESS' }));
  }) as unknown as CallService;
  return { call, calls, names: () => calls.map(([name]) => name) };
}
const source = (obtain: PayerSource['obtain']): PayerSource => ({ provider: 'wxpay', platform: 'mp-weixin', obtain });
const drivers = new Map([['mp-weixin', async () => 'done' as const]]);

test('the code goes to the server, and the same order is asked again', async () => {
  const { call, calls, names } = cloud(true);
  const outcome = await pay(INPUT, undefined, { call, drivers, payer: source(async () => ({ code: 'C1' })) });
  expect(outcome.kind).toBe('paid');
  expect(names()).toEqual(['createPayment', 'identifyPayer', 'createPayment', 'queryPayment']);
  expect(calls[1]?.[1]).toEqual({ provider: 'wxpay', platform: 'mp-weixin', code: 'C1' });
  expect(calls[2]?.[1]).toEqual(calls[0]?.[1]);
});

test('it is asked again once, not for ever; another provider and an app without codes just fail', async () => {
  const stubborn = cloud(false);
  const payer = source(async () => ({ code: 'C1' }));
  expect(await pay(INPUT, undefined, { call: stubborn.call, drivers, payer })).toMatchObject({ kind: 'failed', stage: 'create' });
  expect(stubborn.names()).toEqual(['createPayment', 'identifyPayer', 'createPayment']);
  for (const ports of [{ payer: undefined }, { payer: { ...payer, provider: 'alipay' as const } }]) {
    const { call, names } = cloud(true);
    expect(await pay(INPUT, undefined, { call, drivers, ...ports })).toMatchObject({ kind: 'failed' });
    expect(names()).toEqual(['createPayment']);
  }
});

test('a code that is not given or not accepted is a failure with words; nothing was ordered', async () => {
  const { call, names } = cloud(true, { code: 40001, msg: '参数错误：code 登录凭证无效、过期或已经用过', action: 'x' });
  expect(await pay(INPUT, undefined, { call, drivers, payer: source(async () => ({ code: 'C1' })) })).toMatchObject({ kind: 'failed' });
  expect(names()).toEqual(['createPayment', 'identifyPayer']);
  uni.login = ({ fail }) => fail?.({ errMsg: 'login:fail' });
  await expect(loginCode({ provider: 'weixin' }, 'wxpay')).rejects.toMatchObject({ detail: 'login:fail' });
  uni.login = ({ success }) => success?.({ errMsg: 'login:ok' });
  await expect(loginCode({ provider: 'weixin' }, 'wxpay')).rejects.toMatchObject({ detail: 'login gave no code' });
});

test('WeChat and Alipay mini programs take the code of uni.login', async () => {
  const asked: unknown[] = [];
  uni.login = ({ success, fail: _fail, ...options }) => {
    asked.push(options);
    success?.({ code: 'C2' });
  };
  expect(await loginCode({ provider: 'alipay', scopes: 'auth_base' }, 'alipay')).toEqual({ code: 'C2' });
  expect(asked).toEqual([{ provider: 'alipay', scopes: 'auth_base' }]);
});

test('a page that goes away to ask leaves the order alone', async () => {
  const { call, names } = cloud(true);
  expect(await pay(INPUT, undefined, { call, drivers, payer: source(async () => 'left') })).toEqual({ kind: 'left' });
  expect(names()).toEqual(['createPayment']);
});

const STATE = 'a'.repeat(32);
function backAt(search: string) {
  const replaced: unknown[] = [];
  const history = { state: { current: '/x' }, replaceState: (...given: unknown[]) => void replaced.push(given) };
  const location = { pathname: '/', search, hash: '#/pages/checkout/checkout?type=goods' };
  takeAuthorization({ location, history } as unknown as Window);
  return replaced;
}

test('coming back: the code is taken out of the address and given once', () => {
  rememberAuthorizing(`https://open.weixin.qq.com/connect/oauth2/authorize?appid=wx1&state=${STATE}#wechat_redirect`);
  expect(backAt(`?from=ad&code=C3&state=${STATE}`)).toEqual([[{ current: '/x' }, '', '/?from=ad#/pages/checkout/checkout?type=goods']]);
  expect(isAuthorized()).toBe(true);
  expect(takeAuthorized()).toEqual({ code: 'C3', state: STATE });
  expect([isAuthorized(), takeAuthorized()]).toEqual([false, undefined]);
  // 刷新、把地址发给别人：同一个 state 不再认
  expect(backAt(`?code=C3&state=${STATE}`)).toEqual([]);
  expect(isAuthorized()).toBe(false);
});

test('a code with a state of somebody else, and the codes of the merchant, are not touched', () => {
  rememberAuthorizing(`https://open.weixin.qq.com/x?state=${STATE}#wechat_redirect`);
  for (const search of [`?code=C4&state=${'b'.repeat(32)}`, '?code=COUPON', `?state=${STATE}`, '']) expect(backAt(search)).toEqual([]);
  expect(isAuthorized()).toBe(false);
});
