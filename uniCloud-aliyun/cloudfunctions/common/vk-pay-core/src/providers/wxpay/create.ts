/** 下单（2.1）：四种产品，一张表。同号重复下单要求每个字段都与首次相同。 */
import type { Platform } from '../../../../../../../common/contract/channels';
import { shanghaiRfc3339 } from '../../clock';
import { PayError } from '../../errors/pay-error';
import type { CreateRequest, CreateResult, ProviderPorts } from '../provider';
import { signerOf, type Json, type WxpayClient } from './client';
import type { WxpayAccount } from './keys';
import { appParams, jsapiParams } from './sign';

const MAX_DESCRIPTION = 127;

/** 网关只收 1–3 字节的 UTF-8；表情等四字节字符会让整个下单失败，换成占位符。 */
export function plainDescription(subject: string): string {
  return subject.replace(/[\u{10000}-\u{10ffff}]/gu, '□').slice(0, MAX_DESCRIPTION);
}

interface Product {
  readonly path: string;
  /** 产品特有的请求字段 */
  readonly extra: (account: WxpayAccount, request: CreateRequest) => Record<string, unknown>;
  readonly result: (ports: ProviderPorts, account: WxpayAccount, answer: Json) => CreateResult;
}

function text(answer: Json, field: string): string {
  const value = answer[field];
  if (typeof value !== 'string' || value === '') throw new PayError('NETWORK', { outcome: 'unknown', detail: `应答缺少 ${field}` });
  return value;
}
const seconds = (ports: ProviderPorts): string => String(Math.floor(ports.now() / 1000));

const native: Product = {
  path: 'native',
  extra: () => ({}),
  result: (_ports, _account, answer) => {
    const code = text(answer, 'code_url');
    return { orderInfo: { code_url: code }, qrcodeText: code };
  },
};
const jsapi: Product = {
  path: 'jsapi',
  extra: (_account, { openid }) => {
    if (!openid) throw PayError.param([{ field: 'data.openid', problem: '小程序与公众号支付需要付款人的 openid' }]);
    return { payer: { openid } };
  },
  result: (ports, account, answer) => ({ orderInfo: jsapiParams(signerOf(account), account.appid, text(answer, 'prepay_id'), seconds(ports), ports.nonce()) }),
};
const app: Product = {
  path: 'app',
  extra: () => ({}),
  result: (ports, account, answer) => ({ orderInfo: appParams(signerOf(account), account.appid, text(answer, 'prepay_id'), seconds(ports), ports.nonce()) }),
};
const h5: Product = {
  path: 'h5',
  extra: (account, { clientIp }) => ({ scene_info: { payer_client_ip: clientIp ?? '', h5_info: account.credentials.h5Info } }),
  result: (_ports, _account, answer) => ({ orderInfo: { h5_url: text(answer, 'h5_url') } }),
};

const PRODUCTS: Partial<Record<Platform, Product>> = { h5: native, 'mp-weixin': jsapi, 'h5-weixin': jsapi, 'app-plus': app, mweb: h5 };

export async function createTransaction(ports: ProviderPorts, client: WxpayClient, account: WxpayAccount, request: CreateRequest): Promise<CreateResult> {
  const product = PRODUCTS[account.platform];
  if (!product) throw PayError.param([{ field: 'platform', problem: `微信支付不支持 ${account.platform}` }]);
  const body = {
    ...request.other,
    ...product.extra(account, request),
    appid: account.appid,
    mchid: account.mchid,
    description: plainDescription(request.subject),
    out_trade_no: request.out_trade_no,
    time_expire: shanghaiRfc3339(request.expireAt),
    notify_url: account.notifyUrl,
    amount: { total: request.total_fee, currency: 'CNY' },
  };
  return product.result(ports, account, await client.call(account, 'POST', `/v3/pay/transactions/${product.path}`, body));
}
