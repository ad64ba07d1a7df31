// docs/migration.md「前端」：兼容组件的小零件——二维码图片、回来的地址、说付没付、怎样叫开发者的云函数、结果页的地址（vk-50）。
import { inflateSync } from 'node:zlib';
import { encode } from 'uqr';
import { callAction } from '../../package/compat/front/action';
import { textOn } from '../../package/compat/front/colour';
import { isDesktop } from '../../package/compat/front/device';
import { invocationOf } from '../../package/compat/front/invoke';
import { qrcodeImageOf, qrcodePng } from '../../package/compat/front/png';
import { withReturnMarks } from '../../package/compat/front/return-address';
import { orderPageUrl, readOptions, successUrl } from '../../package/compat/front/success-url';
import { inBrowser, platformOf } from '../../package/compat/front/uni-pay-co';
import { uniPayVerdict, vkVerdict } from '../../package/compat/front/verdict';
import { watchDelay } from '../../package/compat/front/watch';
import { installFakeCloud, installFakeUni } from './fake-uni';

describe('the picture of a QR code', () => {
  const TEXT = 'weixin://wxpay/bizpayurl?pr=abcdef';

  /** 照 PNG 的格式读回来：每一块的长度、种类、内容。 */
  function chunksOf(png: Buffer): Map<string, Buffer> {
    expect(png.subarray(0, 8)).toEqual(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]));
    const chunks = new Map<string, Buffer>();
    for (let at = 8; at < png.length;) {
      const length = png.readUInt32BE(at);
      chunks.set(png.toString('latin1', at + 4, at + 8), png.subarray(at + 8, at + 8 + length));
      at += length + 12;
    }
    return chunks;
  }

  test('is a PNG whose pixels are the modules of the code', () => {
    const chunks = chunksOf(Buffer.from(qrcodePng(TEXT)));
    expect([...chunks.keys()]).toEqual(['IHDR', 'IDAT', 'IEND']);
    const side = chunks.get('IHDR')?.readUInt32BE(0) ?? 0;
    const rows = inflateSync(chunks.get('IDAT') as Buffer);
    const { data } = encode(TEXT, { border: 2 });
    const scale = side / data.length;
    const stride = 1 + Math.ceil(side / 8);
    const dark = (x: number, y: number): boolean => (((rows[y * stride + 1 + (x >> 3)] ?? 0) >> (7 - (x & 7))) & 1) === 0;
    const read = data.map((row, y) => row.map((_, x) => dark(x * scale + 1, y * scale + 1)));
    expect(read).toEqual(data);
  });

  test.each(['a', 'ab', 'abc', TEXT, '付款'])('its data URL holds exactly those bytes: %s', (text) => {
    const [head, body = ''] = qrcodeImageOf(text).split(',');
    expect(head).toBe('data:image/png;base64');
    expect(body).toBe(Buffer.from(qrcodePng(text)).toString('base64'));
  });

  test('a PNG of the server is kept; an SVG gives way to one that mini programs can show', () => {
    const info = { code_url: TEXT };
    expect(invocationOf('N', 'wxpay', 'h5', info, 'data:image/png;base64,AA').qrcodeImage).toBe('data:image/png;base64,AA');
    expect(invocationOf('N', 'wxpay', 'h5', info, 'data:image/svg+xml;base64,AA').qrcodeImage).toBe(qrcodeImageOf(TEXT));
    expect(invocationOf('N', 'wxpay', 'h5', info, undefined)).toMatchObject({ codeUrl: TEXT, qrcodeImage: qrcodeImageOf(TEXT) });
    expect(() => invocationOf('N', 'wxpay', 'h5', undefined, undefined)).toThrow();
  });

  // vk-37：手机网页里的支付宝是当面付，链接在这台手机上打开；给别的手机扫的仍是码
  test('an Alipay link is opened on the phone itself when nobody else scans it', () => {
    const info = { code_url: TEXT };
    expect(invocationOf('N', 'alipay', 'h5', info, undefined, true)).toEqual({
      out_trade_no: 'N',
      provider: 'alipay',
      platform: 'mweb',
      orderInfo: { form_url: TEXT },
    });
    expect(invocationOf('N', 'alipay', 'h5', info, undefined, false)).toMatchObject({ platform: 'h5', codeUrl: TEXT });
    expect(invocationOf('N', 'wxpay', 'h5', info, undefined, true)).toMatchObject({ platform: 'h5' });
  });
});

test.each([
  ['https://m.shop/#/pages/pay/pay', 'https://m.shop/#/pages/pay/pay?confirmShow=true&out_trade_no=R1'],
  ['https://m.shop/a/?x=1#/pages/pay/pay?id=7', 'https://m.shop/a/?x=1#/pages/pay/pay?id=7&confirmShow=true&out_trade_no=R1'],
  ['https://m.shop/pages/pay/pay?id=7', 'https://m.shop/pages/pay/pay?id=7&confirmShow=true&out_trade_no=R1'],
  ['https://m.shop/p?confirmShow=true&out_trade_no=OLD&id=7', 'https://m.shop/p?id=7&confirmShow=true&out_trade_no=R1'],
  ['https://m.shop/p#top', 'https://m.shop/p?confirmShow=true&out_trade_no=R1'],
])('coming back from the cashier to %s', (href, expected) => {
  expect(withReturnMarks(href, 'R1')).toBe(expected);
  expect(withReturnMarks(href, undefined)).toBe(expected.replace('&out_trade_no=R1', ''));
});

test('only the server says whether it is paid; a refunded order is told apart, with words for people', () => {
  expect(vkVerdict({ code: 0, orderPaid: true, status: 1, msg: 'ok' })).toEqual({
    paid: true,
    answer: { code: 0, orderPaid: true, status: 1, msg: '订单已支付' },
  });
  expect(vkVerdict({ code: 0, orderPaid: true, status: 2 }).paid).toBe(true);
  expect(vkVerdict({ code: 0, orderPaid: true, status: 3 })).toMatchObject({ paid: false, answer: { msg: '订单已退款' } });
  expect(vkVerdict({ code: 0, orderPaid: false, msg: '' })).toMatchObject({ paid: false, answer: { msg: '订单未支付' } });
  expect(vkVerdict({ code: 0, orderPaid: 'true' }).paid).toBe(false);
  expect(uniPayVerdict({ errCode: 0, has_paid: true })).toMatchObject({ paid: true });
  expect(uniPayVerdict({ errCode: 0, orderPaid: true })).toMatchObject({ paid: false, answer: { errMsg: '订单未支付' } });
});

describe('calling the cloud function of the developer', () => {
  const asked: unknown[] = [];
  const viaVk: unknown[] = [];
  let result: unknown = { code: 0 };
  beforeEach(() => {
    asked.length = 0;
    viaVk.length = 0;
    result = { code: 0 };
    installFakeUni({
      callFunction: (async (options: unknown) => {
        viaVk.push(options);
        return { code: 0, via: 'vk' };
      }) as never,
    });
    installFakeCloud(async (request) => {
      asked.push(request);
      return { result };
    });
  });

  test('a string is the name of the function, the data is its whole event', async () => {
    await callAction('pay-query', { out_trade_no: 'V1' });
    expect(asked).toEqual([{ name: 'pay-query', data: { out_trade_no: 'V1' } }]);
  });

  test('an object says where the service and the data go', async () => {
    await callAction({ name: 'vk-pay', action: 'pay/queryPayment', actionKey: 'act', dataKey: 'body' }, { a: 1 });
    await callAction({ name: 'vk-pay', action: 'pay/queryPayment' }, { a: 1 });
    expect(asked).toEqual([
      { name: 'vk-pay', data: { act: 'pay/queryPayment', body: { a: 1 } } },
      { name: 'vk-pay', data: { action: 'pay/queryPayment', data: { a: 1 } } },
    ]);
  });

  test('a route of vk-unicloud goes through vk: its login, its token, its interceptors', async () => {
    const action = { name: 'router', action: 'client/order/kh/queryPayment', actionKey: '$url', dataKey: 'data' };
    await expect(callAction(action, { a: 1 })).resolves.toEqual({ code: 0, via: 'vk' });
    expect(viaVk).toEqual([{ name: 'router', url: 'client/order/kh/queryPayment', data: { a: 1 }, noAlert: true }]);
    expect(asked).toEqual([]);
  });

  test.each([[{ code: 1003, msg: 'x' }], [{ msg: 'no code' }], [undefined], ['text']])('%j is no success', async (refused) => {
    result = refused;
    await expect(callAction('pay-query', {})).rejects.toEqual(refused);
  });
});

test('the interval is the one asked for during five minutes, then it grows to a minute', () => {
  expect([0, 1, 150].map((attempt) => watchDelay(2000, attempt))).toEqual([2000, 2000, 2000]);
  expect(watchDelay(2000, 152)).toBeGreaterThan(2000);
  expect(watchDelay(2000, 400)).toBe(60_000);
  expect(watchDelay(0, 0)).toBe(500);
});

test('desktop WeChat scans like a desktop browser', () => {
  expect(isDesktop('Mozilla/5.0 (X11; Linux x86_64) Chrome/120')).toBe(true);
  expect(isDesktop('Mozilla/5.0 (iPhone) Mobile/15E148')).toBe(false);
  expect(isDesktop('Mozilla/5.0 (Windows NT 10.0) WindowsWechat Mobile')).toBe(true);
});

test('uni-pay 2: its pay types, and what can be used where', () => {
  const of = (provider: string, type: string): string => platformOf(provider, type);
  expect([
    of('wxpay', 'mp'),
    of('alipay', 'mp'),
    of('wxpay', 'native'),
    of('wxpay', 'jsapi'),
    of('alipay', 'app'),
    of('wxpay', 'mweb'),
  ]).toEqual(['mp-weixin', 'mp-alipay', 'h5', 'h5-weixin', 'app-plus', 'mweb']);
  const both = ['wxpay', 'alipay'];
  expect(inBrowser(both, 'Chrome')).toEqual(both);
  expect(inBrowser(both, 'iPhone MicroMessenger/8')).toEqual(['wxpay']);
  expect(inBrowser(both, 'iPhone AlipayClient/10')).toEqual(['alipay']);
});

test('uni-pay 2: the options of the pay desk are read encoded once, twice or not at all', () => {
  const options = { total_fee: 100, description: '一杯茶 100%' };
  const json = JSON.stringify(options);
  expect(readOptions(json)).toEqual(options);
  expect(readOptions(encodeURI(json))).toEqual(options);
  expect(readOptions(encodeURIComponent(json))).toEqual(options);
  for (const wrong of [undefined, '', 'x', '[]', '1', 'null']) expect(readOptions(wrong)).toBeUndefined();
});

test('uni-pay 2: the success page gets numbers and looks, never an amount; the order page gets both numbers', () => {
  const url = successUrl(
    { out_trade_no: 'A-1', pay_order: { order_no: 'A', total_fee: 1 } },
    { returnUrl: '/pages/o/o', mainColor: '#fe4070' },
  );
  expect(url).toBe(
    '/uni_modules/uni-pay/pages/success/success?out_trade_no=A-1&order_no=A&return_url=%2Fpages%2Fo%2Fo&main_color=%23fe4070',
  );
  expect(orderPageUrl('/pages/o/o?x=1', 'A-1', 'A')).toBe('/pages/o/o?x=1&out_trade_no=A-1&order_no=A');
  expect(orderPageUrl('pages/o/o', 'A-1', '')).toBe('/pages/o/o?out_trade_no=A-1');
});

test.each([
  ['#01be6e', '#1f2329'],
  ['#fff', '#1f2329'],
  ['#816a4e', '#ffffff'],
  ['#000', '#ffffff'],
  ['red', '#ffffff'],
])('text on %s is %s', (colour, text) => {
  expect(textOn(colour)).toBe(text);
});
