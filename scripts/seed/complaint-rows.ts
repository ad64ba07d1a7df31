/** 付款人的投诉：等着答复的（一件快到期限）、处理中的、处理完的，微信那里也有同样的。 */
import { beijingText } from '../../common/contract/beijing-text';
import type { ComplaintAct } from '../../common/contract/complaints/complaint';
import type { PastComplaint } from '../../local/gateways/kit/past';
import type { Document } from '../../local/unicloud';
import type { ComplaintRecord } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/complaints/record';
import { DAY_MS, HOUR_MS } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/kernel/clock';
import type { Logbook } from './logbook';
import { PID, SEEDED } from './order-row';
import { addRow, type Rows } from './rows';
import type { Setting, Story } from './story';

const PROVIDER = 'wxpay';
const CLERK = 'clerk-zhao';

interface Case {
  /** 多少小时以前投诉的 */
  readonly ago: number;
  readonly text: string;
  readonly wantsRefund: boolean;
  /** 后来：投诉之后多少小时、谁做了什么、说了什么 */
  readonly then: readonly (readonly [hours: number, kind: 'word' | 'reply' | 'complete', text: string])[];
}

/** 由近到远；后面的都在前面的之前投诉。 */
const CASES: readonly Case[] = [
  { ago: 3, text: '买错了，没有用过，想退', wantsRefund: true, then: [] },
  { ago: 19, text: '付了款一直没有收到', wantsRefund: true, then: [] },
  { ago: 30, text: '收到的与页面上写的不一样', wantsRefund: false, then: [[4, 'reply', '已经安排换一件，明天寄出']] },
  {
    ago: 52,
    text: '杯子寄来就是碎的',
    wantsRefund: true,
    then: [
      [2, 'reply', '很抱歉，请问外箱有没有破损'],
      [49, 'word', '外箱是好的，里面碎了'],
    ],
  },
  {
    ago: 120,
    text: '说好的发票没有开',
    wantsRefund: false,
    then: [
      [3, 'reply', '已经开到您下单时填的抬头'],
      [20, 'complete', '商户处理完成'],
    ],
  },
  {
    ago: 260,
    text: '会员没有到账',
    wantsRefund: false,
    then: [
      [1, 'reply', '已经补上，请重新打开看一眼'],
      [5, 'complete', '商户处理完成'],
    ],
  },
];

/** 一件投诉的经过：我们这里与微信那里照着它写。 */
export interface ComplaintStory extends PastComplaint {
  readonly story: Story;
}

function told(story: Story, paidAt: number, one: Case, now: number, id: string): ComplaintStory {
  const at = Math.max(now - one.ago * HOUR_MS, paidAt + 60_000);
  const talk: PastComplaint['talk'] = [
    { at, kind: 'complaint', text: one.text },
    ...one.then.map(([hours, kind, text]) => ({ at: at + hours * HOUR_MS, kind, text })),
  ];
  const last = talk.at(-1)?.kind;
  return {
    story,
    id,
    outTradeNo: story.no,
    transactionId: story.transactionId,
    fee: story.item.fee,
    wantsRefund: one.wantsRefund,
    state: last === 'complete' ? 'done' : talk.some(({ kind }) => kind === 'reply') ? 'open' : 'new',
    waiting: last === 'complaint' || last === 'word',
    at,
    talk,
  };
}

/** 每一件找一张在那之前付的、没有退过的微信订单；没有就不写那一件。 */
export function tellComplaints(stories: readonly Story[], { now, pasts }: Setting): ComplaintStory[] {
  const idOf = pasts[PROVIDER]?.complaintId;
  if (!idOf) return [];
  const used = new Set<string>();
  return CASES.flatMap((one, serial) => {
    const before = now - one.ago * HOUR_MS;
    const found = stories.findLast(
      ({ no, way, heard, paidAt, refunds, fulfil }) =>
        way.provider === PROVIDER &&
        heard !== undefined &&
        paidAt !== undefined &&
        paidAt < before &&
        refunds.length === 0 &&
        fulfil === 'done' &&
        !used.has(no),
    );
    if (found?.paidAt === undefined) return [];
    used.add(found.no);
    return [told(found, found.paidAt, one, now, idOf(before, serial))];
  });
}

const STATUSES = { new: 'PENDING', open: 'PROCESSING', done: 'PROCESSED' } as const;

function rowOf({ story, id, fee, wantsRefund, state, waiting, at, talk }: ComplaintStory, now: number): ComplaintRecord {
  const acts = talk.flatMap(({ kind, at: when, text }): ComplaintAct[] =>
    kind === 'reply' || kind === 'complete'
      ? [
          {
            act: kind,
            operator: CLERK,
            at: when,
            requestId: `${SEEDED}cp${id.slice(-6)}`,
            ...(kind === 'reply' ? { text } : {}),
            status: 'DONE',
          },
        ]
      : [],
  );
  const asked = talk.findLast(({ kind }) => kind === 'complaint' || kind === 'word')?.at ?? at;
  const open = state !== 'done';
  return {
    _id: `${PROVIDER}:${id}`,
    complaint_id: id,
    provider: PROVIDER,
    platform: story.way.platform,
    pid: PID,
    mchid: story.owner.mchid,
    status: STATUSES[state],
    problem: wantsRefund ? 'refund' : 'other',
    out_trade_no: story.no,
    total_fee: fee,
    apply_refund_fee: wantsRefund ? fee : 0,
    text: talk[0]?.text ?? '',
    waiting,
    urgent: false,
    times: 1,
    refunded: false,
    complaint_date: at,
    opened_date: at,
    asked_date: asked,
    user_id: story.user,
    acts,
    look_date: open ? now + HOUR_MS : 0,
    looks: 0,
    read_date: talk.at(-1)?.at ?? at,
    version: 1 + acts.length,
    create_date: at,
    update_date: talk.at(-1)?.at ?? at,
  };
}

/** 付款人每说一次，告诉过人一次。 */
async function alertsOf({ story, id, talk }: ComplaintStory, book: Logbook): Promise<void> {
  for (const { kind, at } of talk)
    if (kind === 'complaint' || kind === 'word')
      await book.open(at, `${SEEDED}cp${id.slice(-6)}`).alert({
        kind: 'complaint',
        level: 'warning',
        out_trade_no: story.no,
        subject: id,
        fact: `${id} 1 ${at}`,
        message: `付款人投诉：${id}，最晚 ${beijingText(at + DAY_MS, 'MM-DD HH:mm')}（北京时间）答复`,
        figures: { times: 1, by: at + DAY_MS },
      });
}

export async function complaintRows(complaints: readonly ComplaintStory[], now: number, book: Logbook, rows: Rows): Promise<void> {
  for (const complaint of complaints) {
    addRow(rows, 'payment_complaints', rowOf(complaint, now) as unknown as Document);
    await alertsOf(complaint, book);
  }
}
