/** 支付宝（开放平台 v2 协议，gateway.do）。 */
import type { NotifyAnswer, NotifyOutcome, Provider, ProviderPorts } from '../provider';
import { createTrade } from './create';
import { readAlipayCredentials, type AlipayCredentials } from './credentials';
import { parseAlipayNotify, readReturnUrl } from './notify';
import { queryRefundTrade, refundTrade } from './refund';
import { cancelTrade, closeTrade, queryTrade } from './trade';

/** 应答必须恰好是 7 个字符的 success；其余一律视为失败并重发（7）。 */
function ack(outcome: NotifyOutcome): NotifyAnswer {
  return { statusCode: 200, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: outcome === 'accepted' ? 'success' : 'fail' };
}

export function createAlipayProvider(ports: ProviderPorts): Provider<AlipayCredentials> {
  return {
    name: 'alipay',
    tradeOpensLater: true,
    passThroughFields: ['body', 'goods_detail', 'goods_type', 'promo_params', 'passback_params', 'extend_params', 'enable_pay_channels', 'disable_pay_channels', 'store_id', 'operator_id', 'terminal_id', 'timeout_express', 'qr_pay_mode', 'qrcode_width'],
    readCredentials: readAlipayCredentials,
    create: (account, request) => createTrade(ports, account, request),
    query: (account, out_trade_no) => queryTrade(ports, account, out_trade_no),
    close: (account, out_trade_no) => closeTrade(ports, account, out_trade_no),
    cancel: (account, out_trade_no) => cancelTrade(ports, account, out_trade_no),
    refund: (account, request) => refundTrade(ports, account, request),
    queryRefund: (account, request) => queryRefundTrade(ports, account, request),
    parseNotify: async (account, raw) => parseAlipayNotify(account, raw, ports.now()),
    readReturn: readReturnUrl,
    ack,
  };
}
