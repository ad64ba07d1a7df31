/** 下单（docs/protocols/wxpay.md §2.1）：四种产品，一张表。同号重复下单要求每个字段都与首次相同。 */
import { payWayOf } from '../../../../../../../common/contract/channels';
import type { wxpay } from '../../../../../../../common/contract/providers/wxpay';
import { PayError } from '../../kernel/pay-error';
import type { CreateRequest, CreateResult, ProviderPorts } from '../provider';
import type { WxpayAccount } from './account';
import type { WxpayClient } from './client';
import { checkWxpayCreate, descriptionOf } from './fields';
import { textOf, type Json } from '../kit/json';
import { payerIp } from '../kit/payer-ip';
import { deadlineText } from '../kit/time';
import { ownerFields, payerOf, transactionsPath } from './parties';
import { signerOf } from './request';
import { appParams, jsapiParams } from './sign';

const RFC_3339 = 'YYYY-MM-DDTHH:mm:ssZ';

interface Product {
  readonly path: string;
  /** 产品特有的请求字段 */
  readonly extra: (account: WxpayAccount, request: CreateRequest) => Record<string, unknown>;
  readonly result: (ports: ProviderPorts, account: WxpayAccount, answer: Json) => CreateResult;
}

function required(answer: Json, field: string): string {
  const value = textOf(answer, field);
  if (value === undefined) throw new PayError('NETWORK', { outcome: 'unknown', detail: `应答缺少 ${field}` });
  return value;
}
const seconds = (ports: ProviderPorts): string => String(Math.floor(ports.now() / 1000));

const native: Product = {
  path: 'native',
  extra: () => ({}),
  result: (_ports, _account, answer) => {
    const code = required(answer, 'code_url');
    return { orderInfo: { code_url: code }, qrcodeText: code };
  },
};
const jsapi: Product = {
  path: 'jsapi',
  extra: (account, { openid }) => ({ payer: payerOf(account, openid) }),
  result: (ports, account, answer) => ({
    orderInfo: jsapiParams(signerOf(account), account.appid, required(answer, 'prepay_id'), seconds(ports), ports.nonce()),
  }),
};
const app: Product = {
  path: 'app',
  extra: () => ({}),
  result: (ports, account, answer) => ({
    orderInfo: appParams(signerOf(account), account, required(answer, 'prepay_id'), seconds(ports), ports.nonce()),
  }),
};
const h5: Product = {
  path: 'h5',
  extra: (account, { clientIp }) => ({ scene_info: { payer_client_ip: payerIp(clientIp), h5_info: account.credentials.h5Info } }),
  result: (_ports, _account, answer) => ({ orderInfo: { h5_url: required(answer, 'h5_url') } }),
};

type PayWay = Exclude<(typeof wxpay.platforms)[keyof typeof wxpay.platforms]['payWay'], 'codepay'>;
const PRODUCTS: Readonly<Record<PayWay, Product>> = { native, jsapi, app, h5 };

/**
 * 下单。body 里本模块的字段写在 other 之后：`other` 覆盖不了金额、商户号与通知地址。
 * @throws PayError PARAM 点名字段 · ORDER_PAID 已支付 · outcome 'unknown'：可能已下成，查询或同号同参数重试
 */
export async function createTransaction(
  ports: ProviderPorts,
  client: WxpayClient,
  account: WxpayAccount,
  request: CreateRequest,
): Promise<CreateResult> {
  checkWxpayCreate(account, request);
  const product = PRODUCTS[payWayOf('wxpay', account.platform)?.payWay as PayWay];
  const body = {
    ...request.other,
    ...product.extra(account, request),
    ...ownerFields(account),
    description: descriptionOf(request),
    out_trade_no: request.out_trade_no,
    time_expire: deadlineText(request.expireAt, RFC_3339),
    notify_url: account.notifyUrl,
    amount: { total: request.total_fee, currency: 'CNY' },
    ...(request.fapiao ? { support_fapiao: true } : {}),
    ...(request.sharing ? { settle_info: { profit_sharing: true } } : {}),
  };
  return product.result(ports, account, await client.call(account, 'create', 'POST', `${transactionsPath(account)}/${product.path}`, body));
}
