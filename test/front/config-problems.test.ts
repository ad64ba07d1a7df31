// docs/pages.md「语言」：服务端说一处配置哪里不对，英文页面上说得出同样的话；服务端多一种说法而没有英文，这里红。
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../scripts/build-functions';
import { keyedProblem, problemText } from '../../common/client/words/config-problems';
import { chooseLanguage } from '../../common/client/words/language';
import { installFakeUni } from './fake-uni';

const UNKNOWN = 'It is not written as it should be.';
const CORE = join(ROOT, 'uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src');
const PROVIDERS = join(CORE, 'providers');
const FILES = [
  ...readdirSync(PROVIDERS).map((provider) => join(PROVIDERS, provider, 'credentials.ts')),
  ...['keys.ts', 'section.ts', 'compare-keys.ts'].map((name) => join(PROVIDERS, 'kit', name)),
  join(CORE, 'merchants/document.ts'),
];
const PEM = join(PROVIDERS, 'kit/pem.ts');
const read = (file: string): string => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
};
/** 源码里写着的说法：`fail(哪一栏, '……')` 与 `problem: '……'`；空着的地方填上一个值。 */
const said = FILES.flatMap((file) =>
  [
    ...read(file).matchAll(
      /(?:\bfail\([^'`\n]*?(?:'[^'\n]*'|`[^`\n]*`)?,\s*|\bproblem: |\? )(['`])((?:(?!\1).)*[\u4e00-\u9fff](?:(?!\1).)*)\1/g,
    ),
  ].map(([, , text = '']) => text.replace(/(应为|放成了)\$\{[^}]*\}/g, '$1商户 API 证书').replace(/\$\{[^}]*\}/g, 'x7')),
).filter((text) => !text.startsWith('x7，'));

/** 一段密钥文字读不出来的说法，后面总接着该是什么。 */
said.push(...[...read(PEM).matchAll(/'([^'\n]*[\u4e00-\u9fff][^'\n]*)'/g)].map(([, text = '']) => `${text}，应为商户 API 证书`));

beforeEach(() => {
  installFakeUni();
  chooseLanguage('en');
});
afterEach(() => chooseLanguage('zh'));

test('the list of what the server may say is really read', () => {
  expect(said.length).toBeGreaterThan(40);
  expect(said).toEqual(expect.arrayContaining(['不能为空', '文件读不到', '必须是布尔值']));
});

test.each([...new Set(said)])('%s has English of its own', (text) => {
  const english = problemText(text);
  expect(english).not.toBe(UNKNOWN);
  expect(english).not.toMatch(/[\u3400-\u9fff]/);
});

test('the key, the numbers and the names of the files stay', () => {
  expect(keyedProblem('appCertContent：与商户 API 私钥不是一对，应为商户 API 证书 apiclient_cert.pem')).toBe(
    'appCertContent: It does not belong to the merchant API private key; it should be the merchant API certificate apiclient_cert.pem.',
  );
  expect(problemText('比网关慢 119 秒')).toBe('119 s behind the gateway');
  expect(problemText('http://localhost:1')).toBe('http://localhost:1');
  expect(problemText('没有见过的说法')).toBe(UNKNOWN);
  chooseLanguage('zh');
  expect(keyedProblem('appId：不能为空')).toBe('appId：不能为空');
});
