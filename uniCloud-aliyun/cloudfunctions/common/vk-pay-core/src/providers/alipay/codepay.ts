/** 付款码（docs/protocols/alipay.md §4.6）：10000 付成了（仍以查询为准），10003 正在输密码；别的是拒绝或不明。 */
import { PayError } from '../../kernel/pay-error';
import { textOf } from '../kit/json';
import type { ChargeRequest, ProviderPorts, TradeFacts } from '../provider';
import type { AlipayAccount } from './account';
import { callAlipay } from './client';
import { frozenParams } from './create';
import { subjectText } from './fields';
import { feeToYuan, yuanToFee } from './yuan';

/** 我们倒下了也有人关：网关自己关闭未付的，长过等待与撤销的时间。 */
const CLOSES_BY_ITSELF = '5m';

/** @throws PayError outcome 'unknown'：可能已扣款，须查询 */
export async function chargeTrade(ports: ProviderPorts, account: AlipayAccount, request: ChargeRequest): Promise<TradeFacts> {
  const { out_trade_no } = request;
  const node = await callAlipay(
    ports,
    account,
    'charge',
    'alipay.trade.pay',
    {
      out_trade_no,
      total_amount: feeToYuan(request.total_fee),
      subject: subjectText(request.subject),
      product_code: 'FACE_TO_FACE_PAYMENT',
      scene: 'bar_code',
      auth_code: request.authCode,
      timeout_express: CLOSES_BY_ITSELF,
      ...(request.sharing ? { extend_params: frozenParams(undefined) } : {}),
    },
    { notifyUrl: account.notifyUrl },
  );
  if (textOf(node, 'out_trade_no') !== out_trade_no)
    throw new PayError('SIGNATURE', { outcome: 'unknown', detail: '付款码应答的单号不符' });
  const gatewayState = textOf(node, 'code') ?? '';
  const transaction_id = textOf(node, 'trade_no');
  const total_fee = yuanToFee(textOf(node, 'total_amount'));
  return {
    out_trade_no,
    state: gatewayState === '10000' ? 'SUCCESS' : 'NOTPAY',
    gatewayState,
    ...(transaction_id ? { transaction_id } : {}),
    ...(total_fee === undefined ? {} : { total_fee }),
  };
}
