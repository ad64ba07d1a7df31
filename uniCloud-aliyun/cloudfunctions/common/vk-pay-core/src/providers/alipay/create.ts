/** 五种付款方式（docs/protocols/alipay.md §4.1–4.5、§5）：按端选方法，一张表。 */
import { PayError } from '../../kernel/pay-error';
import { payWayOf } from '../../../../../../../common/contract/channels';
import type { alipay } from '../../../../../../../common/contract/providers/alipay';
import type { CreateRequest, CreateResult, ProviderPorts } from '../provider';
import { callAlipay, encodeParams, gatewayAddress, signedParams, type AlipayAccount } from './client';
import { toAlipayTime } from './time';
import { feeToYuan } from './yuan';

type Way = (ports: ProviderPorts, account: AlipayAccount, request: CreateRequest) => Promise<CreateResult> | CreateResult;

const MAX_SUBJECT = 256;

/** 标题里的 `/ = &` 会触发网关的攻击检查（1.2、4.0），换成全角：意思不变，人也看得懂。 */
function subjectText(subject: string): string {
  const wide = subject.replace(/[/=&]/g, (char) => String.fromCodePoint(char.charCodeAt(0) + 0xfee0));
  return [...wide].slice(0, MAX_SUBJECT).join('');
}

/** 各方式共同的业务参数；付款期限以订单为准，是东八区的绝对时刻。 */
function trade(request: CreateRequest, productCode: string): Record<string, unknown> {
  return {
    ...request.other,
    out_trade_no: request.out_trade_no,
    total_amount: feeToYuan(request.total_fee),
    subject: subjectText(request.subject),
    product_code: productCode,
    time_expire: toAlipayTime(request.expireAt),
  };
}

/** 小程序：服务端建交易，前端拿 trade_no 唤起。 */
const miniProgram: Way = async (ports, account, request) => {
  if (!request.openid) throw PayError.param([{ field: 'data.openid', problem: '小程序支付需要付款人的 openid' }]);
  const buyer = /^2088\d{12}$/.test(request.openid) ? { buyer_id: request.openid } : { buyer_open_id: request.openid };
  const node = await callAlipay(
    ports,
    account,
    'alipay.trade.create',
    { ...trade(request, 'JSAPI_PAY'), op_app_id: account.appid, ...buyer },
    { notifyUrl: account.notifyUrl },
  );
  if (typeof node['trade_no'] !== 'string') throw new PayError('NETWORK', { outcome: 'unknown', detail: '应答缺少 trade_no' });
  return { orderInfo: node['trade_no'] };
};

/** App：只在本地签名，网关此时还不知道这张单。 */
const app: Way = (ports, account, request) => ({
  orderInfo: encodeParams(
    signedParams(account, 'alipay.trade.app.pay', trade(request, 'QUICK_MSECURITY_PAY'), ports.now(), { notifyUrl: account.notifyUrl }),
  ),
});

/** 跳转类：本地签名出一个地址，浏览器带着付款人过去。 */
const redirect =
  (method: string, productCode: string): Way =>
  (ports, account, request) => {
    const extra = method === 'alipay.trade.wap.pay' && request.returnUrl ? { quit_url: request.returnUrl } : {};
    const params = signedParams(account, method, { ...trade(request, productCode), ...extra }, ports.now(), {
      notifyUrl: account.notifyUrl,
      ...(request.returnUrl ? { returnUrl: request.returnUrl } : {}),
    });
    return { orderInfo: { form_url: `${gatewayAddress(account)}?${encodeParams(params)}` } };
  };

/** 扫码：预下单得到二维码；付款人扫码之前网关查不到交易。 */
const qrcode: Way = async (ports, account, request) => {
  const node = await callAlipay(ports, account, 'alipay.trade.precreate', trade(request, 'QR_CODE_OFFLINE'), {
    notifyUrl: account.notifyUrl,
  });
  const code = node['qr_code'];
  if (typeof code !== 'string' || node['out_trade_no'] !== request.out_trade_no)
    throw new PayError('NETWORK', { outcome: 'unknown', detail: '应答缺少 qr_code 或单号不符' });
  return { orderInfo: { code_url: code }, qrcodeText: code };
};

type PayWay = (typeof alipay.platforms)[keyof typeof alipay.platforms]['payWay'];
const WAYS: Readonly<Record<PayWay, Way>> = {
  create: miniProgram,
  app,
  wap: redirect('alipay.trade.wap.pay', 'QUICK_WAP_WAY'),
  page: redirect('alipay.trade.page.pay', 'FAST_INSTANT_TRADE_PAY'),
  precreate: qrcode,
};

export async function createTrade(ports: ProviderPorts, account: AlipayAccount, request: CreateRequest): Promise<CreateResult> {
  const payWay = payWayOf('alipay', account.platform)?.payWay as PayWay | undefined;
  const way = payWay && WAYS[payWay];
  if (!way) throw PayError.param([{ field: 'platform', problem: `支付宝不支持 ${account.platform}` }]);
  return way(ports, account, request);
}
