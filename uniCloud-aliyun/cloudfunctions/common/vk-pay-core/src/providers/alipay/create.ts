/** 五种付款方式（docs/protocols/alipay.md §4.1–4.5、§5）：按端选方法，一张表。 */
import { payWayOf } from '../../../../../../../common/contract/channels';
import { PayError } from '../../kernel/pay-error';
import { encodeForm } from '../kit/form';
import { textOf } from '../kit/json';
import { deadlineText } from '../kit/time';
import type { CreateRequest, CreateResult, ProviderPorts } from '../provider';
import type { AlipayAccount } from './account';
import { callAlipay } from './client';
import { checkAlipayCreate, encodePassback, subjectText, type PayWay } from './fields';
import { gatewayAddress, signedParams } from './request';
import { feeToYuan } from './yuan';

/** 老应用的付款人编号；新应用只有 open_id。 */
const USER_ID = /^2088\d{12}$/;

type Way = (ports: ProviderPorts, account: AlipayAccount, request: CreateRequest) => Promise<CreateResult> | CreateResult;

/** 各方式共同的业务参数；付款期限以订单为准，是东八区的绝对时刻。 */
/** 钱先冻住，等着分账（§4.16）；与别的扩展参数放在一起。 */
export const frozenParams = (others: unknown): object => ({ ...(others as object | undefined), royalty_freeze: 'true' });

function trade(request: CreateRequest, productCode: string): Record<string, unknown> {
  const { passback_params, ...other } = request.other ?? {};
  return {
    ...other,
    ...(request.sharing ? { extend_params: frozenParams(other['extend_params']) } : {}),
    ...(typeof passback_params === 'string' ? { passback_params: encodePassback(passback_params) } : {}),
    out_trade_no: request.out_trade_no,
    total_amount: feeToYuan(request.total_fee),
    subject: subjectText(request.subject),
    product_code: productCode,
    time_expire: deadlineText(request.expireAt, 'YYYY-MM-DD HH:mm:ss'),
  };
}

/** 小程序：服务端建交易，前端拿 trade_no 唤起。 */
const miniProgram: Way = async (ports, account, request) => {
  const buyer = USER_ID.test(request.openid ?? '') ? { buyer_id: request.openid } : { buyer_open_id: request.openid };
  const node = await callAlipay(
    ports,
    account,
    'create',
    'alipay.trade.create',
    { ...trade(request, 'JSAPI_PAY'), op_app_id: account.appid, ...buyer },
    { notifyUrl: account.notifyUrl },
  );
  const tradeNo = textOf(node, 'trade_no');
  if (tradeNo === undefined) throw new PayError('NETWORK', { outcome: 'unknown', detail: '应答缺少 trade_no' });
  return { orderInfo: tradeNo };
};

/** App：只在本地签名，网关此时还不知道这张单。 */
const app: Way = (ports, account, request) => ({
  orderInfo: encodeForm(
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
    return { orderInfo: { form_url: `${gatewayAddress(account)}?${encodeForm(params)}` } };
  };

/** 扫码：预下单得到二维码；付款人扫码之前网关查不到交易。 */
const qrcode: Way = async (ports, account, request) => {
  const node = await callAlipay(ports, account, 'create', 'alipay.trade.precreate', trade(request, 'QR_CODE_OFFLINE'), {
    notifyUrl: account.notifyUrl,
  });
  const code = textOf(node, 'qr_code');
  if (code === undefined || textOf(node, 'out_trade_no') !== request.out_trade_no)
    throw new PayError('NETWORK', { outcome: 'unknown', detail: '应答缺少 qr_code 或单号不符' });
  return { orderInfo: { code_url: code }, qrcodeText: code };
};

const WAYS: Readonly<Record<Exclude<PayWay, 'pay'>, Way>> = {
  create: miniProgram,
  app,
  wap: redirect('alipay.trade.wap.pay', 'QUICK_WAP_WAY'),
  page: redirect('alipay.trade.page.pay', 'FAST_INSTANT_TRADE_PAY'),
  precreate: qrcode,
};

/** 下单。本模块的字段写在 other 之后：`other` 覆盖不了金额、单号与期限。@throws PayError PARAM 点名字段；outcome 'unknown' 需查询 */
export async function createTrade(ports: ProviderPorts, account: AlipayAccount, request: CreateRequest): Promise<CreateResult> {
  checkAlipayCreate(account, request);
  return WAYS[payWayOf('alipay', account.platform)?.payWay as Exclude<PayWay, 'pay'>](ports, account, request);
}
