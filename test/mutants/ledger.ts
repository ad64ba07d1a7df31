/** 账本：状态机、租约、争抢、事务、限频、任务。 */
import { CORE, NEVER, type Mutant } from './mutant';

const MACHINE = `${CORE}/ledger/machine.ts`;
const TASK = `${CORE}/ledger/task.ts`;
const CONFLICT = `${CORE}/ledger/conflict.ts`;
const machine = ['test/ledger/machine.test.ts'];
const task = ['test/ledger/task.test.ts'];
const conflict = ['test/ledger/conflict.test.ts'];
const claim = ['test/ledger/claim.test.ts'];

export const LEDGER: readonly Mutant[] = [
  {
    name: 'machine: the version is not compared',
    file: MACHINE,
    find: '_id: assertId(row._id), version: row.version, status',
    put: '_id: assertId(row._id), status',
    tests: machine,
  },
  { name: 'machine: the version does not move', file: MACHINE, find: 'version: command.inc(1), ', put: '', tests: machine },
  {
    name: 'machine: the table is not asked',
    file: MACHINE,
    find: 'if (!table.allows(',
    put: `if (${NEVER} && !table.allows(`,
    tests: machine,
  },
  {
    name: 'machine: no history entry',
    file: MACHINE,
    find: 'status: to, history: command.push([entry]) }',
    put: 'status: to }',
    tests: machine,
  },
  {
    name: 'machine: any failed insert means "exists already"',
    file: MACHINE,
    find: 'if (isDuplicateKey(error) && !isWriteConflict(error)) return false;',
    put: 'return false;',
    tests: machine,
  },
  {
    name: 'machine: a duplicate number is a crash',
    file: MACHINE,
    find: 'if (isDuplicateKey(error) && !isWriteConflict(error)) return false;',
    put: '',
    tests: machine,
  },
  {
    name: 'machine: the schedule is ignored, every row is due',
    file: `${CORE}/ledger/listing.ts`,
    find: '[field]: command.gt(0).lte(k.now())',
    put: '[field]: command.gt(0)',
    tests: ['test/flow/schedule.test.ts'],
    only: 'what is not due',
  },
  {
    name: 'task: the lease of somebody else is ignored',
    file: TASK,
    find: 'if (isLeased(state, k.now()) && state.lease !== held) return row;',
    put: '',
    tests: task,
  },
  {
    name: 'lease: never ends',
    file: `${CORE}/ledger/lease.ts`,
    find: 'return lease !== undefined && next_date > now;',
    put: 'return lease !== undefined;',
    tests: task,
  },
  {
    name: 'lease: ends at once',
    file: `${CORE}/ledger/lease.ts`,
    find: 'next_date: k.now() + LEASE_MS, lease',
    put: 'next_date: k.now() + 1, lease',
    tests: ['test/ledger/lease.test.ts'],
  },
  {
    name: 'lease: shorter than the longest function',
    file: `${CORE}/ledger/lease.ts`,
    find: 'const LEASE_MS = 130_000;',
    put: 'const LEASE_MS = 100_000;',
    tests: ['test/ledger/lease.test.ts'],
  },
  {
    name: 'lease: no date, so nobody takes over from the dead',
    file: `${CORE}/ledger/lease.ts`,
    find: 'next_date: k.now() + LEASE_MS, lease',
    put: 'next_date: 0, lease',
    tests: ['test/chaos/waiting.test.ts'],
    only: 'the holder dies',
  },
  {
    name: 'task: the end is written without holding the lease',
    file: TASK,
    find: 'if (state.lease !== lease) {',
    put: `if (${NEVER}) {`,
    tests: task,
  },
  {
    name: 'task: a failure is written over a new holder',
    file: TASK,
    find: 'if (!spec.isWanted(current) || (isLeased(state, k.now()) && state.lease !== held)) return',
    put: 'if (!spec.isWanted(current)) return',
    tests: task,
  },
  {
    name: 'task: crowding counts as a failure of the business',
    file: TASK,
    find: "const crowded = error.kind === 'BUSY' && error.outcome === 'unknown' && thrown instanceof PayError;",
    put: 'const crowded = false;',
    tests: task,
  },
  {
    name: 'task: failing for ever alarms nobody',
    file: TASK,
    find: 'if (!crowded && saved.attempts >= ALERT_AFTER) {',
    put: `if (${NEVER}) {`,
    tests: task,
  },
  {
    name: 'task: a failure is not scheduled again',
    file: TASK,
    find: "{ status: 'FAILED', attempts, next_date: k.now() + retryDelay('task', attempts - 1) }",
    put: "{ status: 'FAILED', attempts, next_date: 0 }",
    tests: task,
  },
  {
    name: 'transaction: a failed one is committed',
    file: `${CORE}/ledger/transaction.ts`,
    find: 'await transaction.rollback();',
    put: 'await transaction.commit();',
    tests: ['test/ledger/transaction.test.ts'],
  },
  {
    name: 'conflict: a lost race is a failure',
    file: CONFLICT,
    find: 'if (!isContention(error)) throw error;',
    put: 'throw error;',
    tests: conflict,
  },
  {
    name: 'conflict: a write conflict is not recognised',
    file: CONFLICT,
    find: 'error instanceof LostRace || isWriteConflict(error);',
    put: 'error instanceof LostRace;',
    tests: conflict,
  },
  { name: 'conflict: everything is tried again', file: CONFLICT, find: 'if (!isContention(error)) throw error;', put: '', tests: conflict },
  {
    name: 'conflict: it is tried for ever',
    file: CONFLICT,
    find: 'if (attempt + 1 >= MAX_TRIES || k.now() - startedAt > patience) {',
    put: 'if (attempt > 100_000) {',
    tests: conflict,
  },
  {
    name: 'conflict: giving up reads as "nothing happened"',
    file: CONFLICT,
    find: "new PayError('BUSY', { outcome: 'unknown', cause",
    put: "new PayError('BUSY', { cause",
    tests: conflict,
  },
  {
    name: 'claim: an unwritable claim stops the work for ever',
    file: `${CORE}/ledger/claim.ts`,
    find: 'return !isDuplicateKey(error);',
    put: 'return false;',
    tests: claim,
  },
  {
    name: 'claim: an instance whose clock is behind takes over what has just been claimed or counted',
    file: `${CORE}/ledger/claim.ts`,
    find: 'export const CLOCKS_APART_MS = 60_000;',
    put: 'export const CLOCKS_APART_MS = 0;',
    tests: ['test/ledger/claim.test.ts', 'test/ledger/spend.test.ts'],
    only: 'clock',
  },
  {
    name: 'claim: a clock set back blocks for hours',
    file: `${CORE}/ledger/claim.ts`,
    find: '[command.lte(now), command.gt(now + ms + CLOCKS_APART_MS)]',
    put: '[command.lte(now)]',
    tests: claim,
  },
  {
    name: 'talk: a surprise reads as "nothing happened"',
    file: `${CORE}/ledger/talk.ts`,
    find: "toPayError(thrown, 'unknown')",
    put: 'toPayError(thrown)',
    tests: ['test/ledger/talk.test.ts'],
  },
];
