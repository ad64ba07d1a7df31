/** 排期、对外的事件、重复的付款、告警、提示与付款人的申请：各自答应过的。 */
import { CORE, NEVER, type Mutant } from './mutant';

const SCHEDULE = ['test/flow/schedule.test.ts'];
const EVENTS = ['test/flow/events.test.ts'];
const HINT = ['test/flow/hint.test.ts'];
const REQUESTS = ['test/flow/refund-request.test.ts'];
const ANSWER = `${CORE}/refunds/requests/answer.ts`;

const OF_SCHEDULE: readonly Mutant[] = [
  {
    name: 'schedule: the newest comes first',
    file: `${CORE}/ledger/listing.ts`,
    find: "sortArr: [{ name: field, type: 'asc' }]",
    put: "sortArr: [{ name: field, type: 'desc' }]",
    tests: SCHEDULE,
    only: 'due the longest',
  },
  {
    name: 'schedule: a silent gateway is asked again at once',
    file: `${CORE}/orders/refresh.ts`,
    find: 'if (!(error instanceof PayError)) throw error;\n    return { order: await postpone(k, order) };',
    put: 'if (!(error instanceof PayError)) throw error;\n    return { order };',
    tests: SCHEDULE,
    only: 'a gateway that is silent',
  },
  {
    name: 'schedule: a new order is never asked about',
    file: `${CORE}/orders/intent.ts`,
    find: 'next_query_date: at + FIRST_QUERY_MS',
    put: 'next_query_date: 0 * FIRST_QUERY_MS',
    tests: SCHEDULE,
    only: 'creation was never answered',
  },
  {
    name: 'schedule: one row that throws stops those behind it',
    file: `${CORE}/monitor/sweep.ts`,
    find: '    } catch {\n      failed += 1;',
    put: '    } catch (error) {\n      if (error) throw error;\n      failed += 1;',
    tests: SCHEDULE,
    only: 'one row that throws',
  },
  {
    name: 'schedule: one job that fails takes the others along',
    file: `${CORE}/monitor/runner.ts`,
    find: 'return { name: job.name, ms: k.now() - startedAt, error: text };',
    put: 'throw error;',
    tests: SCHEDULE,
    only: 'one job that fails',
  },
  {
    name: 'schedule: a fulfilment whose holder died is not taken over',
    file: `${CORE}/monitor/repair-fulfilments.ts`,
    find: "lanes: [{ field: 'fulfil.next_date'",
    put: "lanes: [{ field: 'fulfil.never_date'",
    tests: SCHEDULE,
    only: 'the timer takes over',
  },
];

const OF_EVENTS: readonly Mutant[] = [
  {
    name: 'event: given up after the first failure',
    file: `${CORE}/events/deliver.ts`,
    find: 'const over = !done && current.attempts >= MAX_TRIES;',
    put: 'const over = !done && MAX_TRIES > 0;',
    tests: EVENTS,
    only: 'ten tries',
  },
  {
    name: 'event: each try has a number of its own',
    file: `${CORE}/events/deliver.ts`,
    find: 'signedHeaders(endpoint.secret, event._id, event.body, k.now())',
    put: 'signedHeaders(endpoint.secret, `${event._id}-${event.attempts}`, event.body, k.now())',
    tests: EVENTS,
    only: 'the id stays',
  },
  {
    name: 'event: every instance delivers',
    file: `${CORE}/events/deliver.ts`,
    find: 'if (!held) return event;\n  const result: EventTry = { at: k.now(), ...(await attempt(k, held)) };',
    put: 'const result: EventTry = { at: k.now(), ...(await attempt(k, held ?? event)) };',
    tests: EVENTS,
    only: 'several timers at once',
  },
  {
    name: 'event: a name of this machine is connected to',
    file: `${CORE}/events/send.ts`,
    find: '...(allowLocal ? {} : { lookup: publicLookup }),',
    put: '',
    tests: ['test/core/events.test.ts'],
    only: 'every connection asks again',
  },
];

const OF_PAYMENTS: readonly Mutant[] = [
  {
    name: 'surplus: the same business paid twice is done twice',
    file: `${CORE}/orders/settle.ts`,
    find: '  if (surplus_of) {\n    await k.journal.alert',
    put: `  if (surplus_of && ${NEVER}) {\n    await k.journal.alert`,
    tests: ['test/flow/surplus.test.ts'],
    only: 'both paid at the same moment',
  },
];

const OF_ALERTS: readonly Mutant[] = [
  {
    name: 'outbound: one public address among inside ones is enough',
    file: `${CORE}/kernel/public-lookup.ts`,
    find: '!found.every(({ address }) => isPublicAddress(address))',
    put: '!found.some(({ address }) => isPublicAddress(address))',
    tests: ['test/kernel/outbound.test.ts'],
    only: 'one inside address',
  },
  {
    name: 'alert: another fact about the same order is not told',
    file: `${CORE}/journal/journal.ts`,
    find: "createHash('sha256').update(fact).digest('base64url').slice(0, 16)",
    put: "createHash('sha256').update(kind).digest('base64url').slice(0, 16)",
    tests: ['test/core/journal.test.ts'],
  },
  {
    name: 'alerts: the critical one is left out of a flood',
    file: `${CORE}/alerts/deliver.ts`,
    find: 'RANK[b.row.level] - RANK[a.row.level]',
    put: 'RANK[a.row.level] - RANK[b.row.level]',
    tests: ['test/alerts/deliver.test.ts'],
    only: 'in a flood',
  },
  {
    name: 'alerts: a channel that is down puts off the escalation',
    file: `${CORE}/alerts/deliver.ts`,
    find: 'const escalation = (row.tries?.[0]?.at ?? now) +',
    put: 'const escalation = now +',
    tests: ['test/alerts/deliver.test.ts'],
    only: 'does not put off the escalation',
  },
];

const OF_HINTS: readonly Mutant[] = [
  {
    name: 'hint: every instance may ask in the same minute',
    file: `${CORE}/notify/hint.ts`,
    find: 'if (!(await claim(k, `notify-hint:${account.provider}:${account.pid}`, GAP_MS))) return;',
    put: '',
    tests: HINT,
    only: 'once a minute',
  },
  {
    name: 'hint: a flood reaches the database',
    file: `${CORE}/notify/hint.ts`,
    find: 'UNVERIFIED.has(kind) && isFirst(account, k.now())',
    put: 'UNVERIFIED.has(kind) && (isFirst(account, k.now()) || true)',
    tests: HINT,
    only: 'a flood',
  },
  {
    name: 'hint: the order of another channel is looked at',
    file: `${CORE}/notify/settlement.ts`,
    find: 'if (order.provider !== account.provider || order.pid !== account.pid) return;',
    put: '',
    tests: HINT,
    only: 'a number of the other channel',
  },
  {
    name: 'request: declined without a reason',
    file: ANSWER,
    find: "if (act === 'decline' && reason.trim().length < 2) throw",
    put: `if (act === 'decline' && ${NEVER}) throw`,
    tests: REQUESTS,
    only: 'declined with a reason',
  },
  {
    name: 'request: the number of a refund of staff is taken over',
    file: `${CORE}/refunds/requests/ask.ts`,
    find: "if (await refundsOf(k).find(request_no)) throw PayError.param([{ field: 'request_no', problem: '已被使用' }]);",
    put: '',
    tests: REQUESTS,
    only: 'a number of a refund that staff made',
  },
];

export const PROMISES: readonly Mutant[] = [...OF_SCHEDULE, ...OF_EVENTS, ...OF_PAYMENTS, ...OF_ALERTS, ...OF_HINTS];
