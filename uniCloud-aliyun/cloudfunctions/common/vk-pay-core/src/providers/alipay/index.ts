/** 支付宝（开放平台 v2 协议，gateway.do）。 */
import type { Provider, ProviderPorts } from '../provider';
import { createTrade } from './create';
import type { AlipayCredentials } from './credentials';
import { readReturnUrl } from './notify';
import { createAlipayReceiver } from './receiver';
import { queryRefundTrade, refundTrade } from './refund';
import { cancelTrade, closeTrade, queryTrade } from './trade';

export function createAlipayProvider(ports: ProviderPorts): Provider<AlipayCredentials> {
  return {
    ...createAlipayReceiver(ports),
    // 二维码最多两小时有效，过期后同一个单号不再给新码（docs/protocols/alipay.md §4.5）。
    longestPayMs: { h5: 2 * 3_600_000 },
    payerFields: ['body', 'passback_params'],
    merchantFields: [
      'goods_detail',
      'goods_type',
      'promo_params',
      'extend_params',
      'enable_pay_channels',
      'disable_pay_channels',
      'store_id',
      'operator_id',
      'terminal_id',
      'timeout_express',
      'qr_pay_mode',
      'qrcode_width',
    ],
    checkCreate: () => undefined,
    create: (account, request) => createTrade(ports, account, request),
    query: (account, out_trade_no) => queryTrade(ports, account, out_trade_no),
    close: (account, out_trade_no) => closeTrade(ports, account, out_trade_no),
    cancel: (account, out_trade_no) => cancelTrade(ports, account, out_trade_no),
    refund: (account, request) => refundTrade(ports, account, request),
    queryRefund: (account, request) => queryRefundTrade(ports, account, request),
    readReturn: readReturnUrl,
  };
}
