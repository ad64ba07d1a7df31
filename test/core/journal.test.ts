// I12 与日志的失败策略：写下的都脱过敏；日志坏了不碍支付，告警落不了盘就抛；答复之前等齐。
import { createJournal, type Journal } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/journal/journal';
import type { JournalStore } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/journal/store';
import { PayError } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/kernel/pay-error';

const DIRTY = '付款人 13912345678\r\n卡号 4111111111111111 token=abcdefghijklmnop1234567890';
const SECRETS = /13912345678|4111111111111111|abcdefghijklmnop|[\r\n]/;

let rows: { readonly journal: string; readonly row: Record<string, unknown> }[];
let broken: boolean;
let slow: Promise<void>;
let printed: string[];
let journal: Journal;
beforeEach(() => {
  [rows, broken, slow, printed] = [[], false, Promise.resolve(), []];
  const keep = async (name: string, row: object): Promise<void> => {
    await slow;
    if (broken) throw new Error('数据库不通');
    rows.push({ journal: name, row: { ...row } });
  };
  const store: JournalStore = {
    append: keep,
    async appendOnce(name, row) {
      if (rows.some((other) => other.row['_id'] === row._id)) return false;
      await keep(name, row);
      return true;
    },
    seenAgain: async () => '',
  };
  journal = createJournal(store, { CLIENTUA: DIRTY } as never, () => 1000, 'r1');
  for (const level of ['log', 'error'] as const)
    jest.spyOn(console, level).mockImplementation((...said: unknown[]) => void printed.push(String(said[0])));
});
afterEach(() => jest.restoreAllMocks());

test('alerts, details, notes, stacks and user agents are redacted and one line', async () => {
  await journal.alert({ kind: 'test', level: 'critical', message: DIRTY, fact: 'f' });
  journal.error(new PayError('NETWORK', { detail: DIRTY }), { type: 'query' });
  journal.error(new PayError('SYSTEM', { cause: new Error(DIRTY) }), { type: 'query' });
  journal.log({ type: 'query', status: 'SUCCESS', startedAt: 990, note: DIRTY });
  await journal.flush();
  expect(rows).toHaveLength(4);
  for (const { row } of rows) for (const value of Object.values(row)) if (typeof value === 'string') expect(value).not.toMatch(SECRETS);
  expect(rows.map(({ row }) => row['detail'] ?? row['message'] ?? row['stack_trace'] ?? row['note'])).toEqual(
    expect.arrayContaining([expect.stringContaining('付款人')]),
  );
});

test('what goes to the review desk keeps which alert it was, with the same clean figures', async () => {
  await journal.alert({
    kind: 'unknown-refund',
    level: 'critical',
    message: '网关通知一笔本地没有的退款',
    figures: { fee: 300, out_refund_no: DIRTY },
    review: { kind: 'unknown_refund' },
  });
  const [note, alert] = rows.map(({ row }) => row);
  expect(note).toMatchObject({ kind: 'unknown_refund', alert: { kind: 'unknown-refund', figures: { fee: 300 } } });
  expect((note?.['alert'] as { figures: unknown }).figures).toEqual(alert?.['figures']);
  expect(JSON.stringify(note)).not.toMatch(SECRETS);
});

test('a journal that is down costs a line on the console, never the payment', async () => {
  broken = true;
  journal.log({ type: 'query', status: 'SUCCESS', startedAt: 990 });
  journal.error(new PayError('NETWORK'), { type: 'query' });
  await expect(journal.flush()).resolves.toBeUndefined();
  const failures = printed.map((line) => JSON.parse(line) as Record<string, unknown>).filter(({ vk_pay }) => vk_pay === 'failure');
  expect(failures).toHaveLength(2);
  expect(failures[0]).toMatchObject({ level: 'error', request_id: 'r1', text: expect.stringContaining('数据库不通') });
});

test('an alert that cannot be stored is an error of the caller', async () => {
  broken = true;
  await expect(journal.alert({ kind: 'test', level: 'critical', message: '有事' })).rejects.toThrow('数据库不通');
});

test('flush waits for what is still being written', async () => {
  let open: () => void = () => undefined;
  slow = new Promise((resolve) => (open = resolve));
  journal.log({ type: 'query', status: 'SUCCESS', startedAt: 990 });
  let flushed = false;
  const flush = journal.flush().then(() => (flushed = true));
  await new Promise((resolve) => setImmediate(resolve));
  expect(flushed).toBe(false);
  open();
  await flush;
  expect(rows).toHaveLength(1);
});

test('an alert is one row per fact: the same again is none, another fact another', async () => {
  const alert = (fact: string): Promise<void> =>
    journal.alert({ kind: 'test', level: 'critical', out_trade_no: 'VP000001', message: '有事', fact });
  for (const fact of ['a', 'a', 'b']) await alert(fact);
  expect(rows).toHaveLength(2);
});

test('every event is one line of JSON on the console, with the request id and nothing secret', async () => {
  journal.log({ type: 'query', status: 'SUCCESS', out_trade_no: 'T1', provider: 'wxpay', amount: 5, startedAt: 990, note: DIRTY });
  const failed = new PayError('NETWORK', { detail: DIRTY, gatewayCode: 'SYSTEM_ERROR' });
  journal.log({ type: 'refund', status: 'ERROR', startedAt: 990, error: failed });
  journal.error(failed, { type: 'query', out_trade_no: 'T1', data: { openid: 'o-1' } });
  await journal.alert({ kind: 'test', level: 'critical', message: DIRTY, out_trade_no: 'T1' });
  await journal.flush();
  for (const line of printed) expect(line).not.toMatch(SECRETS);
  expect(printed.join('')).not.toContain('o-1');
  expect(printed.map((line) => JSON.parse(line) as unknown)).toEqual([
    expect.objectContaining({
      vk_pay: 'log',
      level: 'info',
      request_id: 'r1',
      type: 'query',
      out_trade_no: 'T1',
      amount: 5,
      response_time: 10,
    }),
    expect.objectContaining({ vk_pay: 'log', level: 'error', request_id: 'r1', error_code: 40004, gateway_code: 'SYSTEM_ERROR' }),
    expect.objectContaining({ vk_pay: 'error', level: 'error', request_id: 'r1', error_code: 40004, out_trade_no: 'T1' }),
    expect.objectContaining({ vk_pay: 'alert', level: 'error', request_id: 'r1', kind: 'test', alert_level: 'critical' }),
  ]);
});

test('an error whose cause cannot be read is still one row', async () => {
  const cause = {
    get stack(): string {
      throw new Error('no');
    },
  };
  journal.error(new PayError('SYSTEM', { cause }), { type: 'query' });
  await journal.flush();
  expect(rows.map(({ row }) => row['error_code'])).toEqual([50000]);
});
