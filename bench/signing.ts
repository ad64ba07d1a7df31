/** 请求签名：从业务字段到可以发出去的请求，与只做一次 RSA 运算相比。 */
import { sign } from 'node:crypto';
import { AlipaySdk } from 'alipay-sdk';
import { Formatter, Rsa } from 'wechatpay-axios-plugin';
import { beijingText } from '../common/contract/beijing-text';
import { signedParams } from '../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/alipay/request';
import { stringToSign } from '../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/alipay/sign';
import { encodeForm } from '../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/kit/form';
import { signedRequest } from '../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/wxpay/request';
import { requestMessage } from '../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/wxpay/sign';
import { bareKey } from '../local/gateways/alipay/keys';
import { compare } from './measure';
import { ratioRow, type Row, type Section } from './report';
import { AT, ORDER, type Samples } from './samples';

const BUDGET = { atLeast: 0.95 };
const PATH = '/v3/pay/transactions/native';

async function wxpayRows({ keys, wxpay }: Samples): Promise<Row[]> {
  const { account, ports } = wxpay;
  const { privateKey, serialNo } = account.credentials;
  const body = {
    appid: account.appid,
    mchid: account.mchid,
    description: ORDER.subject,
    out_trade_no: ORDER.out_trade_no,
    time_expire: beijingText(ORDER.expireAt, 'YYYY-MM-DDTHH:mm:ssZ'),
    notify_url: account.notifyUrl,
    amount: { total: ORDER.total_fee, currency: 'CNY' },
  };
  const text = Buffer.from(requestMessage('POST', PATH, String(AT / 1000), ports.nonce(), JSON.stringify(body)));
  /** 插件的请求拦截器所做的（lib/decorator.js），不含 axios 自己的开销。 */
  const plugin = (key: Parameters<typeof Rsa.sign>[1]): string => {
    const payload = JSON.stringify(body);
    const nonce = Formatter.nonce();
    const timestamp = Formatter.timestamp();
    return Formatter.authorization(
      account.mchid,
      nonce,
      Rsa.sign(Formatter.request('POST', PATH, timestamp, nonce, payload), key),
      timestamp,
      serialNo,
    );
  };
  const raw = (): unknown => sign('sha256', text, privateKey);
  const measured = await compare(raw, {
    ours: () => signedRequest(ports, account, 'POST', PATH, JSON.stringify(body)),
    plugin: () => plugin(privateKey),
  });
  // 反复解析密钥留下的垃圾会拖慢同组的其它做法，所以另成一组。
  const { pluginPem } = await compare(raw, { pluginPem: () => plugin(keys.wxpay.merchant.privateKeyPem) });
  return [
    ratioRow('微信下单请求签名 ÷ 裸 crypto.sign', measured.ours, { budget: BUDGET }),
    ratioRow('  同一件事：wechatpay-axios-plugin（KeyObject）', measured.plugin),
    ratioRow('  同一件事：wechatpay-axios-plugin（PEM 文本）', pluginPem),
    ratioRow('  微信这一组的裸 crypto.sign 与自己比（测量误差）', measured.control),
  ];
}

async function alipayRows({ keys, alipay }: Samples): Promise<Row[]> {
  const { account } = alipay;
  const { privateKey } = account.credentials;
  const method = 'alipay.trade.app.pay';
  const biz = {
    out_trade_no: ORDER.out_trade_no,
    total_amount: '12.00',
    subject: ORDER.subject,
    product_code: 'QUICK_MSECURITY_PAY',
    time_expire: '2026-11-23 12:15:00',
  };
  const text = Buffer.from(stringToSign(signedParams(account, method, biz, AT, { notifyUrl: account.notifyUrl }), ['sign']));
  const sdk = new AlipaySdk({
    appId: account.appid,
    privateKey: bareKey(keys.alipay.app.privateKeyPem),
    keyType: 'PKCS8',
    alipayPublicKey: bareKey(keys.alipay.alipay.publicKeyPem),
  });
  const raw = (): unknown => sign('sha256', text, privateKey);
  const measured = await compare(raw, {
    ours: () => encodeForm(signedParams(account, method, biz, AT, { notifyUrl: account.notifyUrl })),
  });
  const official = await compare(raw, { sdk: () => sdk.sdkExecute(method, { bizContent: biz, notifyUrl: account.notifyUrl }) });
  return [
    ratioRow('支付宝 App 订单串 ÷ 裸 crypto.sign', measured.ours, { budget: BUDGET }),
    ratioRow('  同一件事：alipay-sdk sdkExecute', official.sdk),
    ratioRow('  支付宝这一组的裸 crypto.sign 与自己比（测量误差）', measured.control),
  ];
}

export async function measureSigning(samples: Samples): Promise<Section> {
  return { subject: 'signing', title: '请求签名', rows: [...(await wxpayRows(samples)), ...(await alipayRows(samples))] };
}
