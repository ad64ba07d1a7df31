/**
 * 商户接口 /v3/*：路径、字段检查与业务处理的对应（docs/protocols/wxpay.md §2）。
 */
import { gzipSync } from 'node:zlib';
import type { Hono } from 'hono';
import type { Bills } from './bills';
import type { Codepay } from './codepay';
import type { Creation } from './creation';
import { failure } from './envelope';
import { GatewayError } from './errors';
import type { Call, Endpoint } from './exchange';
import { paramError, parse } from './fields';
import type { Orders } from './orders';
import { mountPartnerApi } from './partner';
import type { Refunds } from './refunds';
import {
  abnormalRefundBody,
  closeBody,
  codepayBody,
  createShapes,
  downloadQuery,
  mchidQuery,
  noQuery,
  orderPath,
  PRODUCTS,
  refundBody,
  refundIdPath,
  refundPath,
  requireRealPayer,
  reverseBody,
  subQuery,
  fundFlowQuery,
  tradeBillQuery,
  transactionPath,
  type AbnormalRefundRequest,
  type CreatedProduct,
} from './request-shapes';
import { rfc3339, seal } from './sealed';
import { openerOf } from './sensitive';
import type { PlatformKeys } from './signature';
import { mountTransferApi } from './transfer-api';
import type { Transfers } from './transfers';

export interface ApiPorts {
  readonly endpoint: Endpoint;
  readonly creation: Creation;
  readonly codepay: Codepay;
  readonly orders: Orders;
  readonly refunds: Refunds;
  readonly bills: Bills;
  readonly transfers: Transfers;
  readonly keys: PlatformKeys;
  readonly refuseLoopbackPayer: boolean;
  readonly legacySpelling: boolean;
}

/** 请求里的商户号必须就是签名的商户号。 */
function sameMerchant(call: Call, mchid: string, location: 'body' | 'query'): void {
  if (mchid !== call.merchant.mchid) throw paramError({ location, pointer: '/mchid' }, '与签名使用的商户号不一致', mchid);
}

/** 退到付款人的另一张卡：三个字段都要有，号与名是加密的（§1.8、§2.5）。@returns 卡号的末四位 */
function cardIn(body: AbnormalRefundRequest, call: Call, keys: PlatformKeys): string | undefined {
  if (body.type !== 'USER_BANK_CARD') return undefined;
  for (const field of ['bank_type', 'bank_account', 'real_name'] as const)
    if (body[field] === undefined) throw paramError({ location: 'body', pointer: `/${field}` }, '必填性规则校验失败，此字段为必填项');
  const open = openerOf(keys, call.header('wechatpay-serial'));
  open(body.real_name ?? '', '/real_name');
  return open(body.bank_account ?? '', '/bank_account').slice(-4);
}

export function mountApi(app: Hono, ports: ApiPorts): void {
  const { endpoint, creation, codepay, orders, refunds, bills } = ports;

  const create = (product: CreatedProduct) =>
    endpoint('create', (call) => {
      parse(noQuery, call.query, 'query');
      const body = parse(createShapes[product], call.body ?? {}, 'body');
      sameMerchant(call, body.mchid, 'body');
      requireRealPayer(body.scene_info?.payer_client_ip, ports.refuseLoopbackPayer);
      return { status: 200, json: creation.create(call.merchant, product, body) };
    });

  for (const product of PRODUCTS) app.post(`/v3/pay/transactions/${product}`, create(product));
  app.post(
    '/v3/pay/transactions/codepay',
    endpoint('codepay', (call) => {
      parse(noQuery, call.query, 'query');
      const body = parse(codepayBody, call.body ?? {}, 'body');
      sameMerchant(call, body.mchid, 'body');
      return { status: 200, json: codepay.pay(call.merchant, body) };
    }),
  );
  app.post(
    '/v3/pay/transactions/out-trade-no/:out_trade_no/reverse',
    endpoint('reverse', (call) => {
      const { out_trade_no } = parse(orderPath, call.path, 'uri_template');
      parse(noQuery, call.query, 'query');
      sameMerchant(call, parse(reverseBody, call.body ?? {}, 'body').mchid, 'body');
      return { status: 200, json: codepay.reverse(call.merchant, out_trade_no) };
    }),
  );
  app.get(
    '/v3/pay/transactions/id/:transaction_id',
    endpoint('query', (call) => {
      const { transaction_id } = parse(transactionPath, call.path, 'uri_template');
      sameMerchant(call, parse(mchidQuery, call.query, 'query').mchid, 'query');
      return { status: 200, json: orders.byTransactionId(call.merchant, transaction_id) };
    }),
  );
  app.get(
    '/v3/pay/transactions/out-trade-no/:out_trade_no',
    endpoint('query', (call) => {
      const { out_trade_no } = parse(orderPath, call.path, 'uri_template');
      sameMerchant(call, parse(mchidQuery, call.query, 'query').mchid, 'query');
      return { status: 200, json: orders.byOutTradeNo(call.merchant, out_trade_no) };
    }),
  );
  app.post(
    '/v3/pay/transactions/out-trade-no/:out_trade_no/close',
    endpoint('close', (call) => {
      const { out_trade_no } = parse(orderPath, call.path, 'uri_template');
      parse(noQuery, call.query, 'query');
      sameMerchant(call, parse(closeBody, call.body ?? {}, 'body').mchid, 'body');
      orders.close(call.merchant, out_trade_no);
      return { status: 204 };
    }),
  );
  app.get(
    '/v3/certificates',
    endpoint('certificates', (call) => {
      if (call.merchant.mode === 'publicKey')
        throw new GatewayError('RESOURCE_NOT_EXISTS', { message: '无可用的平台证书，请在商户平台-API安全申请使用微信支付公钥' });
      const data = ports.keys.listed().map((certificate) => ({
        serial_no: certificate.serialNo,
        effective_time: rfc3339(certificate.effectiveAt),
        expire_time: rfc3339(certificate.expireAt),
        encrypt_certificate: seal(certificate.certificatePem, 'certificate', call.merchant.apiV3Key),
      }));
      return { status: 200, json: { data } };
    }),
  );
  app.post(
    '/v3/refund/domestic/refunds',
    endpoint('refund', (call) => {
      parse(noQuery, call.query, 'query');
      return { status: 200, json: refunds.create(call.merchant, parse(refundBody, call.body ?? {}, 'body')) };
    }),
  );
  app.get(
    '/v3/refund/domestic/refunds/:out_refund_no',
    endpoint('queryRefund', (call) => {
      const { sub_mchid } = parse(subQuery, call.query, 'query');
      return { status: 200, json: refunds.query(call.merchant, parse(refundPath, call.path, 'uri_template').out_refund_no, sub_mchid) };
    }),
  );
  app.post(
    '/v3/refund/domestic/refunds/:refund_id/apply-abnormal-refund',
    endpoint('abnormalRefund', (call) => {
      const { refund_id } = parse(refundIdPath, call.path, 'uri_template');
      const body = parse(abnormalRefundBody, call.body ?? {}, 'body');
      return { status: 200, json: refunds.applyAbnormal(call.merchant, refund_id, body, cardIn(body, call, ports.keys)) };
    }),
  );
  app.get(
    '/v3/bill/tradebill',
    endpoint('bill', (call) => ({ status: 200, json: bills.trade(call.merchant, parse(tradeBillQuery, call.query, 'query')) })),
  );
  app.get(
    '/v3/bill/fundflowbill',
    endpoint('bill', (call) => ({ status: 200, json: bills.fundFlow(call.merchant, parse(fundFlowQuery, call.query, 'query')) })),
  );
  app.get(
    '/v3/billdownload/file',
    endpoint('download', (call) => {
      const { content, gzip } = bills.download(call.merchant, parse(downloadQuery, call.query, 'query').token);
      return { status: 200, file: gzip ? gzipSync(content) : Buffer.from(content, 'utf8') };
    }),
  );
  mountPartnerApi(app, ports);
  mountTransferApi(app, endpoint, ports.transfers);
  app.all('/v3/*', () =>
    failure(new GatewayError('RESOURCE_NOT_EXISTS', { message: '请求的接口不存在，或本模拟器没有实现' }), ports.legacySpelling),
  );
}
