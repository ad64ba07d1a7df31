// 门口：payment_errors 的每一行都合它的 schema：error_code 一律是数字，error_action 一律是目录里的下一步，没有声明之外的字段。
// 这一类：同一个字段在不同的写入处类型不同、意思不同。
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { catalogueEntry, ERROR_CATALOGUE } from '../../common/contract/errors';
import { openDoorShop, type DoorShop } from './door-harness';

let failing: string | undefined;
let shop: DoorShop;
beforeEach(async () => {
  failing = undefined;
  shop = await openDoorShop({
    runtime: {
      databaseFault: ({ kind, collection }, phase) => {
        if (phase === 'before' && failing === `${kind} ${collection}`) throw new Error('数据库出错 token=abc123 13912345678');
      },
    },
  });
});
afterEach(() => shop.close());

interface Schema {
  readonly required: readonly string[];
  readonly properties: Readonly<Record<string, { readonly bsonType: string }>>;
}
const schema = JSON.parse(readFileSync(join(__dirname, '../../uniCloud-aliyun/database/payment_errors.schema.json'), 'utf8')) as Schema;
const IS: Readonly<Record<string, (value: unknown) => boolean>> = {
  string: (value) => typeof value === 'string',
  int: (value) => Number.isInteger(value) && Math.abs(Number(value)) < 2 ** 31,
  long: Number.isSafeInteger,
  bool: (value) => typeof value === 'boolean',
};

function expectSoundRows(count: number): void {
  const rows = shop.rows('payment_errors');
  expect(rows.length).toBeGreaterThanOrEqual(count);
  for (const row of rows) {
    const wrong = Object.entries(row).filter(([name, value]) => !IS[schema.properties[name]?.bsonType ?? '']?.(value));
    expect([wrong, schema.required.filter((name) => row[name] === undefined)]).toEqual([[], []]);
    expect(row['error_action']).toBe(catalogueEntry(Number(row['error_code'])).action);
    expect(JSON.stringify(row)).not.toMatch(/abc123|13912345678/);
  }
}
const goods = { type: 'goods', custom: { goods_id: 'mug', quantity: 1 } };
const create = (out_trade_no: string): Promise<Record<string, unknown>> =>
  shop.client.callService('pay/kh/createPayment', { provider: 'wxpay', data: { ...goods, out_trade_no } });

test('whatever the front end reports, the code is a number and the rest has its own field', async () => {
  const codes: readonly (readonly [unknown, number, string | undefined])[] = [
    [40004, 40004, undefined],
    ['40010', 40010, undefined],
    [-100, -100, undefined],
    ['6001', 6001, undefined],
    ['USER_CANCEL', 50000, 'USER_CANCEL'],
    ['requestPayment:fail', 50000, 'requestPayment:fail'],
    [0.5, 50000, '0.5'],
    ['', 50000, undefined],
    [undefined, 50000, undefined],
  ];
  for (const [code] of codes)
    expect(await shop.client.callService('pay/kh/recordError', { kind: 'error', code, message: 'm' })).toMatchObject({ code: 0 });
  expect(shop.rows('payment_errors').map((row) => [row['error_code'], row['client_code']])).toEqual(
    codes.map(([, number, text]) => [number, text]),
  );
  expectSoundRows(codes.length);
});

test('failures of the gateway, of verification and of the database are rows of the same shape', async () => {
  shop.wxpay.faults.add({ operation: 'create', fault: { kind: 'http', status: 500 } });
  await create('ROWS2026112301');
  shop.wxpay.faults.add({ operation: 'create', fault: { kind: 'error', code: 'NO_AUTH', message: '受限 token=abc123' } });
  await create('ROWS2026112302');
  await fetch(`${shop.url}/pay-notify/wxpay/h5`, { method: 'POST', body: '{}' });
  failing = 'add payment_orders';
  expect(await create('ROWS2026112303')).toMatchObject({ code: ERROR_CATALOGUE.SYSTEM.code });
  expectSoundRows(4);
  const system = shop.rows('payment_errors').find((row) => row['error_code'] === ERROR_CATALOGUE.SYSTEM.code);
  expect(system).toMatchObject({ source: 'cloud', stack_trace: expect.stringContaining('数据库出错') });
});
