/** 投诉：听说、列出来、答复、处理完、同意退款、又来一次、快到期限。 */
import { COMPLAINT_SETTINGS } from '../complaining';
import type { Scenario, Stage } from '../scenario';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** 照缺省的规则，期限之前六小时告警 */
const NEARLY_DUE_MS = 18 * HOUR + MINUTE;

/** 付过一张单，通知的地址也登记了。 */
async function ready(stage: Stage): Promise<void> {
  await stage.monitor();
  await stage.paid({ type: 'goods' });
}
async function heard(stage: Stage): Promise<void> {
  stage.complain();
  await stage.deliver();
  await stage.monitor();
}
async function complained(stage: Stage): Promise<void> {
  await ready(stage);
  await heard(stage);
}
/** 过一会儿，定时任务再看一遍。 */
async function later(stage: Stage, ms: number): Promise<void> {
  stage.tick(ms);
  await stage.monitor();
}
const dueAlerts = (stage: Stage) => stage.rows('payment_alerts').filter(({ kind }) => kind === 'complaint-due');
const complaints = { providers: ['wxpay'], options: { settings: COMPLAINT_SETTINGS }, ends: [['SUCCESS']] } as const;

export const COMPLAINING: readonly Scenario[] = [
  { ...complaints, name: 'complaint, noticed and read', prepare: ready, act: heard, complaintEnds: ['PENDING'] },
  {
    ...complaints,
    name: 'complaint, no notice: the list sees it',
    async prepare(s) {
      await ready(s);
      s.tillOf().loseNotice();
      s.complain();
      await s.deliver();
    },
    act: (s) => later(s, 11 * MINUTE),
    complaintEnds: ['PENDING'],
  },
  {
    ...complaints,
    name: 'complaint, replied and completed',
    prepare: complained,
    async act(s) {
      await s.onComplaint('reply');
      await s.onComplaint('complete');
    },
    async again(s) {
      await s.onComplaint('reply');
      await s.onComplaint('complete');
    },
    complaintEnds: ['PROCESSED'],
  },
  {
    ...complaints,
    name: 'complaint, the answer to a reply lost',
    prepare: complained,
    async act(s) {
      s.stack.wxpay.faults.add({ operation: 'complaintReply', fault: { kind: 'lostAnswer' } });
      await s.onComplaint('reply');
    },
    again: (s) => s.onComplaint('reply'),
    complaintEnds: ['PROCESSING'],
  },
  {
    ...complaints,
    name: 'complaint, the same words to a second question, the request lost',
    async prepare(s) {
      await complained(s);
      await s.onComplaint('reply');
      await later(s, MINUTE);
      await heard(s);
    },
    async act(s) {
      s.stack.wxpay.faults.add({ operation: 'complaintReply', fault: { kind: 'lostRequest' } });
      await s.onComplaint('reply');
    },
    again: (s) => s.onComplaint('reply'),
    complaintEnds: ['PROCESSING'],
  },
  {
    ...complaints,
    name: 'complaint, a refund agreed to and made closes it',
    prepare: complained,
    async act(s) {
      await s.onComplaint('approve');
      await s.giveBack();
    },
    async again(s) {
      await s.onComplaint('approve');
      await s.giveBack();
    },
    ends: [['REFUND']],
    complaintEnds: ['PROCESSED'],
  },
  {
    ...complaints,
    name: 'complaint, completed, opened again',
    async prepare(s) {
      await complained(s);
      await s.onComplaint('reply');
      await s.onComplaint('complete');
      await later(s, HOUR);
    },
    async act(s) {
      s.complain();
      await s.deliver();
      await s.onComplaint('reply');
    },
    again: (s) => s.onComplaint('reply'),
    complaintEnds: ['PROCESSING'],
  },
  {
    ...complaints,
    name: 'complaint, nearly due: a person is told until it is answered',
    options: { settings: { ...COMPLAINT_SETTINGS, alerts: {} } },
    prepare: complained,
    act: (s) => later(s, NEARLY_DUE_MS),
    // 员工重新登录才答复：答复之前，一定已经告诉过人。
    async again(s) {
      await later(s, MINUTE);
      if (dueAlerts(s).length !== 1) throw new Error(`快到期限的投诉告警了 ${dueAlerts(s).length} 次`);
      await s.onComplaint('reply');
      for (let minute = 0; minute < 5; minute += 1) await later(s, MINUTE);
      if (dueAlerts(s).some(({ status }) => status === 'OPEN')) throw new Error('答复过了，告警还开着');
    },
    complaintEnds: ['PROCESSING'],
  },
];
