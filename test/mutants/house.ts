/** 定时任务、日志与告警、登录态、前端。 */
import { CORE, NEVER, type Mutant } from './mutant';

const SWEEP = `${CORE}/monitor/sweep.ts`;
const RUNNER = `${CORE}/monitor/runner.ts`;
const SESSION = `${CORE}/payers/session.ts`;
const JOURNAL = `${CORE}/journal/journal.ts`;
const monitor = ['test/flow/monitor.test.ts'];
const session = ['test/flow/door-session.test.ts'];
const roles = ['test/flow/roles.test.ts'];
const journal = ['test/core/journal.test.ts'];

export const HOUSE: readonly Mutant[] = [
  {
    name: 'monitor: unreadable rows stay in the way',
    file: SWEEP,
    find: 'await store.setAside(id, field);',
    put: '',
    tests: monitor,
    only: 'hundreds of unreadable',
  },
  {
    name: 'monitor: unreadable rows alarm nobody',
    file: SWEEP,
    find: "await k.journal.alert({\n      kind: 'unreadable-row',",
    put: "void ({\n      kind: 'unreadable-row',",
    tests: monitor,
    only: 'unreadable',
  },
  {
    name: 'monitor: one user may take the whole round',
    file: SWEEP,
    find: 'if (count >= share) return false;',
    put: '',
    tests: monitor,
    only: 'one user',
  },
  {
    name: 'monitor: no batch after the first',
    file: SWEEP,
    find: 'while ((await batch(share)) > 0) if (!open()) return result(true);',
    put: 'if ((await batch(share)) > 0) return result(true);',
    tests: monitor,
    only: 'as many batches',
  },
  {
    name: 'monitor: one budget for all jobs in turn',
    file: RUNNER,
    find: 'const reports = await Promise.all(mine.map((job) => runJob(k, job, startedAt + BUDGET_MS)));',
    put: 'const reports = [];\n  for (const job of mine) reports.push(await runJob(k, job, startedAt + BUDGET_MS));',
    tests: monitor,
    only: 'uses up its own time',
  },
  {
    name: 'monitor: hourly jobs only at minute 0',
    file: RUNNER,
    find: 'claim(k, `job:${name}`, everyMinutes * MINUTE_MS - MINUTE_MS / 2)',
    put: 'new Date(k.now()).getMinutes() === 0',
    tests: monitor,
    only: 'missed full hour',
  },
  {
    name: 'monitor: every instance does the hourly job',
    file: RUNNER,
    find: 'claim(k, `job:${name}`, everyMinutes * MINUTE_MS - MINUTE_MS / 2)',
    put: 'claim.length > 0',
    tests: monitor,
    only: 'missed full hour',
  },
  {
    name: 'monitor: what was paid is cleaned away',
    file: `${CORE}/orders/listing/store.ts`,
    find: 'transaction_id: command.exists(false),',
    put: '',
    tests: monitor,
    only: 'carts nobody paid',
  },
  {
    name: 'monitor: unclear for ever',
    file: `${CORE}/monitor/repair-orders.ts`,
    find: 'k.now() - fresh.create_date < UNRESOLVED_MS)',
    put: 'fresh.create_date > 0)',
    tests: monitor,
    only: '25 hours',
  },
  {
    name: 'monitor: fulfilments are not repaired',
    file: `${CORE}/monitor/repair-fulfilments.ts`,
    find: 'const after = await fulfil(k, order);',
    put: 'const after = order;',
    tests: monitor,
    only: 'a handler that fails',
  },
  {
    name: 'alert: the same fact is a new alert each time',
    file: JOURNAL,
    find: "createHash('sha256').update(fact)",
    put: "createHash('sha256').update(fact + String(Math.random()))",
    tests: ['test/core/journal.test.ts'],
  },
  {
    name: 'alert: one that cannot be stored is forgotten',
    file: JOURNAL,
    find: 'next_date: now(),\n        create_date: now(),\n      });',
    put: 'next_date: now(),\n        create_date: now(),\n      }).catch(() => undefined);',
    tests: journal,
  },
  {
    name: 'alert: its text is stored as it came',
    file: JOURNAL,
    find: 'level,\n        message: cleanText(message),',
    put: 'level,\n        message,',
    tests: journal,
  },
  {
    name: 'journal: a log that is down stops the payment',
    file: JOURNAL,
    find: 'printFailure(`写入${what}失败',
    put: 'if (what) throw error;\n      printFailure(`写入${what}失败',
    tests: journal,
  },
  {
    name: 'journal: flush does not wait',
    file: JOURNAL,
    find: 'while (writing.size > 0) await Promise.all(writing);',
    put: '',
    tests: journal,
  },
  {
    name: 'journal: details are stored as they came',
    file: `${CORE}/journal/error-row.ts`,
    find: 'detail: cleanText(error.detail, 1500)',
    put: 'detail: error.detail',
    tests: journal,
  },
  {
    name: 'journal: stacks are stored as they came',
    file: `${CORE}/journal/error-row.ts`,
    find: 'return cleanText(ownStack(cause) ??',
    put: 'return String(ownStack(cause) ??',
    tests: journal,
  },
  {
    name: 'redact: keys that name secrets are not masked',
    file: `${CORE}/journal/redact.ts`,
    find: 'out[name] = SECRET_KEY.test(key) ? MASK : redact',
    put: 'out[name] = redact',
    tests: ['test/core/redact.test.ts'],
  },
  {
    name: 'redact: line breaks reach the log',
    file: `${CORE}/journal/redact.ts`,
    find: ".replace(/[\\u0000-\\u001f\\u007f-\\u009f\\u2028\\u2029]+/g, ' ')",
    put: '',
    tests: ['test/core/redact.test.ts'],
  },
  {
    name: 'session: the role is not looked at again',
    file: SESSION,
    find: 'if (!owned.has(needed))',
    put: `if (${NEVER})`,
    tests: roles,
  },
  {
    name: 'session: a revoked token lives on',
    file: SESSION,
    find: 'if (!presented(event).some((token) => known.includes(token)))',
    put: `if (${NEVER})`,
    tests: session,
  },
  {
    name: 'session: a banned user lives on',
    file: SESSION,
    find: "if (!row || DEAD_STATUSES.includes(row['status']))",
    put: 'if (!row)',
    tests: session,
  },
  {
    name: 'session: staff services take any user',
    file: `${CORE}/entry/serve.ts`,
    find: 'requireStaffSession(asked, STAFF_SERVICE_NEEDS[name])',
    put: 'requireSession(asked)',
    tests: roles,
  },
  {
    name: 'answer: the stack goes to the caller',
    file: `${CORE}/entry/answer.ts`,
    find: 'return error.toAnswer(requestIdOf(port));',
    put: 'return { ...error.toAnswer(requestIdOf(port)), detail: String(error.cause ?? error.stack) };',
    tests: ['test/core/answer.test.ts'],
  },
  {
    name: 'door: any object is an order number',
    file: 'common/contract/fields.ts',
    find: "v.regex(NEW_OUT_TRADE_NO_PATTERN, '必须是 6–32 位字母、数字或下划线'),",
    put: '',
    tests: ['test/flow/bad-input.test.ts', 'test/contract/params.test.ts'],
  },
];
