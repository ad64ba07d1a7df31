/** 回滚、迟到的付款、多付的一张、柜台收款：收回来的、退回去的都只有一次，说不清的交给人。 */
import { CORE, NEVER, type Mutant } from './mutant';

const ROLLBACK = `${CORE}/review/rollback.ts`;
const ESCALATE = `${CORE}/review/escalate.ts`;
const SETTLE = `${CORE}/orders/settle.ts`;
const GIVE_BACK = `${CORE}/review/give-back.ts`;
const REFERENCE = `${CORE}/orders/reference.ts`;
const CHARGE = `${CORE}/counter/charge.ts`;
const PURSUE = `${CORE}/counter/pursue.ts`;
const rollback = ['test/flow/rollback.test.ts'];
const late = ['test/flow/late.test.ts'];
const surplus = ['test/flow/surplus.test.ts'];
const counter = ['test/flow/counter.test.ts'];

export const ROLLBACKS: readonly Mutant[] = [
  {
    name: 'rollback: what has a conclusion is rolled back once more',
    file: ROLLBACK,
    find: 'if (!isOpen(first)) return {',
    put: `if (${NEVER}) return {`,
    tests: rollback,
    only: 'nobody paid',
  },
  {
    name: 'rollback: a creation that may be on its way is judged',
    file: ROLLBACK,
    find: 'if (unclear && createMayBeInFlight(k, order)) throw unclear;',
    put: 'void unclear;',
    tests: rollback,
    only: 'a creation that may still',
  },
  {
    name: 'rollback: what cannot be closed is not cancelled',
    file: ROLLBACK,
    find: 'if (cancels) await unlessUnclear(',
    put: `if (cancels && ${NEVER}) await unlessUnclear(`,
    tests: rollback,
    only: 'what cannot be closed is cancelled',
  },
  {
    name: 'rollback: what is unclear stays with nobody',
    file: ROLLBACK,
    find: 'status: isOpen(order) ? await toManualReview(k, order.out_trade_no) : order.status,',
    put: 'status: order.status,',
    tests: rollback,
    only: 'the gateway does not answer',
  },
  {
    name: 'rollback: a paid order counts as rolled back',
    file: ROLLBACK,
    find: "const rolledBack = order.status === 'CLOSED' || order.status === 'REFUND';",
    put: 'const rolledBack = !isOpen(order);',
    tests: rollback,
    only: 'the payer was faster',
  },
  {
    name: 'rollback: logged as done whatever came of it',
    file: ROLLBACK,
    find: "if (rolledBack) logRollback(k, order.out_trade_no, 'payment_cancelled');",
    put: "logRollback(k, order.out_trade_no, 'payment_cancelled');",
    tests: rollback,
    only: 'the gateway does not answer',
  },
  {
    name: 'rollback: the status is what is stored, the gateway is not asked',
    file: ROLLBACK,
    find: 'return (await refresh(k, await orderOf(k, out_trade_no))).order.status;',
    put: 'return (await orderOf(k, out_trade_no)).status;',
    tests: rollback,
    only: 'the status of an open order',
  },
  {
    name: 'escalate: the timer forgets a cancel that is under way',
    file: ESCALATE,
    find: "order.cancel?.status === 'ASKED' ? order.next_query_date : 0;",
    put: '0;',
    tests: rollback,
    only: 'the answer to the cancel is lost',
  },
  {
    name: 'escalate: no person is told',
    file: ESCALATE,
    find: "await k.journal.alert({\n    kind: 'order-unresolved',",
    put: `if (${NEVER}) await k.journal.alert({\n    kind: 'order-unresolved',`,
    tests: rollback,
    only: 'the gateway does not answer',
  },
  // 迟到的付款
  {
    name: 'late: what the type says does not count',
    file: SETTLE,
    find: '(type?.latePayment ?? k.config.settings.latePayment)',
    put: 'k.config.settings.latePayment',
    tests: late,
    only: 'refund: booked',
  },
  {
    name: 'late: delivered and given back',
    file: SETTLE,
    find: "if (policy === 'refund') return write(NOT_NEEDED, giveBack(k, 'late'));",
    put: "if (policy === 'refund') return write({ status: 'PENDING', attempts: 0, next_date: k.now() }, giveBack(k, 'late'));",
    tests: late,
    only: 'refund: booked',
  },
  {
    name: 'late: booked, and nobody is to give it back',
    file: SETTLE,
    find: '({ give_back: why, next_query_date: k.now(), query_attempts: 0 });',
    put: '({ give_back: why, query_attempts: 0 });',
    tests: late,
    only: 'dead right after',
  },
  {
    name: 'late: kept for a person whom nobody tells',
    file: SETTLE,
    find: "await k.journal.alert({\n      kind: 'late-payment',",
    put: `if (${NEVER}) await k.journal.alert({\n      kind: 'late-payment',`,
    tests: late,
    only: 'review: kept for a person',
  },
  // 多付的
  {
    name: 'surplus: each try to return it has a number of its own',
    file: GIVE_BACK,
    find: 'const out_refund_no = `${prefix}${order.out_trade_no}`;',
    put: 'const out_refund_no = `${prefix}${order.query_attempts}${order.out_trade_no}`;',
    tests: surplus,
    only: 'short of money',
  },
  {
    name: 'surplus: after one refusal it is never returned',
    file: GIVE_BACK,
    find: "next_query_date: k.now() + retryDelay('task', attempts) },",
    put: 'next_query_date: 0 },',
    tests: surplus,
    only: 'short of money',
  },
  {
    name: 'surplus: nobody hears that it could not be returned',
    file: GIVE_BACK,
    find: 'await k.journal.alert({\n      kind: `${why}-not-returned`,',
    put: `if (${NEVER}) await k.journal.alert({\n      kind: \`\${why}-not-returned\`,`,
    tests: surplus,
    only: 'short of money',
  },
  {
    name: 'surplus: a cart given back can never be paid again',
    file: REFERENCE,
    find: " || owner.status === 'REFUND' ||",
    put: ' ||',
    tests: surplus,
    only: 'can be paid again',
  },
  {
    name: 'surplus: orders without a business number are taken for one another',
    file: REFERENCE,
    find: 'if (order.business_no === undefined) return undefined;',
    put: '',
    tests: surplus,
    only: 'without a business number',
  },
  {
    name: 'surplus: a lost race for the business number delivers both',
    file: REFERENCE,
    find: 'if (owner === order._id) return undefined;',
    put: `if (owner === order._id || Date.now() > 0) return undefined;`,
    tests: surplus,
    only: 'at the same moment',
  },
  // 柜台
  {
    name: 'counter: the same number is charged again',
    file: CHARGE,
    find: 'if (!(await ordersOf(k).add(order))) {',
    put: `if (!(await ordersOf(k).add(order)) && ${NEVER}) {`,
    tests: counter,
    only: 'one charge',
  },
  {
    name: 'counter: no answer is taken for a refusal',
    file: CHARGE,
    find: "if (error.outcome === 'unknown') return viewCharge(k, order);",
    put: '',
    tests: counter,
    only: 'the answer is',
  },
  {
    name: 'counter: what the gateway says at once is enough',
    file: CHARGE,
    find: "facts.state === 'NOTPAY' ? waiting : (await refresh(k, waiting)).order",
    put: 'waiting',
    tests: counter,
    only: 'paid at once',
  },
  {
    name: 'counter: every look of the page asks the gateway',
    file: PURSUE,
    find: 'if (k.now() - (order.queried_date ?? 0) < SPACING_MS) return order;',
    put: '',
    tests: counter,
    only: 'asks no more often',
  },
  {
    name: 'counter: never entered, and it can be paid for ever',
    file: PURSUE,
    find: 'if (!asked && k.now() < order.expire_date) return (await refresh(k, order)).order;',
    put: 'if (!asked) return (await refresh(k, order)).order;',
    tests: counter,
    only: 'never entered',
  },
  {
    name: 'counter: reversed although it was paid just before',
    file: `${CORE}/review/withdraw-charge.ts`,
    find: "const { order } = await settle(k, first, facts, { source: 'query' });",
    put: 'const order = first;',
    tests: counter,
    only: 'paid just before',
  },
];
