// 在谁的 App 里打开，就先选谁；电脑版微信里没有支付窗口，微信支付给二维码。
import { useSite } from './browser';
import { MUG, Shopper } from './pages';

const site = useSite();
const { inBrowser } = site;
const shopper = new Shopper(site);
afterEach(() => shopper.leave());

const ALIPAY =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 AlipayDefined(nt:WIFI) AliApp(AP/10.5.0) AlipayClient/10.5.0';
const WINDOWS_WECHAT =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/116.0.0.0 ' +
  'Safari/537.36 NetType/WIFI MicroMessenger/7.0.20.1781(0x6700143B) WindowsWechat(0x63090819) XWEB/9129 Flue';
const MAC_WECHAT =
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/107.0.0.0 ' +
  'Safari/537.36 MicroMessenger/6.8.0(0x16080000) NetType/WIFI MiniProgramEnv/Mac MacWechat/WMPF XWEB/30803';

inBrowser(
  'in the browser of Alipay, Alipay is chosen',
  async () => {
    const page = await shopper.open(MUG, 'phone', ALIPAY);
    await page.locator('.pay-button').waitFor();
    expect(await page.locator('#way-alipay').getAttribute('aria-checked')).toBe('true');
  },
  240_000,
);

inBrowser.each([
  ['Windows', WINDOWS_WECHAT],
  ['macOS', MAC_WECHAT],
])(
  'in WeChat on %s, WeChat Pay shows a code',
  async (_system, agent) => {
    const page = await shopper.open(MUG, 'desktop', agent);
    await page.locator('#pay').click();
    await page.click('#login-demo');
    expect(await page.locator('#way-wxpay').getAttribute('aria-checked')).toBe('true');
    await shopper.showCode(page);
    await page.getByText('请用微信扫一扫付款').waitFor();
    expect(shopper.order(shopper.newest())).toMatchObject({ provider: 'wxpay', platform: 'h5' });
  },
  240_000,
);
