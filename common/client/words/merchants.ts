/** 商户账号页的话。 */
import { words } from './words';

const STATUS = words({
  active: ['收款', 'Taking money'],
  inactive: ['已停用', 'Disabled'],
  unknown: [(status: string): string => `状态不认识：${status}`, (status: string): string => `Unknown status: ${status}`],
});

export function statusTitle(status: string): string {
  if (status === 'active') return STATUS.active;
  return status === 'inactive' ? STATUS.inactive : STATUS.unknown(status);
}

const FIELD = words({
  appId: ['应用 appId', 'App id'],
  mchId: ['商户号', 'Merchant number'],
  subMchId: ['特约商户号（服务商替它收款时）', 'Sub-merchant number (a service provider collects for it)'],
  subAppId: ['特约商户的应用 appId', 'App id of the sub-merchant'],
  sellerId: ['收款方 2088 编号', 'Seller id (2088…)'],
  wxpayPublicKeyId: ['微信支付公钥 ID', 'WeChat Pay public key id'],
  appCertSerialNo: ['商户证书序列号（没有证书时）', 'Certificate serial (without the certificate)'],
  platformCertificates: ['也认平台证书（切换期间写 true）', 'Platform certificates too (true while switching)'],
  secret: ['应用的 AppSecret（登录用）', 'AppSecret of the application (for login)'],
  appAuthToken: ['应用授权令牌（第三方应用替它收款时）', 'App authorization token (a third-party app collects for it)'],
  v3Key: ['APIv3 密钥', 'APIv3 key'],
  appPrivateKeyContent: ['商户 API 私钥', 'Merchant API private key'],
  wxpayPublicKeyContent: ['微信支付公钥', 'WeChat Pay public key'],
  appCertContent: ['商户 API 证书 / 应用公钥证书', 'Merchant or application certificate'],
  privateKey: ['应用私钥', 'Application private key'],
  alipayPublicKey: ['支付宝公钥（公钥模式）', 'Alipay public key (key mode)'],
  alipayPublicCertContent: ['支付宝公钥证书', 'Alipay certificate'],
  offerId: ['支付应用 ID（offerId）', 'Payment app id (offerId)'],
  rate: ['一元换多少代币（缺省 100）', 'Coins for one yuan (100 if empty)'],
  sandbox: ['用沙箱（写 true；生产环境不用）', 'Use the sandbox (true; never in production)'],
  appKey: ['虚拟支付的 AppKey（正式）', 'AppKey of virtual payment (live)'],
  sandboxAppKey: ['虚拟支付的 AppKey（沙箱）', 'AppKey of virtual payment (sandbox)'],
  token: ['消息推送的 Token', 'Token of the message push'],
  encodingAESKey: ['消息推送的 EncodingAESKey（安全模式）', 'EncodingAESKey of the message push (safe mode)'],
  alipayRootCertContent: ['支付宝根证书', 'Alipay root certificates'],
});

const PLATFORM = words({
  'mp-weixin': ['小程序', 'Mini program'],
  'mp-alipay': ['小程序', 'Mini program'],
  'h5-weixin': ['公众号', 'Official account'],
  'app-plus': ['App', 'App'],
  mweb: ['手机浏览器', 'Mobile browser'],
  h5: ['电脑扫码', 'Desktop, QR code'],
  page: ['电脑网站', 'Desktop, web page'],
  codepay: ['柜台付款码', 'Payment code'],
  transfer: ['转账', 'Transfers'],
});

/** 一个端（配置里的一节）给人看的名字；不认识的原样。 */
export const platformTitle = (platform: string): string => (PLATFORM as Readonly<Record<string, string>>)[platform] ?? platform;

/** 一个键给人看的名字；不认识的原样。 */
export const fieldTitle = (name: string): string => (FIELD as Readonly<Record<string, string>>)[name] ?? name;

export const MERCHANTS = words({
  comma: ['、', ', '],
  colon: ['：', ': '],
  staffOnly: ['商户账号只有员工可以看。', 'Merchants are for staff only.'],
  notAllowed: [
    (who: string): string => `${who || '这个账号'}没有看商户账号的权限。`,
    (who: string): string => `${who || 'This account'} may not see merchants.`,
  ],
  offlineHint: ['连上网络之后自动再读。', 'It is read again once you are online.'],
  loading: ['正在读取商户', 'Loading'],
  failed: ['没有读到商户', 'Merchants could not be loaded'],
  intro: [
    '配置文件之外的商户。密钥与证书只写不读：这里只看得到填了没有与指纹。',
    'Merchants beside the configuration file. Keys and certificates are write-only: only whether they are filled and a fingerprint are shown.',
  ],
  none: ['还没有商户', 'No merchants yet'],
  noneHint: [
    '收款都走配置文件；要用另一个账号收款，就新建一个。',
    'The accounts of the configuration file take all money; add one to use another account.',
  ],
  more: ['只列出前 200 个。', 'Only the first 200 are listed.'],
  noCipher: ['没有配置 encryption，密钥没有地方加密存放，所以填不了。', 'Without encryption configured no keys can be entered.'],
  add: ['新建商户', 'Add a merchant'],
  change: ['改', 'Change'],
  cancel: ['不改了', 'Cancel'],
  pid: ['商户编号 pid', 'Merchant id (pid)'],
  pidHint: ['1–32 位字母、数字、下划线、连字符；定下就不变', '1–32 letters, digits, _ or -; it never changes'],
  wrongPid: ['要 1–32 位字母、数字、下划线、连字符', 'Must be 1–32 letters, digits, _ or -'],
  name: ['名称', 'Name'],
  nameHint: ['显示在收银台上', 'Shown at the checkout'],
  wrongName: ['要写名称', 'Give a name'],
  status: ['状态', 'Status'],
  target: ['填哪个账号', 'Which account'],
  noTarget: ['这次不改账号', 'No account this time'],
  wrongTarget: ['新的商户至少填一个账号', 'A new merchant needs an account'],
  keep: [
    (fingerprint: string): string => `已填写，指纹 ${fingerprint}；留空就不改`,
    (fingerprint: string): string => `Filled, fingerprint ${fingerprint}; leave empty to keep`,
  ],
  keepSealed: ['已填写，现在的密钥打不开它；请重新填', 'Filled, but it cannot be opened; enter it again'],
  empty: ['还没有填', 'Not filled'],
  filled: [(fingerprint: string): string => `已填写 · ${fingerprint}`, (fingerprint: string): string => `filled · ${fingerprint}`],
  sealed: ['已填写 · 打不开', 'filled · cannot be opened'],
  reason: ['为什么改', 'Reason'],
  reasonHint: ['留在履历里', 'Kept in the history'],
  wrongReason: ['要写明原因', 'Give a reason'],
  wrongFields: ['没有保存：标红的几栏要改', 'Not saved: mend the fields marked red'],
  save: ['保存', 'Save'],
  saving: ['保存中…', 'Saving…'],
  confirmAdd: ['新建商户', 'Add the merchant'],
  confirmChange: ['改商户', 'Change the merchant'],
  confirmHint: ['一分钟之内生效，改变钱收到哪里。', 'It takes effect within a minute and changes where money goes.'],
  saved: ['已保存，一分钟之内生效。', 'Saved; it takes effect within a minute.'],
  history: ['改过的', 'History'],
  entry: [(when: string, who: string): string => `${when} · ${who}`, (when: string, who: string): string => `${when} · ${who}`],
});
