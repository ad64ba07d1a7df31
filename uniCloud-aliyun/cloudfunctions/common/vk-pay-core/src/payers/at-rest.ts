/**
 * 付款人带来的、下单那一刻要用而不必存下来的东西（不变量 I12）：
 * - `openid`、`other`（渠道原生字段，常夹着手机号、会员号）只存指纹，用来认出「同号却换了内容」；
 *   发给网关的是这一次调用说的原文，与首次不同的先被拒绝，所以网关收到的逐字相同
 * - `return_url` 一概不存：它的查询串常带令牌，只有这一次跳转用得着
 *
 * 用法：落库时 `...atRest({ out_trade_no, openid, other })`；同号再来时 `differenceAtRest(已存的, 这次的)`。
 */
import { createHash } from 'node:crypto';
import { canonicalJson } from '../../../../../../common/contract/canonical-json';
import { payerHash } from './payer-hash';

export interface Bearing {
  readonly out_trade_no: string;
  readonly openid?: string | undefined;
  readonly other?: Readonly<Record<string, unknown>> | undefined;
}
export interface AtRest {
  /** openid 的指纹 */
  readonly payer_hash?: string;
  /** other 的指纹 */
  readonly other_hash?: string;
}

/** 加入单号，不能跨订单比对；空的 other 等于没有。 */
function otherHash(out_trade_no: string, other: Bearing['other']): string | undefined {
  if (other === undefined || Object.keys(other).length === 0) return undefined;
  return createHash('sha256')
    .update(`${out_trade_no}\n${canonicalJson(other)}`)
    .digest('base64url')
    .slice(0, 22);
}

export function atRest({ out_trade_no, openid, other }: Bearing): AtRest {
  const other_hash = otherHash(out_trade_no, other);
  return { ...(openid ? { payer_hash: payerHash(out_trade_no, openid) } : {}), ...(other_hash ? { other_hash } : {}) };
}

/** 以前存过 other 原文的订单也认得。 */
interface Stored extends AtRest {
  readonly out_trade_no: string;
  readonly other?: Bearing['other'];
}

/** 同号再来的两次下单，哪一样与首次不同；都相同返回 undefined。 */
export function differenceAtRest(existing: Stored, wanted: AtRest): 'openid' | 'other' | undefined {
  if (existing.payer_hash !== wanted.payer_hash) return 'openid';
  return (existing.other_hash ?? otherHash(existing.out_trade_no, existing.other)) === wanted.other_hash ? undefined : 'other';
}
