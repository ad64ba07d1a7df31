/**
 * 服务商替特约商户收款（docs/protocols/wxpay.md §2.9）：签名的是服务商，钱进特约商户；单号在一个服务商之内唯一。
 */
import type { Hono } from 'hono';
import type { Codepay } from './codepay';
import type { Creation } from './creation';
import { GatewayError } from './errors';
import type { Call, Endpoint } from './exchange';
import { paramError, parse, type Location } from './fields';
import type { Orders } from './orders';
import { requireSub } from './parties';
import { partnerClose, partnerCodepay, partnerQuery, partnerReverse, partnerShapes, type PartnerOrderRequest } from './partner-shapes';
import { noQuery, orderPath, PRODUCTS, requireRealPayer, transactionPath, type CreatedProduct } from './request-shapes';

function sameSp(call: Call, spMchid: string, location: Location): void {
  if (spMchid !== call.merchant.mchid) throw paramError({ location, pointer: '/sp_mchid' }, '与签名使用的商户号不一致', spMchid);
}

/** 付款人用哪个应用的 openid：两个里恰好一个，用特约商户的就要有 sub_appid。 */
function payerIn({ payer, sub_appid }: PartnerOrderRequest): { readonly openid?: string; readonly payerKind?: 'sp' | 'sub' } {
  if (!payer) return {};
  const { sp_openid, sub_openid } = payer;
  if ((sp_openid === undefined) === (sub_openid === undefined))
    throw paramError({ location: 'body', pointer: '/payer' }, 'sp_openid 与 sub_openid 应有且只有一个');
  if (sub_openid !== undefined && sub_appid === undefined)
    throw paramError({ location: 'body', pointer: '/sub_appid' }, '必填性规则校验失败，使用 sub_openid 时必填');
  return sp_openid === undefined ? { openid: sub_openid, payerKind: 'sub' } : { openid: sp_openid, payerKind: 'sp' };
}

/** 特约商户是它受理的，写了特约商户的应用就要是绑定的。 */
function requireParties(call: Call, { sub_mchid, sub_appid }: { readonly sub_mchid: string; readonly sub_appid?: string }): void {
  const sub = requireSub(call.merchant, sub_mchid);
  if (sub_appid !== undefined && !sub.appids.includes(sub_appid)) throw new GatewayError('APPID_MCHID_NOT_MATCH');
}

export interface PartnerPorts {
  readonly codepay: Codepay;
  readonly endpoint: Endpoint;
  readonly creation: Creation;
  readonly orders: Orders;
  readonly refuseLoopbackPayer: boolean;
}

export function mountPartnerApi(app: Hono, { endpoint, creation, codepay, orders, refuseLoopbackPayer }: PartnerPorts): void {
  const BASE = '/v3/pay/partner/transactions';
  const create = (product: CreatedProduct) =>
    endpoint('create', (call) => {
      parse(noQuery, call.query, 'query');
      const body: PartnerOrderRequest = parse(partnerShapes[product], call.body ?? {}, 'body');
      sameSp(call, body.sp_mchid, 'body');
      requireParties(call, body);
      requireRealPayer(body.scene_info?.payer_client_ip, refuseLoopbackPayer);
      const { openid, payerKind } = payerIn(body);
      const { sp_appid: appid, sp_mchid, sub_appid: subAppid, sub_mchid: subMchid, payer: _payer, ...rest } = body;
      const plain = { ...rest, appid, mchid: sp_mchid, ...(openid === undefined ? {} : { payer: { openid } }) };
      return { status: 200, json: creation.create(call.merchant, product, plain, { subMchid, subAppid, payerKind }) };
    });
  for (const product of PRODUCTS) app.post(`${BASE}/${product}`, create(product));

  app.post(
    `${BASE}/codepay`,
    endpoint('codepay', (call) => {
      parse(noQuery, call.query, 'query');
      const { sp_appid: appid, sp_mchid, sub_appid, sub_mchid, ...rest } = parse(partnerCodepay, call.body ?? {}, 'body');
      sameSp(call, sp_mchid, 'body');
      requireParties(call, { sub_mchid, sub_appid });
      const partner = { subMchid: sub_mchid, subAppid: sub_appid };
      return { status: 200, json: codepay.pay(call.merchant, { ...rest, appid, mchid: sp_mchid }, partner) };
    }),
  );
  app.post(
    `${BASE}/out-trade-no/:out_trade_no/reverse`,
    endpoint('reverse', (call) => {
      const { out_trade_no } = parse(orderPath, call.path, 'uri_template');
      parse(noQuery, call.query, 'query');
      const body = parse(partnerReverse, call.body ?? {}, 'body');
      sameSp(call, body.sp_mchid, 'body');
      requireParties(call, body);
      return { status: 200, json: codepay.reverse(call.merchant, out_trade_no, body.sub_mchid) };
    }),
  );

  const asked = (call: Call): string => {
    const { sp_mchid, sub_mchid } = parse(partnerQuery, call.query, 'query');
    sameSp(call, sp_mchid, 'query');
    requireSub(call.merchant, sub_mchid);
    return sub_mchid;
  };
  app.get(
    `${BASE}/id/:transaction_id`,
    endpoint('query', (call) => {
      const { transaction_id } = parse(transactionPath, call.path, 'uri_template');
      const sub = asked(call);
      return { status: 200, json: orders.byTransactionId(call.merchant, transaction_id, sub) };
    }),
  );
  app.get(
    `${BASE}/out-trade-no/:out_trade_no`,
    endpoint('query', (call) => {
      const { out_trade_no } = parse(orderPath, call.path, 'uri_template');
      const sub = asked(call);
      return { status: 200, json: orders.byOutTradeNo(call.merchant, out_trade_no, sub) };
    }),
  );
  app.post(
    `${BASE}/out-trade-no/:out_trade_no/close`,
    endpoint('close', (call) => {
      const { out_trade_no } = parse(orderPath, call.path, 'uri_template');
      parse(noQuery, call.query, 'query');
      const { sp_mchid, sub_mchid } = parse(partnerClose, call.body ?? {}, 'body');
      sameSp(call, sp_mchid, 'body');
      requireSub(call.merchant, sub_mchid);
      orders.close(call.merchant, out_trade_no, sub_mchid);
      return { status: 204 };
    }),
  );
}
