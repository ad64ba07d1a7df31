// 故障剧本（docs/invariants.md §3）：规则只等自己那一边，`'*'` 也一样；不会发生的规则当场被拒绝；先加的先用，用完即失效。
import * as v from 'valibot';
import { COMMON_CALLBACK_FAULTS, COMMON_REQUEST_FAULTS, createFaultScript } from '../../../local/gateways/kit/fault-script';
import type { FaultTables } from '../../../local/gateways/kit/fault-tables';

const TABLES = {
  operations: ['create', 'query', 'callback'],
  requests: { ...COMMON_REQUEST_FAULTS, http: { status: v.picklist([500]) } },
  callbacks: COMMON_CALLBACK_FAULTS,
  numbers: ['outTradeNo', 'notice'],
} as const satisfies FaultTables;
const fresh = () => createFaultScript(TABLES);

test('"any operation" means any of its own side, in whichever order the two sides come', () => {
  const script = fresh();
  script.add({ operation: '*', fault: { kind: 'lostAnswer' } });
  script.add({ operation: '*', fault: { kind: 'suppress' } });
  expect(script.takeCallback({ outTradeNo: 'A' })).toEqual({ kind: 'suppress' });
  expect(script.takeCallback({ outTradeNo: 'A' })).toBeUndefined();
  expect(script.pending()).toEqual([{ operation: '*', fault: { kind: 'lostAnswer' }, left: 1 }]);
  expect(script.takeRequest('query', {})).toEqual({ kind: 'lostAnswer' });
  expect(script.pending()).toEqual([]);
});

test('letting some pass counts only what comes on its own side', () => {
  const script = fresh();
  script.add({ operation: '*', fault: { kind: 'lostRequest' }, skip: 1 });
  expect([script.takeCallback({}), script.takeRequest('create', {}), script.takeCallback({}), script.takeRequest('create', {})]).toEqual([
    undefined,
    undefined,
    undefined,
    { kind: 'lostRequest' },
  ]);
});

test.each([
  ['query', { kind: 'suppress' }],
  ['callback', { kind: 'lostAnswer' }],
] as const)('%s with %j can never happen and is refused, also from JSON', (operation, fault) => {
  const script = fresh();
  expect(() => script.add({ operation, fault })).toThrow(RangeError);
  expect(script.addFrom({ operation, fault })).toContain('不会发生');
  expect(script.pending()).toEqual([]);
});

test('a fault on both sides is refused when the tables are made', () => {
  const both = { ...TABLES, callbacks: { ...COMMON_CALLBACK_FAULTS, truncated: {} } };
  expect(() => createFaultScript(both)).toThrow('truncated');
});

test('first added, first used, each as often as said', () => {
  const script = fresh();
  script.add({ operation: 'create', fault: { kind: 'http', status: 500 }, times: 2 });
  script.add({ operation: '*', fault: { kind: 'unsigned' }, times: Infinity });
  const kinds = Array.from({ length: 4 }, () => script.takeRequest('create', {})?.kind);
  expect(kinds).toEqual(['http', 'http', 'unsigned', 'unsigned']);
});

test('a rule from JSON waits for every number it names, and for nothing else', () => {
  const script = fresh();
  expect(script.addFrom({ operation: 'callback', fault: { kind: 'delay', ms: 5 }, outTradeNo: 'A', notice: 'refund' })).toBeUndefined();
  expect(script.takeCallback({ outTradeNo: 'A', notice: 'payment' })).toBeUndefined();
  expect(script.takeCallback({ outTradeNo: 'B', notice: 'refund' })).toBeUndefined();
  expect(script.takeCallback({ outTradeNo: 'A', notice: 'refund' })).toEqual({ kind: 'delay', ms: 5 });
});

test.each([
  [undefined],
  [[]],
  [{ operation: 'dance', fault: { kind: 'unsigned' } }],
  [{ operation: 'query', fault: { kind: 'meteor' } }],
  [{ operation: 'query', fault: { kind: 'unsigned', more: 1 } }],
  [{ operation: 'query', fault: { kind: 'timeout' } }],
  [{ operation: 'query', fault: { kind: 'http', status: 418 } }],
  [{ operation: 'callback', fault: { kind: 'duplicate', count: 65 } }],
  [{ operation: 'query', fault: { kind: 'unsigned' }, colour: 'red' }],
  [{ operation: 'query', fault: { kind: 'unsigned' }, times: 0 }],
])('%j is no rule', (input) => {
  const script = fresh();
  expect(script.addFrom(input)).toEqual(expect.any(String));
  expect(script.pending()).toEqual([]);
});
