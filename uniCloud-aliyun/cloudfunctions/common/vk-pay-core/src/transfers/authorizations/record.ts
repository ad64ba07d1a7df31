/** payment_transfer_authorizations 的一行；`_id` 就是 out_authorization_no。 */
import type { AccountPlatform, ProviderName } from '../../../../../../../common/contract/channels';
import {
  AUTHORIZATION_STATUSES,
  LIVE_AUTHORIZATION_STATUSES,
  type AuthorizationHistoryEntry,
  type AuthorizationStatus,
} from '../../../../../../../common/contract/transfers/authorization';
import type { Document } from '../../kernel/vk';
import type { Submitted } from '../../ledger/submission';
import type { TransferFailure } from '../record';

export interface AuthorizationRecord extends Submitted {
  readonly _id: string;
  readonly out_authorization_no: string;
  readonly provider: ProviderName;
  readonly platform: AccountPlatform;
  readonly pid: string;
  readonly mchid: string;
  readonly appid: string;
  /** 收款的用户；不知道是谁为空 */
  readonly user_id: string;
  readonly scene_id: string;
  readonly perception?: string;
  /** 收款人与他看到的「开通账号」（加密）：转账时要用；关了就去掉 */
  readonly payee?: string;
  /** 用哪把密钥封的（换密钥时据此找到旧的） */
  readonly sealed_with?: string;
  /** 内容的指纹：认出「同号却换了人、换了名字」 */
  readonly payee_hash: string;
  /** openid 的指纹：网关说的是不是这个人 */
  readonly openid_hash: string;
  readonly status: AuthorizationStatus;
  readonly gateway_state?: string;
  /** 没有受理的原因 */
  readonly failure?: Omit<TransferFailure, 'closed'>;
  /** 网关的授权单号 */
  readonly authorization_id?: string;
  /** 拉起授权页的凭据（加密）；不等了就去掉 */
  readonly package_info?: string;
  readonly operator: string;
  /** 说过要关：在网关答应之前一直记着 */
  readonly close_date?: number;
  /** 网关说的关闭的原因 */
  readonly close_reason?: string;
  /** 最近一次去请求网关的时间，毫秒；0 = 没有在路上的 */
  readonly submit_date: number;
  readonly authorize_date?: number;
  readonly history: readonly AuthorizationHistoryEntry[];
  readonly version: number;
  /** 下次主动查询网关（或去请求）的时间，毫秒；0 = 不需要 */
  readonly next_query_date: number;
  readonly query_attempts: number;
  readonly create_date: number;
  readonly update_date: number;
  readonly finish_date?: number;
}

export function isLive({ status }: Pick<AuthorizationRecord, 'status'>): boolean {
  return LIVE_AUTHORIZATION_STATUSES.includes(status);
}
/** 还要问网关的：没有生效，也没有关。 */
export function isWaiting({ status }: Pick<AuthorizationRecord, 'status'>): boolean {
  return status === 'PENDING' || status === 'WAIT_CONFIRM';
}

/** 数据库文档 → 收款授权。@throws Error 决定资金走向的字段有一项不对 */
export function readAuthorizationRow(document: Document): AuthorizationRecord {
  const sound =
    typeof document['_id'] === 'string' &&
    document['_id'] === document['out_authorization_no'] &&
    Number.isSafeInteger(document['version']) &&
    Number.isSafeInteger(document['submit_date']) &&
    ['scene_id', 'appid', 'mchid', 'payee_hash', 'openid_hash'].every((name) => typeof document[name] === 'string') &&
    Array.isArray(document['history']) &&
    (AUTHORIZATION_STATUSES as readonly unknown[]).includes(document['status']);
  if (!sound) throw new Error(`收款授权数据不完整：${String(document['_id'])}`);
  return document as unknown as AuthorizationRecord;
}
