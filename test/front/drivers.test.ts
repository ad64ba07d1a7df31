// 平台驱动：只把服务端给的参数原样交给平台，只报告窗口怎么结束的（docs/protocols/wxpay.md §3.1–3.4）。
import { CHANNEL_PLATFORMS, counterOf, PROVIDERS } from '../../common/contract/channels';
import type { CreatePaymentAnswer } from '../../common/contract/payments/create';
import { DRIVERS } from '../../common/client/pay/drivers';
import { appWeb } from '../../common/client/pay/drivers/app-web';
import { withRedirect } from '../../common/client/pay/drivers/mweb';
import { PlatformError } from '../../common/client/shell/errors';
import { installFakeUni, type FakeUni } from './fake-uni';

let fake: FakeUni;
beforeEach(() => {
  fake = installFakeUni();
});

function answer(overrides: Partial<CreatePaymentAnswer>): CreatePaymentAnswer {
  return {
    code: 0,
    msg: 'ok',
    requestId: 'r',
    out_trade_no: 'VP1',
    provider: 'wxpay',
    platform: 'h5',
    pay_type: 'wxpay_h5',
    total_fee: 1,
    subject: 's',
    expire_date: 2,
    server_date: 1,
    orderInfo: {},
    needQRcode: false,
    ...overrides,
  };
}
function drive(overrides: Partial<CreatePaymentAnswer>, returnUrl?: string) {
  const made = answer(overrides);
  const driver = DRIVERS.get(made.platform);
  if (!driver) throw new Error('没有驱动');
  return driver(made, returnUrl === undefined ? {} : { returnUrl });
}

const PREPAY = { appId: 'wx1', timeStamp: '1', nonceStr: 'n', package: 'prepay_id=p', signType: 'RSA', paySign: 's' };

test('app with alipayAppPayToH5Pay: opens the system browser and lets the server tell the result', async () => {
  const opened: string[] = [];
  Object.assign(globalThis, { plus: { runtime: { openURL: (url: string) => opened.push(url) } } });
  await expect(
    appWeb(answer({ platform: 'mweb', provider: 'alipay', orderInfo: { form_url: 'https://pay.example/gateway.do?sign=a' } }), {}),
  ).resolves.toBe('done');
  await expect(appWeb(answer({ platform: 'mweb', orderInfo: { form_url: 'javascript:alert(1)' } }), {})).rejects.toBeInstanceOf(
    PlatformError,
  );
  expect(opened).toEqual(['https://pay.example/gateway.do?sign=a']);
});

test('every channel of the contract has a driver', () => {
  // 柜台由员工扫码，付款人这边没有什么可唤起的
  const platforms = new Set(PROVIDERS.flatMap((name) => CHANNEL_PLATFORMS[name].filter((platform) => !counterOf(name, platform))));
  expect([...platforms].filter((platform) => !DRIVERS.has(platform))).toEqual([]);
});

test('mini program: hands over exactly the five signed fields, without appId', async () => {
  let seen: Record<string, unknown> = {};
  fake.requestPayment = ({ success, fail: _fail, ...options }) => {
    seen = options;
    success?.({ errMsg: 'requestPayment:ok' });
  };
  await expect(drive({ platform: 'mp-weixin', orderInfo: PREPAY })).resolves.toBe('done');
  const { appId: _appId, ...signed } = PREPAY;
  expect(seen).toEqual({ provider: 'wxpay', ...signed });
});

test.each([
  [{ errMsg: 'requestPayment:fail cancel' }],
  [{ errMsg: 'requestPayment:fail', code: -2 }],
  [{ errMsg: 'requestPayment:fail', errCode: 62001 }],
  [{ errMsg: 'requestPayment:fail [payment支付宝:62001]用户取消支付', code: -100 }],
])('%p is the payer closing the window', async (reason) => {
  fake.requestPayment = ({ fail }) => fail?.(reason);
  await expect(drive({ platform: 'mp-weixin', orderInfo: PREPAY })).resolves.toBe('cancelled');
});

test.each([
  [{ errMsg: 'requestPayment:fail', code: -100 }],
  [{ errMsg: 'requestPayment:fail [payment微信:-1]General errors', code: -100 }],
  [{ errMsg: 'requestPayment:fail', errCode: 62009 }],
  [{ errMsg: 'requestPayment:fail', errCode: -8 }],
  [{ errMsg: 'requestPayment:fail timeout' }],
  [{}],
  [undefined],
])('%p is unclear: never a cancel, never "nothing was charged"', async (reason) => {
  fake.requestPayment = ({ fail }) => fail?.(reason);
  for (const platform of ['mp-weixin', 'app-plus'] as const) {
    const error = await drive({ platform, orderInfo: PREPAY }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ unclear: true });
    expect((error as PlatformError).message).not.toContain('没有扣款');
  }
});

test('a window that never opened is a platform error in plain words, with the detail kept apart', async () => {
  fake.requestPayment = ({ fail }) => fail?.({ errMsg: 'requestPayment:fail jsapi has no permission' });
  const error = await drive({ platform: 'mp-weixin', orderInfo: PREPAY }).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(PlatformError);
  expect(error).toMatchObject({ message: '没有调起微信支付，请重试', detail: 'requestPayment:fail jsapi has no permission' });
});

test('app: provider and orderInfo go to the native SDK untouched', async () => {
  let seen: Record<string, unknown> = {};
  fake.requestPayment = (options) => {
    seen = options;
    options['success']?.({});
  };
  await drive({ platform: 'app-plus', provider: 'alipay', orderInfo: 'app_id=1&sign=2' });
  expect(seen).toMatchObject({ provider: 'alipay', orderInfo: 'app_id=1&sign=2' });
});

test.each([
  ['get_brand_wcpay_request:ok', 'done'],
  ['get_brand_wcpay_request:cancel', 'cancelled'],
])('official account: %s means %s', async (err_msg, end) => {
  const invoke = jest.fn((_name: string, _options: unknown, done: (result: object) => void) => done({ err_msg }));
  Object.assign(globalThis, { WeixinJSBridge: { invoke } });
  await expect(drive({ platform: 'h5-weixin', orderInfo: PREPAY })).resolves.toBe(end);
  expect(invoke).toHaveBeenCalledWith('getBrandWCPayRequest', PREPAY, expect.any(Function));
});

test.each([
  ['get_brand_wcpay_request:fail', true],
  ['get_brand_wcpay_request:fail_unknown', true],
  ['', true],
  ['get_brand_wcpay_request:fail_missing parameter', false],
  ['system:access_denied', false],
])('official account: %p says nothing about the money (unclear: %p)', async (err_msg, unclear) => {
  Object.assign(globalThis, {
    WeixinJSBridge: { invoke: (_name: string, _options: unknown, done: (result: object) => void) => done({ err_msg }) },
  });
  await expect(drive({ platform: 'h5-weixin', orderInfo: PREPAY })).rejects.toMatchObject({ unclear });
});

describe('redirects', () => {
  beforeEach(() => Object.assign(globalThis, { location: { href: '' } }));
  const href = (): string => (globalThis as unknown as { location: { href: string } }).location.href;

  test('h5_url gets the encoded redirect_url', async () => {
    await expect(
      drive({ platform: 'mweb', orderInfo: { h5_url: 'https://pay.example/x?prepay_id=1' } }, 'https://shop.example/#/r?a=1&b=2'),
    ).resolves.toBe('left');
    expect(href()).toBe('https://pay.example/x?prepay_id=1&redirect_url=https%3A%2F%2Fshop.example%2F%23%2Fr%3Fa%3D1%26b%3D2');
    expect(withRedirect('https://pay.example/x', undefined)).toBe('https://pay.example/x');
  });

  test.each(['mweb', 'page'] as const)('Alipay on %s follows form_url as it is (it carries its own return_url)', async (platform) => {
    await expect(
      drive({ platform, provider: 'alipay', orderInfo: { form_url: 'https://pay.example/gateway?sign=1' } }, 'https://shop.example/'),
    ).resolves.toBe('left');
    expect(href()).toBe('https://pay.example/gateway?sign=1');
  });

  test('never jumps to anything but http(s)', async () => {
    await expect(drive({ platform: 'mweb', orderInfo: { h5_url: 'javascript:alert(1)' } })).rejects.toBeInstanceOf(PlatformError);
    expect(href()).toBe('');
  });
});

test('desktop shows the code it was given, and says so when there is none', async () => {
  await expect(drive({ platform: 'h5', orderInfo: { code_url: 'weixin://x' }, qrcodeImage: 'data:image/svg+xml;base64,' })).resolves.toBe(
    'scan',
  );
  await expect(drive({ platform: 'h5', orderInfo: {} })).rejects.toBeInstanceOf(PlatformError);
});
