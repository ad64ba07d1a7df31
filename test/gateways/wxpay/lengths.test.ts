// docs/protocols/wxpay.md §8：每个文字字段的长度都按 UTF-8 字节算，拒绝时 detail.value 是字节数；没有一个字段按字数算。
import { paidOrder, startWorkbench, type Answer, type Workbench } from './workbench';

let workbench: Workbench;
beforeAll(async () => {
  workbench = await startWorkbench({ refundSpacingMs: 0 });
});
afterAll(() => workbench.stop());

const refused = (bytes: number, field: string): object => ({
  status: 400,
  json: {
    code: 'PARAM_ERROR',
    message: expect.stringContaining(`字节数 ${bytes}，大于最大值`),
    detail: { location: 'body', field, value: bytes },
  },
});

test.each([
  ['纯'.repeat(42), 126, true],
  ['纯'.repeat(43), 129, false],
  ['冬衣 (棉) 大件-普洗x1,冬衣 (棉) 件 (短)-普洗x2,毛料 (绒) 衫-普洗x1 会员折扣价：1.00 抵用券：0....', 127, true],
  ['纯'.repeat(127), 381, false],
  ['x'.repeat(127), 127, true],
  ['x'.repeat(128), 128, false],
])('a description %s of %i bytes is accepted: %s', async (description, bytes, accepted) => {
  expect(Buffer.byteLength(description)).toBe(bytes);
  const answer = await workbench.create('native', { description });
  if (accepted) expect(answer.status).toBe(200);
  else expect(answer).toMatchObject(refused(bytes, '/description'));
});

type Send = (value: string) => Promise<Answer>;
const goods = { merchant_goods_id: '1', quantity: 1, unit_price: 1 };
const store = { id: '1' };
let serial = 0;
const refund: (changes: Record<string, unknown>) => Promise<Answer> = async (changes) => {
  const out_trade_no = await paidOrder(workbench);
  serial += 1;
  return workbench.refund({
    out_trade_no,
    out_refund_no: `RFLEN${serial}`,
    amount: { refund: 1, total: 100, currency: 'CNY' },
    ...changes,
  });
};
const refundGoods = { merchant_goods_id: '1', unit_price: 1, refund_amount: 1, refund_quantity: 1 };

/** 能写中文的字段：字段、字节上限、怎样发出去。只收字母数字的编号另有格式管着。 */
const FIELDS: readonly (readonly [field: string, max: number, send: Send])[] = [
  ['/attach', 128, (attach) => workbench.create('native', { attach })],
  ['/goods_tag', 32, (goods_tag) => workbench.create('native', { goods_tag })],
  ['/detail/invoice_id', 32, (invoice_id) => workbench.create('native', { detail: { invoice_id } })],
  [
    '/detail/goods_detail/0/goods_name',
    256,
    (goods_name) => workbench.create('native', { detail: { goods_detail: [{ ...goods, goods_name }] } }),
  ],
  [
    '/detail/goods_detail/0/merchant_goods_id',
    32,
    (merchant_goods_id) => workbench.create('native', { detail: { goods_detail: [{ ...goods, merchant_goods_id }] } }),
  ],
  ['/scene_info/device_id', 32, (device_id) => workbench.create('native', { scene_info: { device_id } })],
  ['/scene_info/store_info/name', 256, (name) => workbench.create('native', { scene_info: { store_info: { ...store, name } } })],
  ['/scene_info/store_info/address', 512, (address) => workbench.create('native', { scene_info: { store_info: { ...store, address } } })],
  ['/payer/openid', 128, (openid) => workbench.create('jsapi', { payer: { openid } })],
  [
    '/scene_info/h5_info/app_name',
    64,
    (app_name) => workbench.create('h5', { scene_info: { payer_client_ip: '14.23.150.211', h5_info: { type: 'Wap', app_name } } }),
  ],
  ['/reason', 80, (reason) => refund({ reason })],
  ['/goods_detail/0/goods_name', 256, (goods_name) => refund({ goods_detail: [{ ...refundGoods, goods_name }] })],
];

test.each(FIELDS)('%s holds %i bytes, not characters', async (field, max, send) => {
  const most = Math.floor(max / 3);
  expect((await send('长'.repeat(most))).status).toBe(200);
  expect(await send('长'.repeat(most + 1))).toMatchObject(refused((most + 1) * 3, field));
  expect(await send('x'.repeat(max + 1))).toMatchObject(refused(max + 1, field));
});

test('too short is told in bytes as well', async () => {
  expect(await workbench.create('native', { out_trade_no: 'A1' })).toMatchObject({
    json: { code: 'PARAM_ERROR', message: expect.stringContaining('字节数 2，小于最小值 6'), detail: { field: '/out_trade_no', value: 2 } },
  });
  expect((await workbench.create('native', { out_trade_no: 'A'.repeat(33) })).json).toMatchObject({ detail: { value: 33 } });
});
