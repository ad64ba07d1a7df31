// 公众号里的网页，商户一行代码也不写：点支付，去一趟微信的授权页（模拟的），带着凭证回来，接着付成；地址里不留凭证。
import { randomBytes } from 'node:crypto';
import { useSite } from './browser';
import { MUG, Shopper } from './pages';

const WECHAT =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 MicroMessenger/8.0.50';

const site = useSite({ settings: { encryption: { keys: [`k1:${randomBytes(32).toString('base64')}`] } } });
const shopper = new Shopper(site);
afterEach(() => shopper.leave());

site.inBrowser(
  'pays in WeChat: authorise, come back, pay; the code is gone from the address',
  async () => {
    const { stack } = shopper;
    const visited: string[] = [];
    const page = await shopper.open(MUG, 'phone', WECHAT);
    page.on('request', (request) => {
      if (request.isNavigationRequest()) visited.push(request.url());
    });
    // 微信里的支付窗口：付款人付了，或关掉
    const windows: unknown[] = [];
    await page.exposeFunction('payInWeChat', (parameters: { readonly package: string }) => {
      windows.push(parameters);
      stack.wxpay.pay(shopper.newest());
    });
    const bridge = (): void => {
      const invoke = (_name: string, parameters: unknown, done: (result: object) => void): void => {
        void (globalThis as unknown as { payInWeChat(given: unknown): Promise<void> })
          .payInWeChat(parameters)
          .then(() => done({ err_msg: 'get_brand_wcpay_request:ok' }));
      };
      Object.assign(globalThis, { WeixinJSBridge: { invoke } });
    };
    await page.addInitScript(bridge);
    await page.evaluate(bridge);
    await page.click('#pay');
    await page.click('#login-demo');
    await page.locator('#pay').waitFor();
    // 演示登录替人写好了 openid：去掉它，像一个从没有取过的人
    const { remove } = stack.runtime.database.command as unknown as { remove(): unknown };
    await stack.runtime.database.collection('uni-id-users').doc('demo-user').update({ wx_openid: remove() });
    await page.click('#pay');
    await page.getByText('支付成功').waitFor();
    expect(visited.filter((url) => url.includes('/connect/oauth2/authorize'))).toHaveLength(1);
    expect(page.url()).not.toMatch(/code=|state=/);
    expect(windows).toHaveLength(1);
    expect(shopper.rows('payment_orders')).toMatchObject([{ provider: 'wxpay', platform: 'h5-weixin', status: 'SUCCESS' }]);
    expect(shopper.rows('payment_payers')).toMatchObject([{ user_id: 'demo-user', provider: 'wxpay' }]);
    expect(shopper.errors).toEqual([]);
  },
  240_000,
);
