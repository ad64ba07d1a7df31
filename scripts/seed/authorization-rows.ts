/** 免确认收款授权：等收款人答应的（一张是演示用户的）、生效中的、关了的，微信那里也有同样的。 */
import { beijingText } from '../../common/contract/beijing-text';
import { TRANSFER_PLATFORM } from '../../common/contract/channels';
import {
  AUTHORIZATION_TABLE,
  type AuthorizationHistoryEntry,
  type AuthorizationReason,
  type AuthorizationSource,
  type AuthorizationStatus,
} from '../../common/contract/transfers/authorization';
import type { PastAuthorization, PastOwner } from '../../local/gateways/kit/past';
import type { Document } from '../../local/unicloud';
import type { CipherKeys } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/config/encryption';
import { HOUR_MS } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/kernel/clock';
import type { Kernel } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/kernel/kernel';
import { LADDERS } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/ledger/retry';
import { payerHash } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/payers/payer-hash';
import type { AuthorizationRecord } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/transfers/authorizations/record';
import { sealAuthorized, sealPage } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/transfers/authorizations/seal';
import { slotOf } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/transfers/authorizations/submit';
import { PID, SEEDED } from './order-row';
import { ownerOf } from './payouts';
import { addRow, type Rows } from './rows';
import type { Setting } from './story';

const PROVIDER = 'wxpay';
const CLERK = 'clerk-lin';
/** 收款人几分钟之后答应 */
const AGREED_AFTER_MS = 4 * 60_000;

interface Case {
  /** 多少小时以前请的 */
  readonly ago: number;
  readonly user: string;
  readonly name: string;
  readonly scene: string;
  readonly agreed?: true;
  /** 请了之后多少小时关的、谁关的 */
  readonly closed?: readonly [hours: number, by: 'payee' | 'merchant'];
}

/** 由远到近。 */
const CASES: readonly Case[] = [
  { ago: 300, user: 'customer-00012', name: '王小满', scene: '1005', agreed: true },
  { ago: 210, user: 'customer-00031', name: '陈立夏', scene: '1005', agreed: true, closed: [60, 'payee'] },
  { ago: 150, user: 'customer-00031', name: '陈立夏', scene: '1000', agreed: true },
  { ago: 40, user: 'customer-00007', name: '赵谷雨', scene: '1000', closed: [2, 'merchant'] },
  { ago: 5, user: 'customer-00007', name: '赵谷雨', scene: '1005' },
  { ago: 1, user: 'demo-user', name: '演示用户', scene: '1000' },
];

/** 一张授权的经过：我们这里与微信那里照着它写。 */
export interface AuthorizationStory extends PastAuthorization {
  readonly user: string;
  readonly owner: PastOwner;
}

export function tellAuthorizations({ now, days, pasts }: Setting): AuthorizationStory[] {
  const past = pasts[PROVIDER];
  const idOf = past?.authorizationId;
  const first = days[0]?.from ?? now;
  if (!past || !idOf) return [];
  return CASES.flatMap(({ ago, user, name, scene, agreed, closed }, serial): AuthorizationStory[] => {
    const at = now - ago * HOUR_MS;
    if (at < first) return [];
    const owner = ownerOf(PROVIDER, past);
    return [
      {
        no: `TA${beijingText(at, 'YYYYMMDDHHmmss')}${String(serial).padStart(8, '0')}`,
        id: idOf(at, serial),
        appid: owner.appid,
        payee: `oSIM${user.padStart(24, '0')}`,
        scene,
        name,
        createdAt: at,
        ...(agreed ? { agreedAt: at + AGREED_AFTER_MS } : {}),
        ...(closed ? { closed: { at: at + closed[0] * HOUR_MS, by: closed[1] } } : {}),
        user,
        owner,
      },
    ];
  });
}

const requestIdOf = ({ no }: AuthorizationStory): string => `${SEEDED}ta${no.slice(-6)}`;

function historyOf(story: AuthorizationStory): AuthorizationHistoryEntry[] {
  const { createdAt: at, agreedAt, closed } = story;
  const requestId = requestIdOf(story);
  const steps: AuthorizationHistoryEntry[] = [
    { from: null, to: 'PENDING', reason: 'created', source: 'create', at, requestId, operator: CLERK },
  ];
  const move = (to: AuthorizationStatus, reason: AuthorizationReason, source: AuthorizationSource, when: number): void => {
    const from = steps.at(-1)?.to ?? 'PENDING';
    if (!AUTHORIZATION_TABLE.allows(from, to, reason)) throw new Error(`样例的收款授权走了表外的路：${from} → ${to}`);
    steps.push({ from, to, reason, source, at: when, requestId });
  };
  move('WAIT_CONFIRM', 'receiver_asked', 'create', at);
  if (agreedAt !== undefined) move('TAKING_EFFECT', 'verified_effective', 'notify', agreedAt);
  if (closed) move('CLOSED', 'gateway_closed', closed.by === 'payee' ? 'notify' : 'query', closed.at);
  return steps;
}

function rowOf(story: AuthorizationStory, cipher: CipherKeys, page: string, now: number): AuthorizationRecord {
  const { no, id, owner, payee: openid, scene, name: display_name, createdAt, agreedAt, closed, user } = story;
  // 封存只用得着密钥
  const keys = { config: { cipher } } as unknown as Pick<Kernel, 'config'>;
  const history = historyOf(story);
  const { to: status, at: update_date } = history.at(-1) as AuthorizationHistoryEntry;
  const states = { WAIT_CONFIRM: 'WAIT_USER_CONFIRM', TAKING_EFFECT: 'TAKING_EFFECT', CLOSED: 'CLOSED' } as const;
  return {
    _id: no,
    out_authorization_no: no,
    provider: PROVIDER,
    platform: TRANSFER_PLATFORM,
    pid: PID,
    ...owner,
    user_id: user,
    scene_id: scene,
    ...(closed ? {} : { payee: sealAuthorized(keys, no, { openid, display_name }), sealed_with: cipher.current }),
    payee_hash: payerHash(no, [openid, display_name].join('\n')),
    openid_hash: payerHash(no, openid),
    status,
    gateway_state: states[status as keyof typeof states],
    authorization_id: id,
    ...(status === 'WAIT_CONFIRM' ? { package_info: sealPage(keys, no, page) } : {}),
    operator: CLERK,
    ...(closed?.by === 'merchant' ? { close_date: closed.at } : {}),
    ...(closed ? { close_reason: closed.by === 'payee' ? 'USER_CLOSE' : 'CLOSE_VIA_MCH_API', finish_date: closed.at } : {}),
    submit_date: createdAt,
    ...(agreedAt === undefined ? {} : { authorize_date: agreedAt }),
    history,
    version: history.length,
    next_query_date: status === 'WAIT_CONFIRM' ? now + LADDERS.refund[0] : 0,
    query_attempts: 0,
    create_date: createdAt,
    update_date,
  };
}

export function authorizationRows(stories: readonly AuthorizationStory[], { now, pasts }: Setting, cipher: CipherKeys, rows: Rows): void {
  for (const story of stories) {
    const page = pasts[PROVIDER]?.packageInfo?.(story.no) ?? '';
    addRow(rows, 'payment_transfer_authorizations', rowOf(story, cipher, page, now) as unknown as Document);
    // 一个人在一个场景只有一张活着的：是哪一张
    const key = slotOf({ provider: PROVIDER, ...story.owner, scene_id: story.scene }, story.payee);
    if (!story.closed) addRow(rows, 'payment_references', { _id: key, out_trade_no: story.no, create_date: story.createdAt });
  }
}
