/**
 * 服务端说一处配置哪里不对（商户页、清单页）是中文的，命令行也照原样打印。英文页面上照这张表说同样的话，带着同样的数；
 * 表里没有的说一句通用的。服务端多一种说法而这里没有写，test/front/config-problems.test.ts 会红。
 */
import { language } from './language';

const CHINESE = /[\u3400-\u9fff]/;
const UNKNOWN_PROBLEM = 'It is not written as it should be.';

/** 长的在前 */
const THINGS: readonly (readonly [chinese: string, english: string])[] = [
  ['商户 API 私钥', 'the merchant API private key'],
  ['商户 API 证书', 'the merchant API certificate'],
  ['商户自己的公钥', "the merchant's own public key"],
  ['微信支付公钥', 'the WeChat Pay public key'],
  ['支付宝公钥证书', 'the Alipay certificate'],
  ['支付宝根证书', 'the Alipay root certificates'],
  ['支付宝公钥', 'the Alipay public key'],
  ['自己的应用公钥证书', 'your own application certificate'],
  ['自己的应用公钥', 'your own application public key'],
  ['应用公钥证书', 'the application certificate'],
  ['应用私钥', 'the application private key'],
  ['加了密码的私钥', 'a private key with a password'],
  ['.p12 证书包', 'a .p12 bundle'],
  ['根证书', 'root certificates'],
  ['私钥', 'a private key'],
  ['公钥', 'a public key'],
  ['证书', 'a certificate'],
  ['别的东西', 'something else'],
];

function thing(chinese: string): string {
  const bare = chinese.replace(/（[^（）]*）/g, '').trim();
  const found = THINGS.find(([name]) => bare.startsWith(name));
  if (found) return `${found[1]}${bare.slice(found[0].length)}`;
  return CHINESE.test(bare) ? 'the file it names' : bare;
}

type Say = (...parts: readonly string[]) => string;
const PHRASES: readonly (readonly [pattern: RegExp, english: string | Say])[] = [
  [/^不能为空：沙箱用沙箱 AppKey$/, 'It is missing: the sandbox needs the sandbox AppKey.'],
  [/^不能为空：登录与查单都要 AppSecret$/, 'It is missing: signing in and queries need the AppSecret.'],
  [/^不能为空$/, 'It is missing.'],
  [/^文件读不到$/, 'The file cannot be read.'],
  [/^解不开$/, 'It cannot be decrypted: the key that sealed it is gone.'],
  [/^没有(?:配置)? ?encryption.*$/, 'There is no encryption key (encryption).'],
  [/^必须是对象$/, 'It must be an object.'],
  [/^必须是数组$/, 'It must be a list.'],
  [/^必须是布尔值$/, 'It must be true or false.'],
  [/^必须是文字$/, 'It must be text.'],
  [/^必须是整数$/, 'It must be a whole number.'],
  [/^不能小于 (.+)$/, (least) => `It must be at least ${least}.`],
  [/^不能大于 (.+)$/, (most) => `It must be at most ${most}.`],
  [/^没有这一项设置$/, 'There is no such setting.'],
  [/^读不出来：(.*)$/, (why) => `It cannot be read: ${why}`],
  [/^是空的，应为(.+)$/, (wanted) => `It is empty; it should be ${thing(wanted)}.`],
  [/^内容不完整：BEGIN 与 END 的那两行没有成对，应为(.+)$/, (wanted) => `BEGIN and END do not pair up; it should be ${thing(wanted)}.`],
  [
    /^内容不完整：BEGIN 与 END 之间缺了或多了字符，应为(.+)$/,
    (wanted) => `Characters are missing or too many between BEGIN and END; it should be ${thing(wanted)}.`,
  ],
  [/^不是有效的 PEM，也不是 base64，应为(.+)$/, (wanted) => `It is neither PEM nor base64; it should be ${thing(wanted)}.`],
  [
    /^私钥加了密码，请换成没有密码的，应为(.+)$/,
    (wanted) => `The private key has a password: use one without; it should be ${thing(wanted)}.`,
  ],
  [/^读不出密钥或证书，应为(.+)$/, (wanted) => `No key or certificate can be read in it; it should be ${thing(wanted)}.`],
  [/^读不出密钥，应为(.+)$/, (wanted) => `No key can be read in it; it should be ${thing(wanted)}.`],
  [/^证书读不出来.*，应为(.+)$/, (wanted) => `The certificate cannot be read (a .csr is none); it should be ${thing(wanted)}.`],
  [/^放成了(.+)，应为(.+)$/, (found, wanted) => `It holds ${thing(found)}; it should be ${thing(wanted)}.`],
  [/^里面不是 RSA 公钥，应为(.+)$/, (wanted) => `It holds no RSA public key; it should be ${thing(wanted)}.`],
  [/^里面没有 RSA 签名的证书，应为(.+)$/, (wanted) => `It holds no certificate signed with RSA; it should be ${thing(wanted)}.`],
  [/^里面有不是根证书的，应为(.+)$/, (wanted) => `It holds more than roots; it should be ${thing(wanted)}.`],
  [/^与(.+)放反了，应为(.+)$/, (other, wanted) => `It is swapped with ${thing(other)}; it should be ${thing(wanted)}.`],
  [/^与(.+)不是一对，应为(.+)$/, (other, wanted) => `It does not belong to ${thing(other)}; it should be ${thing(wanted)}.`],
  [/^不是由 (\S+) 里的根证书签发的，应为(.+)$/, (root, wanted) => `No root in ${root} signed it; it should be ${thing(wanted)}.`],
  [
    /^与自己的密钥 (\S+) 是同一对，应为网关的公钥.*$/,
    (own) => `It is the pair of your own key ${own}; it should be the gateway's public key.`,
  ],
  [/^与 (\S+) 是同一把公钥，两家网关不会共用$/, (other) => `It is the same public key as ${other}; two gateways never share one.`],
  [/^必须是 (\S+) 位以上的 RSA 密钥$/, (bits) => `It must be an RSA key of at least ${bits} bits.`],
  [/^没有商户 API 私钥$/, 'The merchant API private key is missing.'],
  [/^没有商户 API 证书.*$/, 'The merchant API certificate (or appCertSerialNo) is missing.'],
  [/^没有验签用的支付宝公钥或证书$/, 'The Alipay public key or certificate is missing.'],
  [/^必须是证书序列号（十六进制）$/, 'It must be the serial number of the certificate (hexadecimal).'],
  [/^与商户 API 证书的序列号不同$/, 'It is not the serial number of the merchant API certificate.'],
  [/^必须形如 PUB_KEY_ID_0000$/, 'It must look like PUB_KEY_ID_0000.'],
  [/^配置了公钥就必须配置公钥 ID$/, 'A public key needs its id.'],
  [/^配置了公钥 ID 就必须配置公钥$/, 'A public key id needs the public key.'],
  [/^关闭了平台证书又没有公钥，无法验签$/, 'Without platform certificates and without the public key nothing can be verified.'],
  [/^配置了特约商户的应用就必须配置 subMchId$/, 'An app of the sub-merchant needs subMchId.'],
  [/^必须是特约商户号（数字）$/, 'It must be the number of the sub-merchant.'],
  [/^与服务商自己的商户号相同$/, "It is the service provider's own number."],
  [/^APIv3 密钥必须是 32 个 ASCII 字符$/, 'The APIv3 key must be 32 ASCII characters.'],
  [/^v2 密钥不受支持.*$/, 'Keys of v2 are not supported: use APIv3 (version: 3).'],
  [/^必须是 2088 开头的 16 位数字$/, 'It must be 16 digits beginning with 2088.'],
  [/^不是一个令牌$/, 'It is not a token.'],
  [/^替商户收款（appAuthToken）必须写明收款方的 2088 编号$/, 'With appAuthToken the 2088 number of the receiver must be given.'],
  [/^证书模式下三个证书缺一不可$/, 'The certificate mode needs all three certificates.'],
  [/^必须是支付应用 ID（数字）$/, 'It must be the payment app id (a number).'],
  [/^与 appKey 相同，沙箱与正式各有一个$/, 'It is the same as appKey; the sandbox has its own.'],
  [/^必须是一元换多少代币（正整数）$/, 'It must be the number of coins for one yuan.'],
  [/^必须是 3–32 个字母与数字$/, 'It must be 3–32 letters and digits.'],
  [/^必须是 43 个字母与数字$/, 'It must be 43 letters and digits.'],
  [/^配置了 encodingAESKey 就必须配置 token$/, 'encodingAESKey needs token.'],
  [/^必须是 (.+) 之一$/, (known) => `It must be one of ${known.replaceAll('、', ', ')}.`],
  [/^不能超过 (.+) 字节$/, (most) => `It must be at most ${most} bytes.`],
  [/^数据库里的商户不读文件，请写 (\S+)$/, (name) => `Merchants of the database read no files: fill in ${name}.`],
  [/^必须是 active 或 inactive$/, 'It must be active or inactive.'],
  [/^没有这个空间的.*$/, 'There is no notify address for this space.'],
  // 清单页
  [/^比网关(快|慢) (\d+) 秒$/, (way, seconds) => `${seconds} s ${way === '快' ? 'ahead of' : 'behind'} the gateway`],
  [/^(\d+) 分钟没有跑$/, (minutes) => `silent for ${minutes} minutes`],
  [/^整行都没有，或停用着$/, 'the row is missing or disabled'],
  [/^缺 (.+)$/, (urls) => `lacks ${urls.replaceAll('、', ', ')}`],
  [/^(\d+) 个不唯一的索引$/, (count) => `${count} indexes that are not unique`],
  [/^(.+)，还有 (\d+) 天$/, (when, days) => `${CHINESE.test(when) ? '' : `${when}, `}${days} days left`],
  [/^配置改好之后再查$/, 'checked once the configuration is right'],
  [/^没有联网$/, 'not online'],
  [/^从这里看不到空间的数据库.*$/, 'the database cannot be seen from here'],
];

/** 一处不对的说法；不是中文的（网关的代号、地址）原样。 */
export function problemText(said: string): string {
  if (language.value !== 'en' || !CHINESE.test(said)) return said.replaceAll('、', language.value === 'en' ? ', ' : '、');
  for (const [pattern, english] of PHRASES) {
    const found = pattern.exec(said);
    if (found) return typeof english === 'string' ? english : english(...found.slice(1));
  }
  return UNKNOWN_PROBLEM;
}

/** `<哪一栏>：<哪里不对>`。 */
export function keyedProblem(said: string): string {
  const at = said.indexOf('：');
  return at < 0 ? problemText(said) : `${said.slice(0, at)}${language.value === 'en' ? ': ' : '：'}${problemText(said.slice(at + 1))}`;
}
