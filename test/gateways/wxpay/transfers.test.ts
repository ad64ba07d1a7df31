// 商家转账（docs/protocols/wxpay.md §2.6、§10.10）：状态一步不少、同号同一笔、确认与过期、撤销、余额一进一出、回调。
import { constants, createPublicKey, publicEncrypt } from 'node:crypto';
import { DAY, MINUTE, SECOND, startWorkbench, type Workbench, type WorkbenchOptions } from './workbench';

const BILLS = '/v3/fund-app/mch-transfer/transfer-bills';
let workbench: Workbench;
let serial = 0;
const start = async (options: WorkbenchOptions = {}): Promise<void> => {
  workbench = await startWorkbench(options);
};
beforeEach(() => start());
afterEach(() => workbench.stop());

const body = (changes: Record<string, unknown> = {}): Record<string, unknown> => ({
  appid: workbench.keys.wxpay.appids['mp-weixin'],
  out_bill_no: `TR${String((serial += 1)).padStart(8, '0')}`,
  transfer_scene_id: '1000',
  openid: 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o',
  transfer_amount: 100,
  transfer_remark: '新会员开通有礼',
  notify_url: 'https://merchant.example/pay-notify',
  transfer_scene_report_infos: [
    { info_type: '活动名称', info_content: '新会员有礼' },
    { info_type: '奖励说明', info_content: '注册会员抽奖一等奖' },
  ],
  ...changes,
});
const transfer = (changes?: Record<string, unknown>, headers: Record<string, string> = {}) =>
  workbench.call('POST', BILLS, body(changes), { headers });
const query = (no: string) => workbench.call('GET', `${BILLS}/out-bill-no/${no}`);
const balance = async (): Promise<unknown> => (await workbench.call('GET', '/v3/merchant/fund/balance/OPERATION')).json;

test('accepted, confirmed by the user, paid: with one callback, and the money gone once', async () => {
  const before = await balance();
  const created = await transfer({ out_bill_no: 'TRA' });
  expect(created).toMatchObject({
    status: 200,
    verified: true,
    json: { out_bill_no: 'TRA', state: 'WAIT_USER_CONFIRM', package_info: expect.any(String), create_time: '2026-11-23T12:00:00+08:00' },
  });
  workbench.gateway.confirmTransfer('TRA');
  expect((await query('TRA')).json).toMatchObject({ state: 'TRANSFERING', transfer_amount: 100, mch_id: workbench.keys.wxpay.mchid });
  expect((await query('TRA')).json).not.toHaveProperty('package_info');
  workbench.tick(2 * SECOND);
  expect(await workbench.gateway.deliverDue()).toMatchObject([{ eventType: 'MCHTRANSFER.BILL.FINISHED', acked: true }]);
  expect(workbench.callbacks[0]).toMatchObject({
    verified: true,
    plaintext: { out_bill_no: 'TRA', state: 'SUCCESS', transfer_amount: 100 },
  });
  const byBill = await workbench.call('GET', `${BILLS}/transfer-bill-no/${String(created.json['transfer_bill_no'])}`);
  expect(byBill.json).toMatchObject({ out_bill_no: 'TRA', state: 'SUCCESS' });
  expect(await balance()).toEqual({ available_amount: (before as { available_amount: number }).available_amount - 100, pending_amount: 0 });
});

test('the stages before the confirmation take their time when told so', async () => {
  await workbench.stop();
  await start({ transferAcceptMs: MINUTE });
  expect((await transfer({ out_bill_no: 'TRS' })).json).toMatchObject({ state: 'ACCEPTED' });
  workbench.tick(MINUTE / 2);
  expect((await query('TRS')).json['state']).toBe('PROCESSING');
  workbench.tick(MINUTE / 2);
  expect((await query('TRS')).json['state']).toBe('WAIT_USER_CONFIRM');
});

test('the same number is the same transfer; with other parameters it is refused', async () => {
  const first = await transfer({ out_bill_no: 'TRB' });
  const again = await transfer({ out_bill_no: 'TRB' });
  expect(again.json).toEqual(first.json);
  expect((await transfer({ out_bill_no: 'TRB', transfer_amount: 101 })).json).toMatchObject({ code: 'ALREADY_EXISTS' });
  expect(await balance()).toMatchObject({ pending_amount: 100 });
});

test('not confirmed within a day: failed, the money back, a callback', async () => {
  const before = await balance();
  await transfer({ out_bill_no: 'TRC' });
  workbench.tick(DAY);
  await workbench.gateway.deliverDue();
  expect(workbench.callbacks[0]?.plaintext).toMatchObject({ state: 'FAIL', fail_reason: 'OVERDUE_CLOSE' });
  expect(await balance()).toEqual(before);
});

test('a transfer is cancelled until the user confirms, and not after', async () => {
  await transfer({ out_bill_no: 'TRD' });
  const cancel = (no: string) => workbench.call('POST', `${BILLS}/out-bill-no/${no}/cancel`, {});
  expect((await cancel('TRD')).json).toMatchObject({ state: 'CANCELING' });
  workbench.tick(2 * SECOND);
  expect((await query('TRD')).json['state']).toBe('CANCELLED');
  expect((await cancel('TRD')).json).toMatchObject({ state: 'CANCELLED' });
  await transfer({ out_bill_no: 'TRE' });
  workbench.gateway.confirmTransfer('TRE', 'FAIL', 'PAYEE_ACCOUNT_ABNORMAL');
  expect((await cancel('TRE')).json).toMatchObject({ code: 'INVALID_REQUEST' });
  workbench.tick(2 * SECOND);
  expect((await query('TRE')).json).toMatchObject({ state: 'FAIL', fail_reason: 'PAYEE_ACCOUNT_ABNORMAL' });
});

test('an empty account refuses and takes nothing; the same number works after topping up', async () => {
  workbench.gateway.setFunds(99);
  expect(await transfer({ out_bill_no: 'TRF' })).toMatchObject({ status: 403, json: { code: 'NOT_ENOUGH' } });
  expect((await query('TRF')).status).toBe(404);
  workbench.gateway.setFunds(100);
  expect((await transfer({ out_bill_no: 'TRF' })).status).toBe(200);
});

test('the real name is encrypted, wanted from 2000 yuan on and refused under 0.3', async () => {
  const [key] = workbench.keys.wxpay.platform.publicKeys;
  const sealed = (): string =>
    publicEncrypt(
      { key: createPublicKey(key?.publicKeyPem ?? ''), padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha1' },
      Buffer.from('张三'),
    ).toString('base64');
  const headers = { 'Wechatpay-Serial': key?.id ?? '' };
  expect((await transfer({ transfer_amount: 200_000 })).json).toMatchObject({ code: 'INVALID_REQUEST' });
  const named = { out_bill_no: 'TRG', transfer_amount: 200_000 };
  expect((await transfer({ ...named, user_name: sealed() }, headers)).status).toBe(200);
  // 每次加密的结果都不同，仍是同样的参数。
  expect((await transfer({ ...named, user_name: sealed() }, headers)).status).toBe(200);
  expect((await transfer({ transfer_amount: 29, user_name: sealed() }, headers)).json).toMatchObject({ code: 'INVALID_REQUEST' });
  expect((await transfer({ transfer_amount: 200_000, user_name: 'not encrypted' }, headers)).json).toMatchObject({ code: 'PARAM_ERROR' });
});

test.each([
  [{ out_bill_no: 'TR_1' }, 'PARAM_ERROR'],
  [{ transfer_amount: 9 }, 'PARAM_ERROR'],
  [{ appid: 'wx0000000000000000' }, 'INVALID_REQUEST'],
  [{ transfer_scene_id: '1006' }, 'INVALID_REQUEST'],
  [{ transfer_scene_id: '1005' }, 'PARAM_ERROR'],
  [{ user_recv_perception: '货款' }, 'INVALID_REQUEST'],
  [{ transfer_remark: '备'.repeat(33) }, 'PARAM_ERROR'],
  [{ user_recv_style: { type: 'RED_PACKET' }, transfer_amount: 20_001 }, 'INVALID_REQUEST'],
])('refuses %j', async (changes, code) => {
  expect((await transfer(changes)).json).toMatchObject({ code });
});
