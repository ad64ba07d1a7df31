/** 免确认收款授权（收款人答应一次，此后的转账不必再点「确认收款」）的状态与状态表：与订单、转账走同一个状态机。 */
import { defineTable, type HistoryOf } from '../machine';

export const AUTHORIZATION_STATUSES = ['PENDING', 'WAIT_CONFIRM', 'TAKING_EFFECT', 'CLOSED', 'FAILED'] as const;
/**
 * PENDING 要去请求网关，或结果不明（正在查询） · WAIT_CONFIRM 等收款人答应 · TAKING_EFFECT 生效中，可以据此转账
 * CLOSED 关了 · FAILED 网关没有受理
 */
export type AuthorizationStatus = (typeof AUTHORIZATION_STATUSES)[number];

/** 还占着「一个人在一个场景只有一张」的。 */
export const LIVE_AUTHORIZATION_STATUSES: readonly AuthorizationStatus[] = ['PENDING', 'WAIT_CONFIRM', 'TAKING_EFFECT'];

export type AuthorizationReason =
  /** 网关说要等收款人答应 */
  | 'receiver_asked'
  /** 经网关密钥验证的「生效」 */
  | 'verified_effective'
  /** 网关说关了：收款人、商户、过期、风险 */
  | 'gateway_closed'
  /** 网关那里没有这一张（从没有到达，或早就过期清掉了） */
  | 'not_there'
  /** 网关拒绝受理，而且查过确实没有 */
  | 'gateway_refused'
  /** 这个人在这个场景已经有另一张 */
  | 'another_live'
  /** 没有受理之后，以同一个单号再次申请 */
  | 'asked_again';

export const AUTHORIZATION_TABLE = defineTable<AuthorizationStatus, AuthorizationReason>('收款授权', AUTHORIZATION_STATUSES, 'PENDING', [
  { from: 'PENDING', to: 'WAIT_CONFIRM', reasons: ['receiver_asked'] },
  { from: 'PENDING', to: 'FAILED', reasons: ['gateway_refused', 'another_live'] },
  ...(['PENDING', 'WAIT_CONFIRM'] as const).flatMap(
    (from) =>
      [
        { from, to: 'TAKING_EFFECT', reasons: ['verified_effective'] },
        { from, to: 'CLOSED', reasons: ['gateway_closed', 'not_there'] },
      ] as const,
  ),
  { from: 'TAKING_EFFECT', to: 'CLOSED', reasons: ['gateway_closed'] },
  { from: 'FAILED', to: 'PENDING', reasons: ['asked_again'] },
]);

export type AuthorizationSource = 'create' | 'notify' | 'query';
export type AuthorizationHistoryEntry = HistoryOf<AuthorizationStatus, AuthorizationReason, AuthorizationSource>;
