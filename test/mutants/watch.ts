/** 统计与告警。 */
import { CORE, type Mutant } from './mutant';

const FOLD = `${CORE}/stats/fold.ts`;
const STORE = `${CORE}/stats/store.ts`;
const DELIVER = `${CORE}/alerts/deliver.ts`;
const fold = ['test/stats/fold.test.ts'];
const alerts = ['test/flow/alerts.test.ts'];

export const WATCH: readonly Mutant[] = [
  {
    name: 'statistics: a slow instance overwrites a newer count',
    file: STORE,
    find: 'whereJson: { _id: known._id, version: known.version },',
    put: 'whereJson: { _id: known._id },',
    tests: fold,
    only: 'cannot overwrite',
  },
  {
    name: 'statistics: no second look',
    file: FOLD,
    find: 'await Promise.all([from, ...LOOKS.map((ago) => from - ago * MINUTE_MS)].map((minute) => foldMinute(k, minute)));',
    put: 'await foldMinute(k, from);',
    tests: fold,
    only: 'rows that come within',
  },
  {
    name: 'statistics: what is cleaned away is forgotten',
    file: FOLD,
    find: 'const orders = rows.length >= before.orders ? rows : undefined;',
    put: 'const orders = rows.length >= 0 ? rows : undefined;',
    tests: fold,
    only: 'cleaned away later',
  },
  {
    name: 'statistics: a day of UTC',
    file: `${CORE}/stats/span.ts`,
    find: 'const BEIJING_MS = 8 * HOUR_MS;',
    put: 'const BEIJING_MS = 0 * HOUR_MS;',
    tests: fold,
    only: 'Beijing midnight',
  },
  {
    name: 'statistics: only the first page of a minute',
    file: `${CORE}/stats/source/store.ts`,
    find: 'if (rows.length < PAGE) return [...found, ...rows];',
    put: 'if (rows.length <= PAGE) return [...found, ...rows];',
    tests: fold,
    only: 'more rows than one read',
  },
  {
    name: 'expiry: the timer does not look at the certificates',
    file: `${CORE}/monitor/runner.ts`,
    find: '  watchExpiry,\n',
    put: '',
    tests: ['test/flow/expiry.test.ts'],
  },
  {
    name: 'expiry: one certificate in five places is five alerts',
    file: `${CORE}/providers/expiring.ts`,
    find: '`${one.title} ${one.serial}`',
    put: 'one.path',
    tests: ['test/core/expiry.test.ts'],
  },
  {
    name: 'alerts: every instance tells',
    file: DELIVER,
    find: 'return held && { row: held, stage, channels };',
    put: 'return { row: held ?? row, stage, channels };',
    tests: alerts,
    only: 'told once by every robot',
  },
  {
    name: 'alerts: nobody tells of a silent channel',
    file: DELIVER,
    find: 'if (problem !== undefined && own.some(({ row }) => row.kind !== CHANNEL_KIND)) await reportChannel(k, channel.name, problem);',
    put: '',
    tests: alerts,
    only: 'a robot that refuses',
  },
  {
    name: 'alerts: acknowledged and still escalated',
    file: DELIVER,
    find: "const over = channels.length === 0 || (stage === 'escalate' && row.status !== 'OPEN');",
    put: 'const over = channels.length === 0;',
    tests: alerts,
    only: 'escalated once',
  },
  {
    name: 'alerts: quiet hours are not quiet',
    file: DELIVER,
    find: "const quiet = row.level === 'critical' ? 0 : quietUntil(settings, k.now());",
    put: 'const quiet = row.level === null ? quietUntil(settings, k.now()) : 0;',
    tests: alerts,
    only: 'quiet hours',
  },
];
