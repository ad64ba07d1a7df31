/** payment_sharings 的一行：一次分账、一次要回来，或一次解冻；`_id` 就是 out_sharing_no。 */
import type { Platform, ProviderName } from '../../../../../../common/contract/channels';
import type { ErrorName } from '../../../../../../common/contract/errors';
import {
  OPEN_SHARING_STATUSES,
  SHARING_KINDS,
  SHARING_STATUSES,
  type SharingHistoryEntry,
  type SharingKind,
  type SharingResult,
  type SharingStatus,
} from '../../../../../../common/contract/sharing/sharing';
import type { Document } from '../kernel/vk';

/** 分给一方的；账号不在这里，在接收方那一行（加密）。 */
export interface SharingPart {
  readonly receiver_no: string;
  /** 分 */
  readonly fee: number;
  readonly description: string;
  readonly result: SharingResult;
  readonly fail_reason?: string;
  /** 网关的明细号 */
  readonly part_id?: string;
  /** 已经要回来的、正在要的，分 */
  readonly returned_fee: number;
  readonly returning_fee: number;
}

/** 没有做成的原因。 */
export interface SharingFailure {
  readonly kind: ErrorName;
  /** 网关原始错误码或原因，给员工看 */
  readonly gateway_code?: string;
  /** 网关受理之后才失败的：这个单号用掉了；没有受理的可以用同一个单号再来 */
  readonly closed: boolean;
}

export interface SharingRecord {
  readonly _id: string;
  readonly out_sharing_no: string;
  readonly kind: SharingKind;
  readonly out_trade_no: string;
  readonly provider: ProviderName;
  /** 用哪个端的账号去说：有个人接收方的是添加他的那个，否则是订单的 */
  readonly platform: Platform;
  readonly pid: string;
  readonly mchid: string;
  readonly appid: string;
  readonly user_id: string;
  readonly transaction_id: string;
  /** 各方合计，分；解冻的为 0 */
  readonly sharing_fee: number;
  /** 要回来的恰好一方；解冻的没有 */
  readonly parts: readonly SharingPart[];
  readonly description: string;
  /** 这一次之后不再分，剩下的解冻 */
  readonly finish: boolean;
  /** 要回来的是哪一张分账的 */
  readonly share_no?: string;
  readonly status: SharingStatus;
  readonly gateway_state?: string;
  /** 网关的分账单号 */
  readonly sharing_id?: string;
  readonly failure?: SharingFailure;
  readonly operator: string;
  /** 有人正在请求网关，到这时为止，毫秒；0 = 没有 */
  readonly lease_date: number;
  readonly history: readonly SharingHistoryEntry[];
  readonly version: number;
  /** 下次主动查询网关（或再去请求）的时间，毫秒；0 = 不需要 */
  readonly next_query_date: number;
  readonly query_attempts: number;
  readonly create_date: number;
  readonly update_date: number;
  readonly finish_date?: number;
}

export function isSharingOpen({ status }: Pick<SharingRecord, 'status'>): boolean {
  return OPEN_SHARING_STATUSES.includes(status);
}

const isFee = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0;

function isPart(value: unknown): boolean {
  const { receiver_no, fee, returned_fee, returning_fee } = (value ?? {}) as Partial<SharingPart>;
  return typeof receiver_no === 'string' && isFee(fee) && isFee(returned_fee) && isFee(returning_fee);
}

/** 数据库文档 → 分账单。@throws Error 决定资金走向的字段有一项不对 */
export function readSharing(document: Document): SharingRecord {
  const parts: unknown = document['parts'];
  const sound =
    typeof document['_id'] === 'string' &&
    document['_id'] === document['out_sharing_no'] &&
    typeof document['out_trade_no'] === 'string' &&
    typeof document['transaction_id'] === 'string' &&
    (SHARING_KINDS as readonly unknown[]).includes(document['kind']) &&
    (SHARING_STATUSES as readonly unknown[]).includes(document['status']) &&
    isFee(document['sharing_fee']) &&
    isFee(document['lease_date']) &&
    Number.isSafeInteger(document['version']) &&
    Array.isArray(parts) &&
    parts.every(isPart) &&
    Array.isArray(document['history']);
  if (!sound) throw new Error(`分账数据不完整：${String(document['_id'])}`);
  return document as unknown as SharingRecord;
}
