/** 对外的事件：编号、签名、去哪里、几次、谁可以再送。 */
import { CORE, NEVER, type Mutant } from './mutant';

const DELIVER = `${CORE}/events/deliver.ts`;
const events = ['test/flow/events.test.ts'];
const unit = ['test/core/events.test.ts'];

export const EVENTS: readonly Mutant[] = [
  {
    name: 'event: the time is not part of the signature',
    file: `${CORE}/events/sign.ts`,
    find: '.update(`${id}.${timestamp}.${body}`)',
    put: '.update(`${id}.${body}`)',
    tests: unit,
    only: 'Standard Webhooks',
  },
  {
    name: 'event: an answer of any status counts as delivered',
    file: DELIVER,
    find: 'status >= 200 && status < 300;',
    put: 'status >= 200;',
    tests: events,
    only: 'signed over its own time',
  },
  {
    name: 'event: it is tried for ever',
    file: DELIVER,
    find: 'const MAX_TRIES = LADDERS.event.length + 1;',
    put: 'const MAX_TRIES = LADDERS.event.length + 1000;',
    tests: events,
    only: 'ten tries',
  },
  {
    name: 'event: given up in silence',
    file: DELIVER,
    find: "if (after.status === 'FAILED') {",
    put: `if (${NEVER}) {`,
    tests: events,
    only: 'ten tries',
  },
  {
    name: 'event: the outbox is emptied before the events are listed',
    file: `${CORE}/events/announce.ts`,
    find: 'for (const event of orderEvents(k, order)) await eventsOf(k).addOnce(event);\n  return (await ordersOf(k).write(order, { set: { event_date: 0 } })) !== undefined;',
    put: 'const listed = (await ordersOf(k).write(order, { set: { event_date: 0 } })) !== undefined;\n  for (const event of orderEvents(k, order)) { if (listed) await eventsOf(k).addOnce(event); }\n  return listed;',
    tests: events,
    only: 'dead before the row',
  },
  {
    name: 'event: a full refund is told twice',
    file: `${CORE}/events/announce.ts`,
    find: "if (!kind || reason === 'refunded_in_full') return undefined;",
    put: 'if (!kind || reason === undefined) return undefined;',
    tests: events,
    only: 'told once each',
  },
  {
    name: 'event: staff send again what is being sent',
    file: `${CORE}/events/list.ts`,
    find: 'if (found.sending_until > k.now()) throw',
    put: `if (${NEVER}) throw`,
    tests: events,
    only: 'while it is being sent',
  },
  {
    name: 'event: a number written as an address is not looked at',
    file: `${CORE}/kernel/public-lookup.ts`,
    find: 'if (isIP(host) !== 0 && !isPublicAddress(host)) throw',
    put: `if (${NEVER}) throw`,
    tests: [...unit, ...events],
    only: 'local machine',
  },
  {
    name: 'event: an inside address hides in a tunnel',
    file: `${CORE}/kernel/public-address.ts`,
    find: "'2001:db8::/32', '2002::/16',",
    put: "'2001:db8::/32',",
    tests: unit,
  },
];
