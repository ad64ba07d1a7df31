/** 寄卖的画分给画廊与画家：分好的、一方没有分到的、要回来一部分的、分完解冻的，微信那里也有同样的；合起来从不超过实付。 */
import { beijingText } from '../../common/contract/beijing-text';
import { SHARING_TABLE, type SharingHistoryEntry, type SharingReason } from '../../common/contract/sharing/sharing';
import type { PastSharing } from '../../local/gateways/kit/past';
import type { Document } from '../../local/unicloud';
import { DAY_MS, HOUR_MS } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/kernel/clock';
import type { SharingPart, SharingRecord } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/sharing/record';
import { DEMO_RECEIVERS } from '../demo-receivers';
import { PID, SEEDED } from './order-row';
import { addRow, type Rows } from './rows';
import type { Setting, Story } from './story';

const PROVIDER = 'wxpay';
const CLERK = 'clerk-zhao';
/** 网关多久做完 */
const TOOK_MS = 90_000;

/** 分给谁、占实付的百分之几；微信缺省最多分三成 */
const PARTS = [
  { receiver_no: 'gallery', percent: 20, description: '寄卖分成' },
  { receiver_no: 'painter', percent: 10, description: '画款' },
] as const;
type Ending = 'all' | 'half' | 'returned' | 'finished';
/** 依次轮着来；最后一种是还没有分的 */
const ENDINGS: readonly (Ending | undefined)[] = ['all', 'returned', 'half', 'finished', undefined];

/** 一张订单的分账：我们这里与微信那里照着它写。 */
export interface SharingStory extends PastSharing {
  readonly story: Story;
  readonly ending: Ending;
}

const receiverOf = (no: string): (typeof DEMO_RECEIVERS)[number] => {
  const found = DEMO_RECEIVERS.find(({ receiver_no }) => receiver_no === no);
  if (!found) throw new Error(`没有演示的接收方 ${no}`);
  return found;
};

function told(story: Story, paidAt: number, ending: Ending, serial: number): SharingStory {
  const at = paidAt + (2 + (serial % 5)) * HOUR_MS;
  const number = (letters: string, when: number): string =>
    `${letters}${beijingText(when, 'YYYYMMDDHHmmss')}${String(serial).padStart(8, '0')}`;
  const parts = PARTS.map(({ receiver_no, percent, description }) => {
    const { type, account } = receiverOf(receiver_no);
    const failed = ending === 'half' && receiver_no === 'painter';
    return {
      receiverNo: receiver_no,
      type,
      account,
      fee: Math.floor((story.item.fee * percent) / 100),
      description,
      ...(failed ? { failReason: 'RECEIVER_REAL_NAME_NOT_VERIFIED' } : {}),
    };
  });
  const back = parts[0]?.fee ?? 0;
  return {
    story,
    ending,
    no: number('PS', at),
    outTradeNo: story.no,
    transactionId: story.transactionId,
    serial,
    parts,
    unfreezes: ending === 'finished',
    at,
    finishedAt: at + TOOK_MS,
    ...(ending === 'returned'
      ? { back: { no: number('PR', at + DAY_MS), account: parts[0]?.account ?? '', fee: Math.floor(back / 2), at: at + DAY_MS } }
      : {}),
  };
}

/** 付了、没有退过、够久以前的寄卖订单，一张一种。 */
export function tellSharings(stories: readonly Story[], { now }: Setting): SharingStory[] {
  return stories
    .filter(
      ({ item, way, heard, ending, fulfil, refunds }) =>
        item.profitSharing && way.provider === PROVIDER && heard && ending === 'paid' && fulfil === 'done' && refunds.length === 0,
    )
    .flatMap((story, serial) => {
      const ending = ENDINGS[serial % ENDINGS.length];
      const paidAt = story.paidAt ?? now;
      return ending === undefined || paidAt > now - 2 * DAY_MS ? [] : [told(story, paidAt, ending, serial)];
    });
}

type Wanted = Pick<SharingRecord, '_id' | 'kind' | 'parts' | 'description' | 'finish' | 'status' | 'create_date' | 'finish_date'> &
  Partial<Pick<SharingRecord, 'share_no' | 'sharing_id'>>;

function rowOf({ story, serial }: SharingStory, wanted: Wanted): SharingRecord {
  const { no, way, owner, user, transactionId } = story;
  const requestId = `${SEEDED}ps${String(serial).padStart(6, '0')}`;
  const { _id, status, create_date: at, finish_date = at } = wanted;
  const reason: SharingReason = status === 'PARTIAL' ? 'verified_in_part' : 'verified_shared';
  if (!SHARING_TABLE.allows('PENDING', status, reason)) throw new Error(`样例的分账走了表外的路：${status}`);
  const history: SharingHistoryEntry[] = [
    { from: null, to: 'PENDING', reason: 'created', source: 'create', at, requestId, operator: CLERK },
    { from: 'PENDING', to: status, reason, source: 'query', at: finish_date, requestId },
  ];
  return {
    ...wanted,
    out_sharing_no: _id,
    out_trade_no: no,
    provider: PROVIDER,
    platform: way.platform,
    pid: PID,
    ...owner,
    user_id: user,
    transaction_id: transactionId,
    sharing_fee: wanted.parts.reduce((sum, { fee }) => sum + fee, 0),
    gateway_state: 'FINISHED',
    operator: CLERK,
    lease_date: 0,
    history,
    version: history.length,
    next_query_date: 0,
    query_attempts: 1,
    update_date: finish_date,
  };
}

/** 订单上记着的：在别人手里多少、解冻了没有。 */
function onOrder({ no, outTradeNo, unfreezes, back }: SharingStory, parts: readonly SharingPart[], rows: Rows): void {
  const orders = rows.get('payment_orders') ?? [];
  const at = orders.findIndex(({ _id }) => _id === outTradeNo);
  const done = parts.filter(({ result }) => result === 'SUCCESS').reduce((sum, { fee }) => sum + fee, 0);
  const { version } = orders[at] as { readonly version: number };
  orders[at] = {
    ...orders[at],
    sharing_fee: 0,
    shared_fee: done - (back?.fee ?? 0),
    ...(unfreezes ? { sharing_closed_by: no } : {}),
    version: version + (back ? 3 : 2),
  } as Document;
}

export function sharingRows(sharings: readonly SharingStory[], rows: Rows): void {
  for (const sharing of sharings) {
    const { no, parts, back, unfreezes, ending, at, finishedAt } = sharing;
    const own = parts.map(({ receiverNo, fee, description, failReason }, index): SharingPart => ({
      receiver_no: receiverNo,
      fee,
      description,
      result: failReason === undefined ? 'SUCCESS' : 'FAILED',
      ...(failReason === undefined ? {} : { fail_reason: failReason }),
      returned_fee: index === 0 ? (back?.fee ?? 0) : 0,
      returning_fee: 0,
    }));
    const status = ending === 'half' ? 'PARTIAL' : 'SUCCESS';
    const share: Wanted = {
      _id: no,
      kind: 'share',
      parts: own,
      description: '',
      finish: unfreezes,
      status,
      create_date: at,
      finish_date: finishedAt,
    };
    addRow(rows, 'payment_sharings', rowOf(sharing, share) as unknown as Document);
    onOrder(sharing, own, rows);
    if (!back) continue;
    const part: SharingPart = {
      receiver_no: PARTS[0].receiver_no,
      fee: back.fee,
      description: '付款人要退一部分',
      result: 'SUCCESS',
      returned_fee: 0,
      returning_fee: 0,
    };
    const taken: Wanted = {
      _id: back.no,
      kind: 'return',
      parts: [part],
      description: part.description,
      finish: false,
      share_no: no,
      status: 'SUCCESS',
      create_date: back.at,
      finish_date: back.at + TOOK_MS,
    };
    addRow(rows, 'payment_sharings', rowOf(sharing, taken) as unknown as Document);
  }
}
