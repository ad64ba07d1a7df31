// 拉起「确认收款」（docs/protocols/wxpay.md §2.6）：小程序、App、公众号各自的接口；取消、失败、没有这个接口时怎么办。
import { confirmTransfer, type ConfirmHost } from '../../common/client/transfers/confirm';
import { PlatformError } from '../../common/client/shell/errors';
import { installFakeUni } from './fake-uni';

const OPTIONS = { mchId: '1900000001', appId: 'wx1', package: 'affff' };
type Asked = typeof OPTIONS & { success(): void; fail(reason: { errMsg?: string }): void };

/** 在这个端装上（或不装）拉起确认页的接口。 */
function install(host: ConfirmHost, answer: ((asked: Asked) => void) | undefined): void {
  installFakeUni();
  const api = answer ? { requestMerchantTransfer: answer } : {};
  if (host === 'mini-program') Object.assign(globalThis, { wx: api });
  if (host === 'app') Object.assign((globalThis as unknown as { uni: object }).uni, api);
  if (host === 'page') {
    const invoke = (name: string, options: typeof OPTIONS, done: (result: { err_msg: string }) => void): void =>
      answer
        ? answer({
            ...options,
            success: () => done({ err_msg: `${name}:ok` }),
            fail: ({ errMsg = '' }) => done({ err_msg: errMsg }),
          })
        : done({ err_msg: 'system:function_not_exist' });
    Object.assign(globalThis, { WeixinJSBridge: { invoke } });
  }
}
afterEach(() => {
  for (const name of ['wx', 'WeixinJSBridge']) delete (globalThis as Record<string, unknown>)[name];
});

describe.each<ConfirmHost>(['mini-program', 'app', 'page'])('%s', (host) => {
  test('is given exactly what the server gave; done only says the page was closed', async () => {
    let asked: unknown;
    install(host, ({ success, fail: _fail, ...options }) => {
      asked = options;
      success();
    });
    expect(await confirmTransfer(OPTIONS, host)).toBe('done');
    expect(asked).toEqual(OPTIONS);
  });

  test('closed by the receiver is no error', async () => {
    install(host, ({ fail }) => fail({ errMsg: 'requestMerchantTransfer:fail cancel' }));
    expect(await confirmTransfer(OPTIONS, host)).toBe('cancelled');
  });

  test.each(['requestMerchantTransfer:fail', 'requestMerchantTransfer:fail 商户签名错误', ''])('a failure "%s" is told', async (errMsg) => {
    install(host, ({ fail }) => fail(errMsg === '' ? {} : { errMsg }));
    await expect(confirmTransfer(OPTIONS, host)).rejects.toThrow(PlatformError);
  });

  test('a WeChat or an app without this interface is told at once, and never waits for ever', async () => {
    install(host, undefined);
    await expect(confirmTransfer(OPTIONS, host)).rejects.toThrow(PlatformError);
  });
});
