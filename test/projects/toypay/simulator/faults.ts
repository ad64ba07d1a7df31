/** 故障剧本：操作、这家特有的故障。 */
import {
  COMMON_CALLBACK_FAULTS,
  COMMON_REQUEST_FAULTS,
  createFaultScript,
  type OperationOf,
  type RequestFaultOf,
  type ScriptOf,
} from '../kit/fault-script';
import type { FaultTables } from '../kit/fault-tables';

const TABLES = {
  operations: ['create', 'query', 'close', 'refund', 'queryRefund', 'callback'],
  requests: {
    ...COMMON_REQUEST_FAULTS,
    /** 没有提交：前置代理的 502 */
    http: {},
  },
  callbacks: { ...COMMON_CALLBACK_FAULTS },
  numbers: ['outTradeNo', 'outRefundNo'],
} as const satisfies FaultTables;

export type Operation = OperationOf<typeof TABLES>;
export type RequestFault = RequestFaultOf<typeof TABLES>;
export type ToypayFaultScript = ScriptOf<typeof TABLES>;

export const createToypayFaults = (): ToypayFaultScript => createFaultScript(TABLES);
