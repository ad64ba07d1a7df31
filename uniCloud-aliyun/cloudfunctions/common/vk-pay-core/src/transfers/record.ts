/** payment_transfers 的一行；`_id` 就是 out_bill_no。 */
import type { AccountPlatform, ProviderName } from '../../../../../../common/contract/channels';
import type { ErrorName } from '../../../../../../common/contract/errors';
import {
  OPEN_TRANSFER_STATUSES,
  TRANSFER_STATUSES,
  type TransferHistoryEntry,
  type TransferStatus,
} from '../../../../../../common/contract/transfers/transfer';
import type { Document } from '../kernel/vk';
import type { TaskState } from '../ledger/lease';
import type { Submitted } from '../ledger/submission';
import type { TransferRequest } from '../providers/transfers';

/** 没有付成的原因。 */
export interface TransferFailure {
  readonly kind: ErrorName;
  /** 网关原始错误码或原因，给员工看 */
  readonly gateway_code?: string;
  /** 网关受理之后才失败的：这个单号用掉了，再转要换新的；没有受理的可以用同一个单号再来 */
  readonly closed: boolean;
}

/** 占着的额度：哪一天、哪个人。 */
export interface Budgeted {
  /** 北京的一天，如 2026-11-23 */
  readonly day: string;
  /** 收款人的指纹 */
  readonly person: string;
}

export interface TransferRecord extends Submitted {
  readonly _id: string;
  readonly out_bill_no: string;
  readonly provider: ProviderName;
  readonly platform: AccountPlatform;
  readonly pid: string;
  readonly mchid: string;
  readonly appid: string;
  /** 收款的用户；不知道是谁为空 */
  readonly user_id: string;
  /** 分 */
  readonly transfer_fee: number;
  /** 要发给网关的其余内容；收款人另外加密 */
  readonly content: Omit<TransferRequest, 'out_bill_no' | 'transfer_fee' | 'payee' | 'appid'>;
  /** 收款人（加密）；有了结论就去掉 */
  readonly payee?: string;
  /** 用哪把密钥封的（换密钥时据此找到旧的） */
  readonly sealed_with?: string;
  /** 收款人的指纹：认出「同号却换了人」 */
  readonly payee_hash: string;
  readonly budget: Budgeted;
  readonly status: TransferStatus;
  readonly gateway_state?: string;
  readonly failure?: TransferFailure;
  readonly transfer_bill_no?: string;
  /** 拉起确认页的凭据（加密）；不等确认了就去掉 */
  readonly package_info?: string;
  readonly operator: string;
  /** 超过 approvalFee，要第二个人点头 */
  readonly needs_approval: boolean;
  readonly approver?: string;
  /** 说过要撤销：在网关答应之前一直记着 */
  readonly cancel_date?: number;
  /** 最近一次去请求网关的时间，毫秒；0 = 没有在路上的 */
  readonly submit_date: number;
  readonly history: readonly TransferHistoryEntry[];
  readonly version: number;
  /** 下次主动查询网关（或去请求）的时间，毫秒；0 = 不需要 */
  readonly next_query_date: number;
  readonly query_attempts: number;
  readonly create_date: number;
  readonly update_date: number;
  readonly finish_date?: number;
  /** 结论告诉商户的业务处理文件了没有（compat/tell-transfer）；没有人要告诉的没有 */
  readonly told?: TaskState;
  /** 还有事件没有列出来：从什么时候起，毫秒；0 = 都列了 */
  readonly event_date?: number;
  /** 从履历的第几步起没有列 */
  readonly events_from?: number;
}

export function isTransferOpen({ status }: Pick<TransferRecord, 'status'>): boolean {
  return OPEN_TRANSFER_STATUSES.includes(status);
}

/** 数据库文档 → 转账单。@throws Error 决定资金走向的字段有一项不对 */
export function readTransfer(document: Document): TransferRecord {
  const budget = document['budget'] as Partial<Budgeted> | null | undefined;
  const sound =
    typeof document['_id'] === 'string' &&
    document['_id'] === document['out_bill_no'] &&
    Number.isSafeInteger(document['transfer_fee']) &&
    Number.isSafeInteger(document['version']) &&
    Number.isSafeInteger(document['submit_date']) &&
    typeof document['payee_hash'] === 'string' &&
    typeof document['content'] === 'object' &&
    typeof budget?.day === 'string' &&
    typeof budget.person === 'string' &&
    Array.isArray(document['history']) &&
    (TRANSFER_STATUSES as readonly unknown[]).includes(document['status']);
  if (!sound) throw new Error(`转账数据不完整：${String(document['_id'])}`);
  return document as unknown as TransferRecord;
}
