/** 回调：收到的原始字节 → 验签、解密、窄化成事实，与只做一次 RSA 验签相比。 */
import { verify } from 'node:crypto';
import { AlipaySdk } from 'alipay-sdk';
import { Aes, Formatter, Rsa } from 'wechatpay-axios-plugin';
import { bareKey } from '../local/gateways/alipay/keys';
import { stringToSign } from '../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/alipay/sign';
import { parseForm } from '../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/kit/form';
import { compare } from './measure';
import { ratioRow, type Row, type Section } from './report';
import type { Samples } from './samples';

const WXPAY_BUDGET = { atLeast: 0.6 };
const ALIPAY_BUDGET = { atLeast: 0.8 };
const UNSIGNED_FIELDS = ['sign', 'sign_type'];

function requireTrue(value: boolean, what: string): true {
  if (!value) throw new Error(`${what}没有验过`);
  return true;
}

interface Envelope {
  readonly resource: { readonly nonce: string; readonly associated_data: string; readonly ciphertext: string };
}

async function wxpayRows({ keys, wxpay }: Samples): Promise<Row[]> {
  const { provider, account, notice } = wxpay;
  const { publicKey } = account.credentials;
  if (!publicKey) throw new Error('样本应为公钥模式');
  const header = (name: string): string => notice.headers[`wechatpay-${name}`] ?? '';
  const message = Buffer.concat([Buffer.from(`${header('timestamp')}\n${header('nonce')}\n`), notice.body, Buffer.from('\n')]);
  const signature = Buffer.from(header('signature'), 'base64');
  /** 插件文档里的做法：验签，解密，JSON.parse；没有时钟、长度、算法、商户号的检查。 */
  const plugin = (key: Parameters<typeof Rsa.verify>[2]): unknown => {
    const body = notice.body.toString('utf8');
    requireTrue(Rsa.verify(Formatter.response(header('timestamp'), header('nonce'), body), header('signature'), key), '插件');
    const { resource } = JSON.parse(body) as Envelope;
    return JSON.parse(Aes.AesGcm.decrypt(resource.ciphertext, keys.wxpay.apiV3Key, resource.nonce, resource.associated_data));
  };
  const pem = keys.wxpay.platform.publicKeys[0]?.publicKeyPem ?? '';
  const raw = (): true => requireTrue(verify('sha256', message, publicKey.key, signature), '裸运算');
  const measured = await compare(raw, { ours: () => provider.parseNotify(account, notice), plugin: () => plugin(publicKey.key) });
  // 反复解析密钥留下的垃圾会拖慢同组的其它做法，所以另成一组。
  const { pluginPem } = await compare(raw, { pluginPem: () => plugin(pem) });
  return [
    ratioRow('微信回调：验签＋解密＋窄化 ÷ 裸 crypto.verify', measured.ours, { budget: WXPAY_BUDGET }),
    ratioRow('  同一件事：wechatpay-axios-plugin（KeyObject）', measured.plugin),
    ratioRow('  同一件事：wechatpay-axios-plugin（PEM 文本）', pluginPem),
    ratioRow('  微信这一组的裸 crypto.verify 与自己比（测量误差）', measured.control),
  ];
}

async function alipayRows({ keys, alipay }: Samples): Promise<Row[]> {
  const { provider, account, notice } = alipay;
  const parsed = (): Record<string, string> => Object.fromEntries(new URLSearchParams(notice.body.toString('utf8')));
  const fields = parsed();
  const text = Buffer.from(stringToSign(fields, UNSIGNED_FIELDS, true));
  const signature = Buffer.from(fields['sign'] ?? '', 'base64');
  const sdk = new AlipaySdk({
    appId: account.appid,
    privateKey: bareKey(keys.alipay.app.privateKeyPem),
    keyType: 'PKCS8',
    alipayPublicKey: bareKey(keys.alipay.alipay.publicKeyPem),
  });
  const raw = (): true => requireTrue(verify('sha256', text, account.credentials.alipayKey, signature), '裸运算');
  /** 少不了的几步：切开、连成签过名的文字、解开签名、验签；一个字段也不读，什么也不查。 */
  const least = (): true => {
    const form = parseForm(notice.body);
    const { bytes } = form.joined(UNSIGNED_FIELDS, true);
    return requireTrue(
      verify('sha256', bytes, account.credentials.alipayKey, form.bytesOf('sign', signature.length) ?? Buffer.alloc(0)),
      '最少的几步',
    );
  };
  /** 云端的样子：正文给的是文字。 */
  const asText = { ...notice, text: notice.body.toString('utf8') };
  const works = { ours: () => provider.parseNotify(account, notice), asText: () => provider.parseNotify(account, asText), least };
  const measured = await compare(raw, works);
  const official = await compare(raw, { sdk: () => requireTrue(sdk.checkNotifySignV2(parsed()), 'SDK') });
  return [
    ratioRow('支付宝通知：解码＋验签＋窄化 ÷ 裸 crypto.verify', measured.ours, { budget: ALIPAY_BUDGET }),
    ratioRow('支付宝通知：同上，给的是文字（云端就是）', measured.asText, { budget: ALIPAY_BUDGET }),
    ratioRow('  只做少不了的：切开、连成签过名的文字、解开签名、验签', measured.least),
    ratioRow('  同一件事：URLSearchParams ＋ alipay-sdk checkNotifySignV2', official.sdk),
    ratioRow('  支付宝这一组的裸 crypto.verify 与自己比（测量误差）', measured.control),
  ];
}

export async function measureNotices(samples: Samples): Promise<Section> {
  return { subject: 'notices', title: '回调验签', rows: [...(await wxpayRows(samples)), ...(await alipayRows(samples))] };
}
