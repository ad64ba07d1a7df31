/**
 * 微信支付网关的故障剧本（docs/protocols/wxpay.md §10.8、§10.14 与 docs/invariants.md §3）：操作、这家特有的故障。
 */
import * as v from 'valibot';
import {
  COMMON_CALLBACK_FAULTS,
  COMMON_REQUEST_FAULTS,
  createFaultScript,
  type CallbackFaultOf,
  type NumbersOf,
  type OperationOf,
  type RequestFaultOf,
  type RuleOf,
  type ScriptOf,
} from '../kit/fault-script';
import type { FaultTables } from '../kit/fault-tables';
import { ERROR_CODES, type ErrorCode } from './errors';
import { BAD_NOTIFICATIONS } from './model';

const TABLES = {
  operations: [
    'create',
    'codepay',
    'reverse',
    'query',
    'close',
    'refund',
    'queryRefund',
    'abnormalRefund',
    'transfer',
    'queryTransfer',
    'cancelTransfer',
    'authorize',
    'queryAuthorization',
    'closeAuthorization',
    'balance',
    'addReceiver',
    'deleteReceiver',
    'share',
    'queryShare',
    'unfreeze',
    'returnShare',
    'queryReturn',
    'unsplit',
    'maxRatio',
    'login',
    'accessToken',
    'virtualQuery',
    'virtualRefund',
    'virtualProvide',
    'virtualBalance',
    'virtualSpend',
    'virtualUnspend',
    'virtualPresent',
    'shipUpload',
    'shipQuery',
    'shipList',
    'shipRemind',
    'shipSpecial',
    'shipSettings',
    'complaints',
    'complaint',
    'complaintHistory',
    'complaintReply',
    'complaintComplete',
    'complaintProgress',
    'complaintAddress',
    'complaintImage',
    'certificates',
    'bill',
    'download',
    'callback',
  ],
  requests: {
    ...COMMON_REQUEST_FAULTS,
    /** 没有提交：500 空正文、502 HTML、503 SERVICE_UNAVAILABLE、429 FREQUENCY_LIMITED */
    http: { status: v.picklist([500, 502, 503, 429]) },
    /** 已提交，却回答 429 FREQUENCY_LIMITED */
    limitedCommitted: {},
    /** 没有提交，回答指定的错误码；suffix 是 Request-ID 末段的内部错误号（§7.3） */
    error: {
      code: v.picklist(Object.keys(ERROR_CODES) as ErrorCode[]),
      message: v.optional(v.string()),
      suffix: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0))),
    },
    /** 没有提交，开放接口（§12）答这个 errcode */
    errcode: { errcode: v.pipe(v.number(), v.integer()) },
    /** 已提交，签名探测（§1.4 第 6 条） */
    signTest: {},
  },
  callbacks: {
    ...COMMON_CALLBACK_FAULTS,
    /** 真正的回调之前先发一个不该被接受的 */
    prelude: { variant: v.picklist(BAD_NOTIFICATIONS) },
  },
  numbers: ['outTradeNo', 'outRefundNo', 'eventType', 'method', 'path'],
  words: {
    errcode: '没有生效，开放接口答这个 errcode',
    limitedCommitted: '已经受理，却答 429',
    signTest: '签名探测：答复带着故意错的签名',
  },
} as const satisfies FaultTables;

export type Operation = OperationOf<typeof TABLES>;
export type RequestFault = RequestFaultOf<typeof TABLES>;
export type CallbackFault = CallbackFaultOf<typeof TABLES>;
export type WxpayFault = RequestFault | CallbackFault;
export type FaultNumbers = NumbersOf<typeof TABLES>;
export type WxpayFaultScript = ScriptOf<typeof TABLES>;
export type WxpayFaultRule = RuleOf<typeof TABLES>;

export const createWxpayFaults = (): WxpayFaultScript => createFaultScript(TABLES);
