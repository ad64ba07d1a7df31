// 设置 timeout 管商户写的处理：挂住的到时限就不再等，订单留着补办、租约照旧；迟到的那一次不会再办一遍（I1、I10）。每种处理风格。
import { fromVkUniPay } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/order-types/vk-uni-pay';
import type { FulfilContext, PaymentType } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/order-types/payment-type';
import { runHandler } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/orders/fulfil';
import type { OrderRecord } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/orders/record';
import { runRevoke } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/refunds/revoke';
import type { RefundRecord } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/refunds/record';
import type { ReceivingKernel } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/kernel/kernel';
import { perform, type TaskSpec } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/ledger/task';
import { fakeKernel, type FakeKernel } from './fake-kernel';

const STYLES = ['exactly-once', 'at-least-once', 'vk-uni-pay'] as const;
type Style = (typeof STYLES)[number];
type Verb = 'fulfil' | 'revoke';
type Row = OrderRecord & RefundRecord;

let fake: FakeKernel;
let stored: Row;
/** 一次次处理：各自什么时候放行 */
let releases: (() => void)[];
let balance: number;

function world(style: Style, verb: Verb): { k: ReceivingKernel; run: () => Promise<Row> } {
  fake = fakeKernel();
  releases = [];
  balance = 0;
  const hang = (): Promise<void> => new Promise((resolve) => void releases.push(resolve));
  const effect = (): number => (balance += 1);
  const handle = async (_about: unknown, { dao }: FulfilContext): Promise<void> => {
    await hang();
    await dao.updateById('wallets', 'u', {});
  };
  const type: PaymentType =
    style === 'vk-uni-pay'
      ? fromVkUniPay({
          name: 'x',
          style,
          fulfil: async () => {
            await hang();
            return effect() > 0;
          },
          revoke: handle,
        })
      : { name: 'x', delivery: style, fulfil: handle, revoke: handle };
  const k = {
    ...fake.k,
    vk: { ...fake.k.vk, baseDao: { ...fake.k.vk.baseDao, updateById: async () => effect() } },
    types: new Map([['x', type]]),
    config: { settings: { timeout: 10_000 } },
  } as unknown as ReceivingKernel;
  stored = {
    _id: 'VP1',
    out_trade_no: 'VP1',
    type: 'x',
    custom: {},
    version: 1,
    [verb]: { status: 'PENDING', attempts: 0, next_date: 0 },
  } as unknown as Row;
  fake.snapshot = () => {
    const before = stored;
    return () => void (stored = before);
  };
  const spec: TaskSpec<Row> = {
    name: verb,
    title: '处理',
    external: type.delivery === 'at-least-once',
    subject: { out_trade_no: 'VP1', provider: 'wxpay', platform: 'h5', pid: 'default', amount: 1, user_id: 'u' },
    find: async () => stored,
    save: async (row, state) =>
      row.version === stored.version ? (stored = { ...stored, version: row.version + 1, [verb]: state }) : undefined,
    stateOf: (row) => row[verb],
    isWanted: (row) => ['PENDING', 'FAILED'].includes(row[verb].status),
    run: (row, db) => (verb === 'fulfil' ? runHandler(k, row, db) : runRevoke(k, row, row, db)),
  };
  return { k, run: () => perform(k, stored, spec) };
}
const settled = async (): Promise<void> => {
  for (let turn = 0; turn < 30; turn += 1) await Promise.resolve();
};
/** 开始一次，挂到时限。 */
async function cut(run: () => Promise<Row>): Promise<Row> {
  const running = run();
  await settled();
  fake.ring();
  return running;
}

const CASES = STYLES.flatMap((style) => (['fulfil', 'revoke'] as const).map((verb) => [style, verb] as const));
const external = CASES.filter(([style]) => style !== 'exactly-once');

describe.each(external)('%s %s that hangs', (style, verb) => {
  test('is cut, keeps its lease so that nobody begins again, and counts when it ends in time', async () => {
    const { run } = world(style, verb);
    expect((await cut(run))[verb]).toMatchObject({ status: 'PENDING', lease: expect.any(String) });
    expect(fake.alerts).toMatchObject([{ kind: `${verb}-hanging`, level: 'critical', fact: 'VP1' }]);
    await run();
    fake.now += 60_000;
    await run();
    expect(releases).toHaveLength(1);
    releases[0]?.();
    await settled();
    expect([stored[verb].status, balance]).toEqual(['DONE', 1]);
    fake.now += 200_000;
    await run();
    expect([releases.length, balance]).toEqual([1, 1]);
  });

  test('begins again when the lease is over', async () => {
    const { run } = world(style, verb);
    await cut(run);
    fake.now = stored[verb].next_date;
    const again = run();
    await settled();
    releases[1]?.();
    expect((await again)[verb].status).toBe('DONE');
    expect(balance).toBe(1);
  });
});

test.each(external.filter(([style, verb]) => style === 'at-least-once' || verb === 'revoke'))(
  '%s %s: the cut one that wakes up after another took over can write nothing',
  async (style, verb) => {
    const { run } = world(style, verb);
    await cut(run);
    fake.now = stored[verb].next_date;
    const again = run();
    await settled();
    releases[0]?.();
    await settled();
    expect([stored[verb].status, balance]).toEqual(['PENDING', 0]);
    releases[1]?.();
    await again;
    await settled();
    expect([stored[verb].status, balance]).toEqual(['DONE', 1]);
  },
);

describe.each(CASES.filter(([style]) => style === 'exactly-once'))('%s %s that hangs', (style, verb) => {
  test('is rolled back and scheduled; what it writes late is refused, the next try counts once', async () => {
    const { run } = world(style, verb);
    expect((await cut(run))[verb]).toMatchObject({ status: 'FAILED', attempts: 1, next_date: fake.now + 10_000 });
    releases[0]?.();
    await settled();
    expect([stored[verb].status, balance]).toEqual(['FAILED', 0]);
    fake.now += 10_000;
    const again = run();
    await settled();
    releases[1]?.();
    await again;
    expect([stored[verb].status, balance]).toEqual(['DONE', 1]);
  });
});

test.each(CASES)('%s %s that ends in time is not waited for, and the alarm is off', async (style, verb) => {
  const { run } = world(style, verb);
  const running = run();
  await settled();
  releases[0]?.();
  expect((await running)[verb].status).toBe('DONE');
  expect(fake.alarms).toEqual([]);
  expect(fake.limits).toEqual([style === 'exactly-once' ? 8_000 : 10_000]);
});
