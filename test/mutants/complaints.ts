/** 投诉：通知只当提示、说一遍、不泄露、期限。 */
import { CORE, NEVER, type Mutant } from './mutant';

const ACT = `${CORE}/complaints/act.ts`;
const flow = ['test/flow/complaints.test.ts'];
const sweep = ['test/chaos/sweep-complaining.test.ts'];

export const COMPLAINTS: readonly Mutant[] = [
  {
    name: 'complaint: the same reply is said again',
    file: ACT,
    find: 'if (isSaid(row, act)) return read;',
    put: `if (${NEVER}) return read;`,
    tests: flow,
    only: 'the same reply twice',
  },
  {
    name: 'complaint: a reply does not wait for one without an answer',
    file: ACT,
    find: "if (row.acts.some(({ status }) => status === 'ASKED')) throw",
    put: `if (${NEVER}) throw`,
    tests: flow,
    only: 'the same reply twice',
  },
  {
    name: 'complaint: an act that never arrived reads as done',
    file: `${CORE}/complaints/read.ts`,
    find: "return now - act.at > ASKED_MS ? { ...act, status: 'LOST' } : act;",
    put: "return now - act.at > ASKED_MS ? { ...act, status: 'DONE' } : act;",
    tests: flow,
    only: 'the same reply twice',
  },
  {
    name: 'complaint: a reply that arrived without an answer is not found',
    file: `${CORE}/complaints/read.ts`,
    find: "if (take(act)) return { ...act, status: 'DONE' };",
    put: `if (take(act) && ${NEVER}) return { ...act, status: 'DONE' };`,
    tests: flow,
    only: 'killed before or after',
  },
  {
    name: 'complaint: the whole phone is shown',
    file: `${CORE}/providers/wxpay/complaints.ts`,
    find: '`${phone.slice(0, 3)}****${phone.slice(-4)}`',
    put: 'phone',
    tests: flow,
    only: 'heard of at once',
  },
  {
    name: 'complaint: what the payer said is stored with its phones',
    file: `${CORE}/complaints/read.ts`,
    find: 'text: withoutSensitive(facts.text).slice(0, MAX_TEXT),',
    put: 'text: facts.text.slice(0, MAX_TEXT),',
    tests: flow,
    only: 'heard of at once',
  },
  {
    name: 'complaint: a notice is acknowledged and forgotten',
    file: `${CORE}/notify/settlement.ts`,
    find: 'if (sound) await hearComplaint(k, account, complaint_id);',
    put: `if (${NEVER}) await hearComplaint(k, account, complaint_id);`,
    tests: flow,
    only: 'heard of at once',
  },
  {
    name: 'complaint: what is listed is not looked at',
    file: `${CORE}/complaints/poll.ts`,
    find: 'if (!same) await',
    put: `if (${NEVER}) await`,
    tests: flow,
    only: 'without a notice',
  },
  {
    name: 'complaint: anything is uploaded as an image',
    file: `${CORE}/complaints/desk.ts`,
    find: "if (type === undefined) throw PayError.param([{ field: 'file', problem: '必须是 jpg、png、bmp 图片' }]);",
    put: "if (type === undefined) return { image: 'nothing' };",
    tests: flow,
    only: 'replied with an image',
  },
  {
    name: 'complaint: the deadline is a day late',
    file: `${CORE}/complaints/view.ts`,
    find: 'REPLY_WITHIN_MS = 24 * HOUR_MS',
    put: 'REPLY_WITHIN_MS = 48 * HOUR_MS',
    tests: ['test/alerts/rules.test.ts'],
    only: 'complaint-due',
  },
  {
    name: 'complaint: what was said before counts as the answer that got lost',
    file: `${CORE}/complaints/read.ts`,
    find: "if (act.status === 'DONE') take(act);",
    put: `if (act.status === 'DONE' && ${NEVER}) take(act);`,
    tests: sweep,
    only: 'the same words to a second question',
  },
  {
    name: 'complaint: the same words to a second question are not said',
    file: ACT,
    find: '(last.images ?? 0) === (images ?? 0) && !waiting;',
    put: '(last.images ?? 0) === (images ?? 0);',
    tests: sweep,
    only: 'the same words to a second question',
  },
  {
    name: 'complaint: one that is open is never looked at again',
    file: `${CORE}/complaints/read.ts`,
    find: 'open ? k.now() + AGAIN_MS : 0',
    put: 'open ? 0 : 0',
    tests: sweep,
    only: 'noticed and read',
  },
];
