// 门口：uni-id 与 uni-id-pages 存 openid 的每一种写法都找得到；几个应用共用一张用户表时，先认这个应用自己的。
// 这一类：一张不归我们管的表，只认得一种方言。
import type { Platform, ProviderName } from '../../common/contract/channels';
import { openidOf } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/payers/store';

const APP = '__UNI__DEMO';
const B = 'oBBBBBBBBBBBBBBBBBBBBBBBBBBB';
const C = 'oCCCCCCCCCCCCCCCCCCCCCCCCCCC';

const CASES: readonly (readonly [string, unknown, ProviderName, Platform, string | undefined])[] = [
  ['uni-id-pages, mini program', { mp: B, [`mp_${APP}`]: B, h5: C }, 'wxpay', 'mp-weixin', B],
  ['uni-id-pages, official account', { mp: B, [`mp_${APP}`]: B, h5: C }, 'wxpay', 'h5-weixin', C],
  ['several apps in one table', { mp: 'oOld', [`mp_${APP}`]: B, mp___UNI__OTHER: C }, 'wxpay', 'mp-weixin', B],
  ['several apps, official account', { h5: 'oOld', [`h5_${APP}`]: C }, 'wxpay', 'h5-weixin', C],
  ['only the key of this app', { [`mp_${APP}`]: B }, 'wxpay', 'mp-weixin', B],
  ['only the key of another app', { mp___UNI__OTHER: C }, 'wxpay', 'mp-weixin', undefined],
  ['uni-id by end, mini program', { 'mp-weixin': B, 'h5-weixin': C, 'app-plus': 'oApp' }, 'wxpay', 'mp-weixin', B],
  ['uni-id by end, official account', { 'mp-weixin': B, 'h5-weixin': C }, 'wxpay', 'h5-weixin', C],
  ['uni-id by end and app', { 'mp-weixin': 'oOld', [`mp-weixin_${APP}`]: B }, 'wxpay', 'mp-weixin', B],
  ['uni-id whose web end is called web', { 'web-weixin': C }, 'wxpay', 'h5-weixin', C],
  ['new names before old ones', { 'mp-weixin': 'oOld', mp: B }, 'wxpay', 'mp-weixin', B],
  ['a plain text', B, 'wxpay', 'mp-weixin', B],
  ['an openid of another end', { app: 'oApp', web: 'oScan' }, 'wxpay', 'h5-weixin', undefined],
  ['an empty text', { mp: '', 'mp-weixin': B }, 'wxpay', 'mp-weixin', B],
  ['something that is no text', { mp: 7, 'mp-weixin': { $ne: 1 } }, 'wxpay', 'mp-weixin', undefined],
  ['nothing', undefined, 'wxpay', 'mp-weixin', undefined],
  ['null', null, 'wxpay', 'mp-weixin', undefined],
  ['an end that needs no openid', { mp: B, h5: C }, 'wxpay', 'mweb', undefined],
  ['Alipay, a plain text', '2088000000000001', 'alipay', 'mp-alipay', '2088000000000001'],
  ['Alipay by end', { 'mp-alipay': 'a1' }, 'alipay', 'mp-alipay', 'a1'],
  ['Alipay, uni-id-pages', { mp: 'a2', h5: 'x' }, 'alipay', 'mp-alipay', 'a2'],
  ['Alipay, several apps', { mp: 'a2', [`mp_${APP}`]: 'a3' }, 'alipay', 'mp-alipay', 'a3'],
];

test.each(CASES)('%s: %j for %s on %s', (_name, value, provider, platform, openid) => {
  const row = { wx_openid: provider === 'wxpay' ? value : 'wrong', ali_openid: provider === 'alipay' ? value : 'wrong' };
  expect(openidOf(row, provider, platform, APP)).toBe(openid);
});

test('without an app id the plain keys serve, and a user who is not there has none', () => {
  expect(openidOf({ wx_openid: { mp: B, [`mp_${APP}`]: C } }, 'wxpay', 'mp-weixin')).toBe(B);
  expect(openidOf(undefined, 'wxpay', 'mp-weixin', APP)).toBeUndefined();
});
