// 转账的对外事件：付成、没有付成、撤销各告诉一次；收款人的编号与姓名不在其中；没有配置地址的不留记号。
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DAY, OPENID, openTransferShop, wxpayWish, type Row, type TransferShop } from './transfers-harness';

let server: Server;
let heard: { readonly type: string; readonly data: Row }[] = [];
let at: TransferShop;
beforeAll((ready) => {
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString('utf8')));
    request.on('end', () => {
      expect(body).not.toMatch(new RegExp(`${OPENID}|张三`));
      heard.push(JSON.parse(body) as (typeof heard)[number]);
      response.writeHead(200).end();
    });
  });
  server.listen(0, '127.0.0.1', ready);
});
afterAll((done) => void server.close(done));

async function open(name: string): Promise<void> {
  heard = [];
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
  const endpoints = { [name]: { url, secret: `whsec_${Buffer.alloc(32, 7).toString('base64')}` } };
  at = await openTransferShop({ events: { allowLocal: true, endpoints } });
}
afterEach(() => at.close());

test.each(['transfer', '*'])('paid, failed and withdrawn are told once each to the address named %s', async (name) => {
  await open(name);
  for (const no of ['TREV0001', 'TREV0002', 'TREV0003']) await at.transfer(wxpayWish(no, { user_id: 'demo-user' }));
  at.shop.wxpay.confirmTransfer('TREV0001');
  await at.cancel('TREV0003');
  await at.minutes(3);
  await at.shop.wxpay.deliverDue();
  at.shop.tick(DAY);
  await at.shop.wxpay.deliverDue();
  await at.minutes(3);
  expect(heard.map(({ type, data }) => [type, data['out_bill_no']]).sort()).toEqual([
    ['transfer.cancelled', 'TREV0003'],
    ['transfer.failed', 'TREV0002'],
    ['transfer.paid', 'TREV0001'],
  ]);
  const [paid, failed] = ['TREV0001', 'TREV0002'].map((no) => heard.find(({ data }) => data['out_bill_no'] === no)?.data);
  expect(paid).toMatchObject({ provider: 'wxpay', transfer_fee: 1000, user_id: 'demo-user', transfer_bill_no: expect.any(String) });
  expect(failed).toMatchObject({ fail_reason: 'OVERDUE_CLOSE' });
  const kinds = at.shop.rows('payment_events').map(({ kind, type, status }) => [kind, type, status]);
  expect(kinds).toHaveLength(3);
  expect(kinds).toContainEqual(['transfer_paid', 'transfer', 'DELIVERED']);
  at.staff = await at.shop.login('demo-admin');
  const listed = await at.staff.callService('pay/sys/listEvents', { out_trade_no: 'TREV0001' });
  expect(listed).toMatchObject({ code: 0, rows: [{ kind: 'transfer_paid', out_trade_no: 'TREV0001' }] });
});

test('an address for another type hears nothing of transfers, and no mark is left', async () => {
  await open('goods');
  await at.transfer(wxpayWish('TREV0004'));
  at.shop.wxpay.confirmTransfer('TREV0004');
  await at.minutes(2);
  await at.shop.wxpay.deliverDue();
  await at.minutes(1);
  expect([heard, at.row('TREV0004')['status'], at.row('TREV0004')['event_date']]).toEqual([[], 'SUCCESS', undefined]);
});
