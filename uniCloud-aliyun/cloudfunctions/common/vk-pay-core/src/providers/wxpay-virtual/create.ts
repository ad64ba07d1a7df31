/**
 * 下单（docs/protocols/wxpay.md §13.1）：只在本地签名，付款人唤起收银台时微信才有这笔单。
 * 同一个单号再来，signData 逐字相同：微信据此认出是同一笔；换过的会话密钥只改变用户态签名。
 */
import { PayError } from '../../kernel/pay-error';
import type { CreateRequest, CreateResult } from '../provider';
import type { VirtualAccount } from './account';
import type { XpayClient } from './client';
import { checkVirtualCreate, coinsFor, goodsOf } from './fields';
import { paySignature, userSignature } from './sign';

/** 键的次序是固定的。 */
function signDataOf(account: VirtualAccount, request: CreateRequest): { readonly mode: string; readonly signData: string } {
  const { offerId, env } = account.credentials;
  const goods = goodsOf(request);
  const signData = JSON.stringify({
    offerId,
    buyQuantity: goods ? goods.quantity : coinsFor(account, request.total_fee),
    env,
    currencyType: 'CNY',
    ...(goods ? { productId: goods.product_id, goodsPrice: request.total_fee / goods.quantity } : {}),
    outTradeNo: request.out_trade_no,
    attach: request.out_trade_no,
  });
  return { mode: goods ? 'short_series_goods' : 'short_series_coin', signData };
}

/** @throws PayError PARAM 点名字段；`need: 'payer'`：没有会话密钥，要重新登录 */
export async function signCreate(client: XpayClient, account: VirtualAccount, request: CreateRequest): Promise<CreateResult> {
  checkVirtualCreate(account, request);
  const { openid, session_key } = await client.payer(request.out_trade_no);
  if (session_key === undefined || openid !== request.openid) {
    const problems = [{ field: 'data.openid', problem: '请重新登录小程序' }];
    throw new PayError('PARAM', { problems, msg: PayError.param(problems).message, need: 'payer' });
  }
  const { mode, signData } = signDataOf(account, request);
  return {
    orderInfo: {
      mode,
      signData,
      paySig: paySignature(account.credentials.appKey, 'requestVirtualPayment', signData),
      signature: userSignature(session_key, signData),
    },
  };
}
