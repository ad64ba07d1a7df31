// 商户账号页（docs/pages.md「员工页面」）：服务端不收的账号，哪一栏不对就说在哪一栏下面；改过的不用代号说；两种语言都一样。
jest.mock('@/app.config.js', () => ({ default: {} }), { virtual: true });
import { accountProblems, changedWords } from '../../common/client/staff/merchant-desk';
import { chooseLanguage } from '../../common/client/words/language';
import { installFakeUni } from './fake-uni';

beforeEach(() => installFakeUni());
afterEach(() => chooseLanguage('zh'));

const SAID =
  '参数错误：section.v3Key APIv3 密钥必须是 32 个 ASCII 字符；section.appPrivateKeyContent 内容不完整：BEGIN 与 END 之间缺了或多了字符，应为商户 API 私钥 apiclient_key.pem';

test('a wrong key is said at its field, in Chinese and in English', () => {
  expect(accountProblems(SAID)).toEqual({
    'field-v3Key': 'APIv3 密钥必须是 32 个 ASCII 字符',
    'field-appPrivateKeyContent': '内容不完整：BEGIN 与 END 之间缺了或多了字符，应为商户 API 私钥 apiclient_key.pem',
  });
  chooseLanguage('en');
  expect(accountProblems(SAID)).toEqual({
    'field-v3Key': 'The APIv3 key must be 32 ASCII characters.',
    'field-appPrivateKeyContent':
      'Characters are missing or too many between BEGIN and END; it should be the merchant API private key apiclient_key.pem.',
  });
});

test('what is not about a field of the account is said as a whole', () => {
  expect(accountProblems('参数错误：version 别人刚改过，请重新打开再改')).toBeUndefined();
  expect(accountProblems('参数错误：section.v3Key 不能为空；pid 已经有这个商户')).toBeUndefined();
});

test('what was changed is said without the names of the code', () => {
  const kept = ['name 二店', 'status inactive', 'wxpay.h5 appId v3Key', 'somewhere.else x'];
  expect(kept.map(changedWords)).toEqual(['名称 二店', '状态 已停用', '微信支付 · 电脑扫码：应用 appId、APIv3 密钥', 'somewhere.else x']);
  chooseLanguage('en');
  expect(kept.map(changedWords)[2]).toBe('WeChat Pay · Desktop, QR code: App id, APIv3 key');
});
