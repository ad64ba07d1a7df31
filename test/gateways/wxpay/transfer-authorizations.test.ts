// 免确认收款授权（docs/protocols/wxpay.md §2.6、§10.10）：发起、答应、关掉、过期、解除，各有各的回调；凭它转账当场就付，钱只出一次。
import { DAY, MINUTE, SECOND, startWorkbench, type Workbench, type WorkbenchOptions } from './workbench';

const BASE = '/v3/fund-app/mch-transfer/user-confirm-authorization';
const BILLS = '/v3/fund-app/mch-transfer/transfer-bills';
let workbench: Workbench;
let serial = 0;
let no = '';
const start = async (options: WorkbenchOptions = {}): Promise<void> => {
  workbench = await startWorkbench(options);
};
beforeEach(() => {
  no = `AUTHNO${(serial += 1)}`;
  return start();
});
afterEach(() => workbench.stop());

type Changes = Readonly<Record<string, unknown>>;
const ask = (changes: Changes = {}) =>
  workbench.call('POST', BASE, {
    out_authorization_no: no,
    appid: workbench.keys.wxpay.appids['mp-weixin'],
    openid: 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o',
    transfer_scene_id: '1000',
    user_display_name: '林小茶',
    authorization_notify_url: 'https://merchant.example/pay-notify',
    ...changes,
  });
const query = () => workbench.call('GET', `${BASE}/out-authorization-no/${no}`);
const close = () => workbench.call('POST', `${BASE}/out-authorization-no/${no}/close`, {});
const pay = (changes: Changes = {}) =>
  workbench.call('POST', `${BILLS}/transfer`, {
    appid: workbench.keys.wxpay.appids['mp-weixin'],
    out_bill_no: `TR${no}`,
    transfer_scene_id: '1000',
    out_authorization_no: no,
    transfer_amount: 100,
    transfer_remark: '佣金',
    notify_url: 'https://merchant.example/pay-notify',
    transfer_scene_report_infos: [
      { info_type: '活动名称', info_content: '新会员有礼' },
      { info_type: '奖励说明', info_content: '注册会员抽奖一等奖' },
    ],
    ...changes,
  });
const agree = async (): Promise<void> => {
  await ask();
  workbench.gateway.authorizations.confirm(no);
};

test('asked, agreed, closed by the user: each told by one callback', async () => {
  expect(await ask()).toMatchObject({
    verified: true,
    json: { out_authorization_no: no, state: 'WAIT_USER_CONFIRM', package_info: expect.any(String) },
  });
  expect((await query()).json).toMatchObject({ state: 'WAIT_USER_CONFIRM', openid: 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o' });
  expect((await query()).json).not.toHaveProperty('package_info');
  workbench.gateway.authorizations.confirm(no);
  expect((await query()).json).toMatchObject({ state: 'TAKING_EFFECT', authorize_time: '2026-11-23T12:00:00+08:00' });
  workbench.gateway.authorizations.drop(no);
  expect((await query()).json).toMatchObject({ state: 'CLOSED', close_info: { close_reason: 'USER_CLOSE' } });
  expect((await workbench.gateway.deliverDue()).map(({ eventType }) => eventType)).toEqual([
    'MCHTRANSFER.AUTHORIZATION.CONFIRMED',
    'MCHTRANSFER.AUTHORIZATION.CLOSED',
  ]);
  expect(workbench.callbacks.map(({ verified, plaintext }) => [verified, plaintext?.['mchid'], plaintext?.['state']])).toEqual([
    [true, workbench.keys.wxpay.mchid, 'TAKING_EFFECT'],
    [true, workbench.keys.wxpay.mchid, 'CLOSED'],
  ]);
});

test('the same number is the same one; other content is refused; a second one in effect for the same person and scene too', async () => {
  const first = await ask();
  expect((await ask()).json).toEqual(first.json);
  expect((await ask({ user_display_name: '别人' })).json).toMatchObject({ code: 'ALREADY_EXISTS' });
  workbench.gateway.authorizations.confirm(no);
  expect((await ask({ out_authorization_no: `${no}B` })).json).toMatchObject({ code: 'INVALID_REQUEST' });
  expect((await close()).json).toMatchObject({ state: 'CLOSED', close_info: { close_reason: 'CLOSE_VIA_MCH_API' } });
  expect((await ask({ out_authorization_no: `${no}B` })).json).toMatchObject({ state: 'WAIT_USER_CONFIRM' });
});

test('not agreed to within a day: closed; thirty days later nobody remembers it', async () => {
  await ask();
  workbench.tick(DAY);
  expect((await query()).json).toMatchObject({ state: 'CLOSED', close_info: { close_reason: 'USER_OVERDUE_UNCONFIRMED' } });
  workbench.tick(30 * DAY + SECOND);
  expect(await query()).toMatchObject({ status: 404, json: { code: 'NOT_FOUND' } });
});

test('paid at once by either number, once; the callback says so', async () => {
  await agree();
  const paid = await pay();
  expect(paid.json).toMatchObject({ out_bill_no: `TR${no}`, state: 'SUCCESS' });
  expect((await pay()).json).toEqual(paid.json);
  const { authorization_id } = (await query()).json;
  expect((await pay({ out_bill_no: `TX${no}`, out_authorization_no: undefined, authorization_id })).json).toMatchObject({
    state: 'SUCCESS',
  });
  expect((await workbench.gateway.deliverDue()).map(({ eventType }) => eventType)).toEqual([
    'MCHTRANSFER.AUTHORIZATION.CONFIRMED',
    'MCHTRANSFER.BILL.FINISHED',
    'MCHTRANSFER.BILL.FINISHED',
  ]);
});

test('with time to accept, no stage waits for the user', async () => {
  await workbench.stop();
  await start({ transferAcceptMs: MINUTE });
  await agree();
  const seen = [(await pay()).json['state']];
  for (const ms of [MINUTE / 2, MINUTE / 2, 2 * SECOND]) {
    workbench.tick(ms);
    seen.push((await workbench.call('GET', `${BILLS}/out-bill-no/TR${no}`)).json['state']);
  }
  expect(seen).toEqual(['ACCEPTED', 'PROCESSING', 'TRANSFERING', 'SUCCESS']);
});

test.each([
  ['both numbers', { authorization_id: '110000000000' }, '不支持同时传入'],
  ['neither number', { out_authorization_no: undefined }, '传入其一'],
  [
    'another scene',
    { transfer_scene_id: '1011', transfer_scene_report_infos: [{ info_type: '赔付原因', info_content: '晚到' }] },
    '不一致',
  ],
  ['nobody knows it', { out_authorization_no: 'NOBODY' }, '不存在'],
] as const)('a transfer with %s is refused and takes no money', async (_what, changes, words) => {
  await agree();
  expect((await pay(changes)).json).toMatchObject({ code: 'INVALID_REQUEST', message: expect.stringContaining(words) });
  expect(workbench.gateway.ledger.transfers()).toEqual([]);
});

test('one that is not in effect pays nothing; an openid beside it is no parameter', async () => {
  await ask();
  expect((await pay()).json).toMatchObject({ code: 'INVALID_REQUEST' });
  workbench.gateway.authorizations.confirm(no);
  expect((await pay({ openid: 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o' })).json).toMatchObject({ code: 'PARAM_ERROR' });
});
