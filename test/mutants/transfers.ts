/** 转账：额度、第二个人、不明、撤销、通知。 */
import { CORE, NEVER, type Mutant } from './mutant';

const SUBMIT = `${CORE}/transfers/submit.ts`;
const SETTLE = `${CORE}/transfers/settle.ts`;
const flow = ['test/flow/transfers.test.ts'];
const unclear = ['test/chaos/transfers.test.ts'];
const midnight = ['test/chaos/transfers-midnight.test.ts'];

export const TRANSFERS: readonly Mutant[] = [
  {
    name: 'transfer: the budget is taken without compare-and-set',
    file: `${CORE}/transfers/budget/store.ts`,
    find: 'const whereJson = { _id: id, used_fee: command.lte(limit - fee) };',
    put: 'const whereJson = { _id: id };',
    tests: unclear,
    only: '32 at once',
  },
  {
    name: 'transfer: the limit of a person is not counted',
    file: `${CORE}/transfers/budget/store.ts`,
    find: "if (!(await add(k, person, fee, personDayFee, db))) return 'person';",
    put: 'await add(k, person, fee, Infinity, db);',
    tests: unclear,
    only: '32 at once',
  },
  {
    name: 'transfer: the budget is that of a day of UTC',
    file: `${CORE}/transfers/transfer.ts`,
    find: "budget: { day: beijingText(at, 'YYYY-MM-DD'),",
    put: 'budget: { day: new Date(at).toISOString().slice(0, 10),',
    tests: midnight,
    only: 'empty one millisecond later',
  },
  {
    name: 'transfer: asked again, it still counts for the first day',
    file: `${CORE}/transfers/transfer.ts`,
    find: '        budget,\n        needs_approval,\n',
    put: '        needs_approval,\n',
    tests: midnight,
    only: 'asked again after it',
  },
  {
    name: 'transfer: what failed keeps its budget',
    file: SETTLE,
    find: "if (to !== 'SUCCESS') await releaseBudget(k, transfer.budget, transfer.transfer_fee, db);",
    put: '',
    tests: flow,
    only: 'an empty account refuses',
  },
  {
    name: 'transfer: nobody has to approve',
    file: SUBMIT,
    find: 'if (created && transfer.needs_approval && approver === undefined) return { transfer };',
    put: '',
    tests: flow,
    only: 'a second person decides',
  },
  {
    name: 'transfer: the one who asked approves',
    file: `${CORE}/transfers/answer.ts`,
    find: 'if (operator === transfer.operator)',
    put: `if (${NEVER})`,
    tests: flow,
    only: 'a second person decides',
  },
  {
    name: 'transfer: no answer is taken for "not paid"',
    file: SUBMIT,
    find: "if (thrown.outcome === 'unknown') return keepTransferOpen(k, transfer, { to: 'UNKNOWN', reason: 'no_answer' }, 'create');",
    put: '',
    tests: unclear,
    only: 'lostRequest',
  },
  {
    name: 'transfer: a refusal is believed without a query',
    file: SUBMIT,
    find: "  } catch {\n    return keepTransferOpen(k, transfer, { to: 'UNKNOWN', reason: 'no_answer' }, 'create');\n  }",
    put: "  } catch {\n    facts = { state: 'NOT_EXIST' } as TransferFacts;\n  }",
    tests: unclear,
    only: 'a refusal is believed only after a query',
  },
  {
    name: 'transfer: after no answer a new number',
    file: SUBMIT,
    find: '  out_bill_no: transfer._id,\n',
    put: "  out_bill_no: `${transfer._id}${transfer.query_attempts > 0 ? 'X' : ''}`,\n",
    tests: unclear,
    only: 'lostRequest',
  },
  {
    name: 'transfer: cancelled while the request may be under way',
    file: SUBMIT,
    find: 'age > IN_FLIGHT_MS && ',
    put: '',
    tests: unclear,
    only: 'a cancelled transfer that never reached',
  },
  {
    name: 'transfer: the gateway is told of a cancel before it is written',
    file: `${CORE}/transfers/cancel.ts`,
    find: 'refreshTransfer(k, await intend(k, transfer), true)',
    put: 'refreshTransfer(k, { ...transfer, cancel_date: k.now() }, true)',
    tests: unclear,
    only: 'a cancel is written down first',
  },
  {
    name: 'transfer: another content under the same number',
    file: `${CORE}/transfers/transfer.ts`,
    find: 'if (differs !== undefined || canonicalJson(existing.content) !== canonicalJson(wanted.content))',
    put: `if (${NEVER})`,
    tests: flow,
    only: 'another content under the same number',
  },
  {
    name: 'transfer: the notice of another merchant counts',
    file: `${CORE}/providers/wxpay/notify.ts`,
    find: "transfer ? textOf(plain, 'mch_id') === account.mchid : isFor",
    put: 'transfer ? true : isFor',
    tests: flow,
    only: 'a notice of another amount',
  },
  {
    name: 'transfer: the sum of a notice is not compared',
    file: SETTLE,
    find: 'if (facts.transfer_fee !== undefined && facts.transfer_fee !== transfer_fee)',
    put: `if (${NEVER})`,
    tests: flow,
    only: 'a notice of another amount',
  },
  {
    name: 'transfer: the receiver stays in the row for ever',
    file: SETTLE,
    find: 'const CLEARED = { payee: undefined, sealed_with: undefined, package_info: undefined, next_query_date: 0 } as const;',
    put: 'const CLEARED = { next_query_date: 0 } as const;',
    tests: flow,
    only: 'runs from the at.staff to the receiver',
  },
];
