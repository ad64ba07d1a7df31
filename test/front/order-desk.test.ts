// 订单台的查询条件与导出：填得不对的说在哪一栏；CSV 在表格软件里打开就对，也不会被当成公式执行。
import { toCsv } from '../../common/client/staff/csv';
import { checkSearch, EMPTY_SEARCH, searchFromQuery } from '../../common/client/staff/order-search';

const check = (change: object): ReturnType<typeof checkSearch> => checkSearch({ ...EMPTY_SEARCH, ...change });

test('nothing filled in is every order', () => {
  expect(check({})).toEqual({ wish: {} });
});

test('what people type becomes what the service wants', () => {
  expect(check({ kind: 'transaction_id', text: ' 4200001234 ' })).toEqual({ wish: { transaction_id: '4200001234' } });
  expect(check({ from: '2026/01/31', to: '２０２６-02-01' })).toEqual({ wish: { from: '2026-01-31', to: '2026-02-01' } });
  expect(check({ amount: '¥1,234.50', status: 'SUCCESS', provider: 'alipay' })).toEqual({
    wish: { total_fee: 123_450, status: 'SUCCESS', provider: 'alipay' },
  });
});

test('each mistake is said at its field', () => {
  expect(check({ text: '中文', from: '2026-02-30', to: 'x', amount: '1.234' })).toEqual({
    problems: { text: expect.any(String), from: expect.any(String), to: expect.any(String), amount: expect.any(String) },
  });
  expect(check({ from: '2026-02-02', to: '2026-02-01' })).toEqual({ problems: { to: expect.any(String) } });
});

test('the address can bring a search, and nothing foreign with it', () => {
  expect(searchFromQuery({ user_id: 'u1', status: 'SUCCESS', provider: 'paypal' })).toMatchObject({
    kind: 'user_id',
    text: 'u1',
    status: 'SUCCESS',
    provider: '',
  });
});

test('a CSV starts with the mark that Excel needs, quotes what must be quoted, and ends its lines', () => {
  expect(toCsv([['商品', 'a,b', '说"好"', '两\n行']])).toBe('\uFEFF商品,"a,b","说""好""","两\n行"\r\n');
});

test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '＝1+1', '=HYPERLINK("http://x","y")'])(
  'a cell that a spreadsheet would run is harmless: %j',
  (cell) => {
    const [written] = toCsv([[cell]])
      .slice(1)
      .split('\r\n', 1);
    expect(
      toCsv([[cell]])
        .slice(1)
        .replace(/^"/, ''),
    ).toMatch(/^'/);
    expect(written).not.toBe(cell);
  },
);
