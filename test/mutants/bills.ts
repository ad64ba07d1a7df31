/** 对账：账单与资金流水的比较、接着核对、跨零点、差异的去留。 */
import { CORE, NEVER, type Mutant } from './mutant';

const FLOW = `${CORE}/bills/compare-flow.ts`;
const STORE = `${CORE}/bills/store.ts`;
const bill = ['test/flow/reconcile.test.ts'];
const funds = ['test/flow/reconcile-funds.test.ts'];

export const BILLS: readonly Mutant[] = [
  {
    name: 'funds: the half that is the fee is not looked at',
    file: FLOW,
    find: "else if (line.kind === 'fee') await judgeFee(line, own);",
    put: '',
    tests: funds,
    only: 'flowWrongFee',
  },
  {
    name: 'funds: a fee that was not taken goes unnoticed',
    file: FLOW,
    find: "? 'payment' : owed > 0 && !seen.has(`F${transaction_id}`) ? 'service' : undefined;",
    put: "? 'payment' : undefined;",
    tests: funds,
    only: 'a line that comes a day later',
  },
  {
    name: 'funds: the day is not added up',
    file: FLOW,
    find: 'if (balances.opening + sum !== balances.closing)',
    put: `if (${NEVER})`,
    tests: funds,
    only: 'flowExtraLine',
  },
  {
    name: 'funds: the balance of the day before is not compared',
    file: FLOW,
    find: 'if (before !== undefined && before !== balances.opening)',
    put: `if (${NEVER})`,
    tests: funds,
    only: 'with a day before',
  },
  {
    name: 'bills: the checkpoint of another bill is taken up',
    file: `${CORE}/bills/prefix.ts`,
    find: 'if (this.lines === this.known?.progress.lines && this.digest() !== this.known.prefix) throw new Changed();',
    put: '',
    tests: ['test/bills/resume.test.ts'],
    only: 'another bill',
  },
  {
    name: 'bills: just before midnight is missing at once',
    file: `${CORE}/bills/compare.ts`,
    find: ' || to - at <= NEAR_MIDNIGHT_MS;',
    put: ';',
    tests: ['test/bills/compare.test.ts'],
    only: 'around midnight',
  },
  {
    name: 'bills: asked again, a difference is opened twice',
    file: `${CORE}/bills/notebook.ts`,
    find: '_id: differenceId(bill_id, difference),',
    put: '_id: `${differenceId(bill_id, difference)}_${this.startedAt}`,',
    tests: bill,
    only: 'asked again, the same rows',
  },
  {
    name: 'bills: what staff explained is opened again',
    file: STORE,
    find: "const changed = known.settled_by === 'staff' && saidOf(known) !== saidOf(difference);",
    put: "const changed = known.settled_by === 'staff';",
    tests: bill,
    only: 'each difference is an entry of the desk',
  },
  {
    name: 'bills: what a receiver gave back is taken for a refund',
    file: `${CORE}/bills/compare.ts`,
    find: "kind === 'payment' || fee !== 0;",
    put: "kind === 'payment' || fee >= 0;",
    tests: ['test/flow/sharing-bills.test.ts'],
    only: 'alipay',
  },
  {
    name: 'funds: a share of another sum goes unnoticed',
    file: FLOW,
    find: 'if (own && (own.fee === undefined || own.fee === amount)) continue;',
    put: 'if (own) continue;',
    tests: ['test/flow/sharing-bills.test.ts'],
    only: 'wxpay',
  },
];
