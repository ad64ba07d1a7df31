/**
 * 支付宝网关的故障剧本（docs/protocols/alipay.md §10 与 docs/invariants.md §3）：操作、这家特有的故障。
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
import { SUB_CODES, type SubCode } from './errors';
import { BAD_NOTICES } from './model';

const TABLES = {
  /** App 支付没有：服务端不发请求，订单串由客户端直接打开（§4.2）。 */
  operations: [
    'create',
    'codepay',
    'wapPay',
    'pagePay',
    'precreate',
    'query',
    'close',
    'cancel',
    'refund',
    'queryRefund',
    'transfer',
    'queryTransfer',
    'balance',
    'bindReceiver',
    'unbindReceiver',
    'queryReceivers',
    'settle',
    'querySettle',
    'login',
    'bill',
    'callback',
  ],
  requests: {
    ...COMMON_REQUEST_FAULTS,
    /** 没有提交：500 空正文、502 HTML、200 却是 HTML */
    http: { status: v.picklist([200, 500, 502]) },
    /** 没有提交，回答指定的错误 */
    error: { subCode: v.picklist(Object.keys(SUB_CODES) as SubCode[]), message: v.optional(v.string()) },
    /** 已提交，却回答 20000 isp.unknow-error */
    unknownCommitted: {},
    /** 已提交，回答里的根节点重复、证书序列号陌生、按未转义的文字签名 */
    duplicateRoot: {},
    foreignCertSn: {},
    unescapedSignature: {},
    /** 已提交，fund_change 却是 N（还没入账） */
    fundChangeN: {},
  },
  callbacks: {
    ...COMMON_CALLBACK_FAULTS,
    /** 真正的通知之前先发一个不该被接受的 */
    prelude: { variant: v.picklist(BAD_NOTICES) },
    /** 真正的通知之后再来一个迟到的 WAIT_BUYER_PAY */
    lateWaiting: {},
  },
  numbers: ['outTradeNo', 'outRequestNo', 'notice'],
  words: {
    unknownCommitted: '已经生效，却答 20000',
    duplicateRoot: '已经生效，答复多塞一个根节点',
    foreignCertSn: '已经生效，答复的证书序列号陌生',
    unescapedSignature: '已经生效，按没有转义的文字签名',
    fundChangeN: '已经退款，却说还没入账',
    lateWaiting: '付完之后又来一个「等待付款」',
  },
} as const satisfies FaultTables;

export type Operation = OperationOf<typeof TABLES>;
export type RequestFault = RequestFaultOf<typeof TABLES>;
export type CallbackFault = CallbackFaultOf<typeof TABLES>;
export type AlipayFault = RequestFault | CallbackFault;
export type FaultNumbers = NumbersOf<typeof TABLES>;
export type AlipayFaultScript = ScriptOf<typeof TABLES>;
export type AlipayFaultRule = RuleOf<typeof TABLES>;

export const createAlipayFaults = (): AlipayFaultScript => createFaultScript(TABLES);
