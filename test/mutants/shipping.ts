/** 发货信息：恰好一次、先看后录、期限、冻着的钱、手工录的。 */
import { CORE, NEVER, type Mutant } from './mutant';

const SHIP = `${CORE}/shipping/ship.ts`;
const flow = ['test/flow/shipping.test.ts'];

export const SHIPPING: readonly Mutant[] = [
  {
    name: 'shipping: uploaded without looking first',
    file: SHIP,
    find: "if (facts.state !== 'WAIT' || !shipment) return facts;",
    put: 'if (!shipment) return facts;',
    tests: flow,
    only: 'whose answer was lost',
  },
  {
    name: 'shipping: two instances upload at once',
    file: SHIP,
    find: 'const held = k.now() < earliest ? earliest : k.now() + HELD_MS;',
    put: 'const held = k.now() < earliest ? earliest : k.now();',
    tests: flow,
    only: 'two instances',
  },
  {
    name: 'shipping: looked for within the first minute',
    file: SHIP,
    find: 'const AFTER_PAYMENT_MS = 60_000;',
    put: 'const AFTER_PAYMENT_MS = 0;',
    tests: flow,
    only: 'by hand',
  },
  {
    name: 'shipping: a wrong shipment is tried again and again',
    file: SHIP,
    find: "const wait = hopeless ? DAY_MS : retryDelay('shipping', state.attempts);",
    put: "const wait = retryDelay('shipping', state.attempts);",
    tests: flow,
    only: 'what cannot be uploaded',
  },
  {
    name: 'shipping: nobody hears of money still held',
    file: SHIP,
    find: "kind: 'money-frozen',",
    put: "kind: 'money-thawed',",
    tests: flow,
    only: 'disputed',
  },
  {
    name: 'shipping: late is ten times later',
    file: SHIP,
    find: 'const LATE_MS = 36 * HOUR_MS;',
    put: 'const LATE_MS = 360 * HOUR_MS;',
    tests: flow,
    only: 'what cannot be uploaded',
  },
  {
    name: 'shipping: two people upload one order at once',
    file: `${CORE}/shipping/by-hand.ts`,
    find: 'if (order.shipping?.working && order.shipping.next_date > k.now()) throw',
    put: `if (${NEVER}) throw`,
    tests: flow,
    only: 'by hand',
  },
  {
    name: 'shipping: the phone of a parcel is kept',
    file: 'common/contract/shipping/params.ts',
    find: "(digits.includes('*') ? digits : `${digits.length > 7 ? digits.slice(0, 3) : ''}****${digits.slice(-4)}`)",
    put: 'digits',
    tests: flow,
    only: 'by hand',
  },
  {
    name: 'shipping: a presale is reported every hour',
    file: SHIP,
    find: 'if (shipment.ship_by !== state.presale_until) await',
    put: 'await',
    tests: flow,
    only: 'a presale is reported once',
  },
  {
    name: 'shipping: a presale is hurried after 36 hours',
    file: SHIP,
    find: 'step.presale_until === undefined ? paidAt(order) + LATE_MS',
    put: `!(${NEVER}) ? paidAt(order) + LATE_MS`,
    tests: flow,
    only: 'a presale is reported once',
  },
];
