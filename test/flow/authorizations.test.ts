// 免确认收款授权（docs/invariants.md I12、I13，docs/protocols/wxpay.md §2.6）：收款人答应一次，此后的转账不必再确认；
// 一个人在一个场景只有一张活着的；不明的以同一个单号求证；通知只算它自己说的；限额、第二个人与普通的转账一样；openid 不落明文。
import { AUTHORIZATION_TABLE, type AuthorizationHistoryEntry } from '../../common/contract/transfers/authorization';
import type { WxpayFault } from '../../local/gateways/wxpay';
import { DAY, OPENID, openTransferShop, wxpayWish, type Row, type TransferShop } from './transfers-harness';

let at: TransferShop;
let serial = 0;
beforeAll(async () => {
  at = await openTransferShop();
});
/** 模拟网关给的凭据都这样开头。 */
const PAGE = Buffer.from('affffddafdfafddffda').toString('base64').slice(0, 24);
/** 每个测试一个收款人、一个单号。 */
let no = '';
let openid = '';
beforeEach(async () => {
  serial += 1;
  no = `TAFLOW${String(serial).padStart(4, '0')}`;
  openid = `${OPENID.slice(0, -2)}${String(serial).padStart(2, '0')}`;
  at.shop.wxpay.setFunds(100_000_000);
  at.staff = await at.shop.login('demo-admin');
});
afterEach(() => {
  at.shop.wxpay.faults.clear();
  for (const { _id, history, status, payee, package_info } of rows()) {
    expect([_id, AUTHORIZATION_TABLE.replay(history as AuthorizationHistoryEntry[])]).toEqual([_id, status]);
    if (status === 'CLOSED' || status === 'FAILED') expect([_id, payee, package_info]).toEqual([_id, undefined, undefined]);
  }
  const tables = [
    'payment_transfer_authorizations',
    'payment_references',
    'payment_transfers',
    'payment_logs',
    'payment_errors',
    'payment_alerts',
  ];
  const text = JSON.stringify(tables.map((name) => at.shop.rows(name)));
  for (const secret of [OPENID.slice(0, -2), '林小茶', PAGE]) expect([secret, text.includes(secret)]).toEqual([secret, false]);
});
afterAll(() => at.close());

const rows = (): Row[] => at.shop.rows('payment_transfer_authorizations');
const row = (id = no): Row => rows().find(({ _id }) => _id === id) ?? {};
const theirs = (id = no) => at.shop.wxpay.authorizations.authorization(id);
const wish = (more: Row = {}): Row => ({
  provider: 'wxpay',
  out_authorization_no: no,
  openid,
  transfer_scene_id: '1000',
  user_display_name: '林小茶',
  ...more,
});
const call = (name: string, data: Row): Promise<Row> => at.staff.callService(`pay/sys/${name}TransferAuthorization`, data);
const create = (more?: Row): Promise<Row> => call('create', wish(more));
const query = (id = no): Promise<Row> => call('query', { out_authorization_no: id });
const close = (id = no): Promise<Row> => call('close', { out_authorization_no: id });
const statusOf = (answer: Row): unknown => (answer['authorization'] as Row | undefined)?.['status'];
const effective = async (more?: Row): Promise<void> => {
  expect(statusOf(await create(more))).toBe('WAIT_CONFIRM');
  at.shop.wxpay.authorizations.confirm(no);
  await at.shop.wxpay.deliverDue();
  expect(row()['status']).toBe('TAKING_EFFECT');
};
/** 凭授权的转账：没有 openid，也没有场景。 */
const pay = (out_bill_no: string, more: Row = {}): Promise<Row> => {
  const { openid: _openid, transfer_scene_id: _scene, ...rest } = wxpayWish(out_bill_no);
  return at.transfer({ ...rest, out_authorization_no: no, ...more });
};

test('asked, agreed to by the receiver, told by the notice; then paid at once without asking again', async () => {
  await effective();
  expect(row()).toMatchObject({ authorization_id: theirs()?.id, authorize_date: at.shop.now(), next_query_date: 0 });
  expect(await pay('AUTHPAY0001')).toMatchObject({ code: 0, transfer: { status: 'SUCCESS', transfer_fee: 1000 } });
  expect(at.shop.wxpay.ledger.transfer('AUTHPAY0001')).toMatchObject({ openid, amount: 1000, state: 'SUCCESS', authorized: true });
  // 网关自己的授权单号也认
  const { authorization_id } = row();
  expect(await pay('AUTHPAY0002', { out_authorization_no: undefined, authorization_id })).toMatchObject({
    transfer: { status: 'SUCCESS' },
  });
  expect(await pay('AUTHPAY0003', { authorization_id })).toMatchObject({ transfer: { status: 'SUCCESS' } });
  expect(await pay('AUTHPAY0004', { authorization_id: `${String(authorization_id)}0` })).toMatchObject({
    code: 40001,
    msg: expect.stringContaining('不是同一张'),
  });
});

test('the same number is one authorisation; with other content it is refused', async () => {
  await create();
  const { package_info } = row();
  expect(statusOf(await create())).toBe('WAIT_CONFIRM');
  for (const more of [{ openid: `${openid}x` }, { user_display_name: '别人' }, { transfer_scene_id: '1005' }])
    expect(await create(more)).toMatchObject({ code: 40001, msg: expect.stringContaining('out_authorization_no') });
  expect([row()['package_info'], at.shop.wxpay.authorizations.authorizations().filter(({ outNo }) => outNo === no).length]).toEqual([
    package_info,
    1,
  ]);
});

test('one live authorisation per person and scene: another is refused until the first is closed; another scene is another matter', async () => {
  await create();
  const second = `${no}B`;
  expect(await create({ out_authorization_no: second })).toMatchObject({ code: 40001, msg: expect.stringContaining(no) });
  expect(row(second)).toEqual({});
  expect(statusOf(await create({ out_authorization_no: `${no}C`, transfer_scene_id: '1005' }))).toBe('WAIT_CONFIRM');
  expect(statusOf(await close())).toBe('CLOSED');
  expect(statusOf(await create({ out_authorization_no: second }))).toBe('WAIT_CONFIRM');
  expect(await create()).toMatchObject({ code: 40001, msg: expect.stringContaining('已经关了') });
});

test.each([
  ['the first ones', false],
  ['after the first was closed', true],
])('three at the same moment, %s: one lives', async (_when, earlier) => {
  if (earlier) {
    await create({ out_authorization_no: `${no}A` });
    await close(`${no}A`);
  }
  const numbers = [no, `${no}B`, `${no}C`];
  const answers = await Promise.all(numbers.map((out_authorization_no) => create({ out_authorization_no })));
  expect(answers.filter(({ code }) => code === 0)).toHaveLength(1);
  expect(numbers.filter((id) => ['PENDING', 'WAIT_CONFIRM', 'TAKING_EFFECT'].includes(String(row(id)['status'])))).toHaveLength(1);
  const living = at.shop.wxpay.authorizations.authorizations().filter((one) => one.openid === openid && one.state !== 'CLOSED');
  expect(living).toHaveLength(1);
});

const UNCLEAR: readonly WxpayFault[] = [{ kind: 'lostRequest' }, { kind: 'lostAnswer' }, { kind: 'falseSignature' }];
test.each(UNCLEAR)('no clear answer ($kind): asked by the timer under the same number, one authorisation at the gateway', async (fault) => {
  at.shop.wxpay.faults.add({ operation: 'authorize', fault });
  expect(statusOf(await create())).toBe('PENDING');
  await at.minutes(1);
  expect([row()['status'], theirs()?.state]).toEqual(['WAIT_CONFIRM', 'WAIT_USER_CONFIRM']);
  // 拉起授权页的凭据也拿得到：付款人的页面来问的时候再要一次
  expect(statusOf(await query())).toBe('WAIT_CONFIRM');
  expect(row()).toHaveProperty('package_info');
  at.shop.wxpay.authorizations.confirm(no);
  // 通知丢了也看得见
  at.shop.wxpay.faults.add({ operation: 'callback', fault: { kind: 'suppress' } });
  await at.minutes(3);
  expect(row()['status']).toBe('TAKING_EFFECT');
});

test('a close without an answer is finished by the timer; nothing is paid by it in between', async () => {
  await effective();
  at.shop.wxpay.faults.add({ operation: 'closeAuthorization', fault: { kind: 'lostRequest' } });
  expect(statusOf(await close())).toBe('TAKING_EFFECT');
  expect(row()).toHaveProperty('close_date');
  at.shop.wxpay.faults.add({ operation: 'closeAuthorization', fault: { kind: 'lostRequest' } });
  expect(await pay('AUTHCLOSE001')).toMatchObject({ code: 40001, msg: expect.stringContaining('没有生效') });
  await at.minutes(2);
  expect(row()).toMatchObject({ status: 'CLOSED', close_reason: 'CLOSE_VIA_MCH_API', next_query_date: 0 });
  expect(statusOf(await close())).toBe('CLOSED');
  expect(at.row('AUTHCLOSE001')).toEqual({});
});

test.each([
  ['the notice came', false],
  ['the notice was lost', true],
])('closed by the receiver, %s: the transfer is refused, its budget is free, and we know', async (_what, lost) => {
  await effective();
  expect(await pay('AUTHGONE000' + String(serial % 10))).toMatchObject({ transfer: { status: 'SUCCESS' } });
  if (lost) at.shop.wxpay.faults.add({ operation: 'callback', fault: { kind: 'suppress' } });
  at.shop.wxpay.authorizations.drop(no);
  await at.shop.wxpay.deliverDue();
  expect(row()['status']).toBe(lost ? 'TAKING_EFFECT' : 'CLOSED');
  const before = at.budget();
  const answer = await pay('AUTHGONE010' + String(serial % 10));
  expect(answer['code']).not.toBe(0);
  expect([row()['status'], row()['close_reason'], at.budget()]).toEqual(['CLOSED', 'USER_CLOSE', before]);
  // 付过的那一笔同号再来，仍是那一笔
  expect(await pay('AUTHGONE000' + String(serial % 10))).toMatchObject({ code: 0, transfer: { status: 'SUCCESS' } });
});

test('not agreed to within a day: closed, and the number is used up', async () => {
  await create();
  at.shop.tick(DAY);
  await at.minutes(1);
  expect(row()).toMatchObject({ status: 'CLOSED', close_reason: 'USER_OVERDUE_UNCONFIRMED' });
  at.staff = await at.shop.login('demo-admin');
  expect(await create()).toMatchObject({ code: 40001, msg: expect.stringContaining('换一个单号') });
});

test('a refusal is believed only after a query, and the same number works later', async () => {
  at.shop.wxpay.faults.add({ operation: 'authorize', fault: { kind: 'error', code: 'NO_AUTH' } });
  expect(await create()).toMatchObject({ code: 40009 });
  expect(row()).toMatchObject({ status: 'FAILED', failure: { gateway_code: 'NO_AUTH' } });
  expect(await close()).toMatchObject({ code: 40001 });
  expect(statusOf(await create())).toBe('WAIT_CONFIRM');
});

test('a refusal is not one while an earlier request with the same number is on its way', async () => {
  at.shop.wxpay.faults.add({ operation: 'authorize', fault: { kind: 'late', ms: 100_000 } });
  expect(statusOf(await create())).toBe('PENDING');
  at.shop.wxpay.faults.add({ operation: 'authorize', fault: { kind: 'error', code: 'NO_AUTH' } });
  expect(statusOf(await create())).toBe('PENDING');
  at.shop.tick(100_000);
  await at.shop.wxpay.deliverDue();
  await at.minutes(1);
  expect([row()['status'], theirs()?.state]).toEqual(['WAIT_CONFIRM', 'WAIT_USER_CONFIRM']);
});

test('a refusal that no query could confirm is not one', async () => {
  at.shop.wxpay.faults.add({ operation: 'authorize', fault: { kind: 'error', code: 'NO_AUTH' } });
  at.shop.wxpay.faults.add({ operation: 'queryAuthorization', fault: { kind: 'lostRequest' } });
  expect(statusOf(await create())).toBe('PENDING');
  await at.minutes(1);
  expect([row()['status'], theirs()?.state]).toEqual(['WAIT_CONFIRM', 'WAIT_USER_CONFIRM']);
});

test('one given before the change is taken over from the gateway when first used, for the scene the caller names', async () => {
  await effective();
  const { _id } = row();
  const wiped = at.shop.runtime.database.collection('payment_transfer_authorizations').doc(String(_id));
  await wiped.remove();
  expect(await pay('AUTHOLD0001')).toMatchObject({ code: 40001, msg: expect.stringContaining('没有这张收款授权') });
  expect(await pay('AUTHOLD0001', { transfer_scene_id: '1000', out_authorization_no: `${no}Z` })).toMatchObject({ code: 40001 });
  expect(await pay('AUTHOLD0002', { transfer_scene_id: '1000' })).toMatchObject({ transfer: { status: 'SUCCESS' } });
  expect(row()).toMatchObject({ status: 'TAKING_EFFECT', scene_id: '1000', authorization_id: theirs()?.id });
  expect(await pay('AUTHOLD0003')).toMatchObject({ transfer: { status: 'SUCCESS' } });
});

test('limits and the second person are those of any transfer, and the person is the same person', async () => {
  await effective();
  expect(await pay('AUTHBIG0001', { transfer_amount: 300_001, user_name: '张三' })).toMatchObject({
    transfer: { status: 'CREATED', needs_approval: true },
  });
  expect(at.shop.wxpay.ledger.transfer('AUTHBIG0001')).toBeUndefined();
  const approve = { out_bill_no: 'AUTHBIG0001', act: 'approve' };
  expect(await at.staff.callService('pay/sys/answerTransfer', approve)).toMatchObject({ code: 40009 });
  const other = await at.shop.login('demo-refund');
  // 一天里这个人的限额：普通的转账与凭授权的合起来算
  expect(await at.transfer(wxpayWish('AUTHBIG0002', { openid, transfer_amount: 100_000 }), other)).toMatchObject({
    code: 40001,
    msg: expect.stringContaining('这个人今天'),
  });
  const decline = { out_bill_no: 'AUTHBIG0001', act: 'decline' };
  expect(await at.staff.callService('pay/sys/answerTransfer', decline)).toMatchObject({ transfer: { status: 'CANCELLED' } });
});

test('the second person approves only while it is in effect: closed in between, nothing is asked of the gateway', async () => {
  await effective();
  const {
    openid: _openid,
    transfer_scene_id: _scene,
    ...wanted
  } = wxpayWish('AUTHLATE001', { transfer_amount: 300_001, user_name: '张三' });
  const asked = await at.transfer({ ...wanted, out_authorization_no: no }, await at.shop.login('demo-refund'));
  expect(asked).toMatchObject({ transfer: { status: 'CREATED', needs_approval: true } });
  at.shop.wxpay.faults.add({ operation: 'closeAuthorization', fault: { kind: 'lostRequest' }, times: 2 });
  await close();
  const answer = (act: string): Promise<Row> => at.staff.callService('pay/sys/answerTransfer', { out_bill_no: 'AUTHLATE001', act });
  expect(await answer('approve')).toMatchObject({ code: 40001, msg: expect.stringContaining('没有生效') });
  expect([at.row('AUTHLATE001')['status'], at.shop.wxpay.ledger.transfer('AUTHLATE001')]).toEqual(['CREATED', undefined]);
  expect(await answer('decline')).toMatchObject({ transfer: { status: 'CANCELLED' } });
});

describe('the timer goes on only while it is in effect', () => {
  /** 说过要关，微信还没有听到：凭它去请求是付得成的。 */
  const closeUnheard = async (): Promise<void> => {
    at.shop.wxpay.faults.add({ operation: 'closeAuthorization', fault: { kind: 'lostRequest' }, times: 99 });
    await close();
    expect(theirs()?.state).toBe('TAKING_EFFECT');
  };

  test('reserved, and the process died before it asked', async () => {
    await effective();
    const free = at.budget();
    expect(await pay('AUTHDIED001', { transfer_amount: 300_001, user_name: '张三' })).toMatchObject({ transfer: { status: 'CREATED' } });
    // 不要第二个人点头的，占了额度还没有去请求：就是这样一行
    const reserved = { needs_approval: false, next_query_date: at.shop.now() };
    await at.shop.runtime.database.collection('payment_transfers').doc('AUTHDIED001').update(reserved);
    await closeUnheard();
    await at.minutes(2);
    expect(at.row('AUTHDIED001')).toMatchObject({ status: 'CANCELLED', history: [{}, { reason: 'withdrawn', source: 'query' }] });
    expect([at.shop.wxpay.ledger.transfer('AUTHDIED001'), at.budget()]).toEqual([undefined, free]);
  });

  test('asked, and the request was lost', async () => {
    await effective();
    const free = at.budget();
    at.shop.wxpay.faults.add({ operation: 'transfer', fault: { kind: 'lostRequest' } });
    expect(await pay('AUTHLOST001')).toMatchObject({ transfer: { status: 'UNKNOWN' } });
    await closeUnheard();
    await at.minutes(8);
    expect(at.row('AUTHLOST001')).toMatchObject({ status: 'CANCELLED' });
    expect([at.shop.wxpay.ledger.transfer('AUTHLOST001'), at.budget()]).toEqual([undefined, free]);
  });

  test('still in effect: it is paid', async () => {
    await effective();
    at.shop.wxpay.faults.add({ operation: 'transfer', fault: { kind: 'lostRequest' } });
    expect(await pay('AUTHLOST002')).toMatchObject({ transfer: { status: 'UNKNOWN' } });
    await at.minutes(4);
    expect(at.row('AUTHLOST002')).toMatchObject({ status: 'SUCCESS' });
  });
});

test('one that nobody agreed to is not taken over', async () => {
  await create();
  await at.shop.runtime.database.collection('payment_transfer_authorizations').doc(no).remove();
  expect(await pay('AUTHNEW0001', { transfer_scene_id: '1000' })).toMatchObject({
    code: 40001,
    msg: expect.stringContaining('没有这张收款授权'),
  });
  expect(row()).toEqual({});
});

test('who is paid comes from the authorisation: anything else the caller says must agree with it', async () => {
  expect(await pay('AUTHWHO0000')).toMatchObject({ code: 40001, msg: expect.stringContaining('没有这张收款授权') });
  await create();
  expect(await pay('AUTHWHO0001')).toMatchObject({ code: 40001, msg: expect.stringContaining('还没有答应') });
  at.shop.wxpay.authorizations.confirm(no);
  for (const [more, field] of [
    [{ openid: `${openid}x` }, 'openid'],
    [{ transfer_scene_id: '1005' }, 'transfer_scene_id'],
    [{ user_id: 'somebody' }, 'user_id'],
    [{ pid: 'other' }, 'pid'],
  ] as const)
    expect(await pay('AUTHWHO0002', more)).toMatchObject({ code: 40001, msg: expect.stringContaining(field) });
  expect(await pay('AUTHWHO0002', { openid, transfer_scene_id: '1000' })).toMatchObject({ code: 0, transfer: { status: 'SUCCESS' } });
  expect(await pay('AUTHWHO0002', { transfer_amount: 1001 })).toMatchObject({ code: 40001, msg: expect.stringContaining('out_bill_no') });
});

test.each([
  ['forged', { variant: 'forged' }, 401, 'WAIT_CONFIRM'],
  ['of another merchant', { plaintext: { state: 'TAKING_EFFECT', mchid: '1900000001' } }, 401, 'WAIT_CONFIRM'],
  ['of another person', { plaintext: { state: 'TAKING_EFFECT', openid: 'oSomebodyElse' } }, 200, 'WAIT_CONFIRM'],
  ['of another app', { plaintext: { state: 'TAKING_EFFECT', appid: 'wx0000000000000000' } }, 200, 'WAIT_CONFIRM'],
  ['of nobody here', { plaintext: { state: 'TAKING_EFFECT', out_authorization_no: 'NOBODY01' } }, 200, 'WAIT_CONFIRM'],
  ['saying a state nobody knows', { plaintext: { state: 'SOMETHING' } }, 200, 'WAIT_CONFIRM'],
  ['saying only what is so', { plaintext: { state: 'WAIT_USER_CONFIRM' } }, 200, 'WAIT_CONFIRM'],
  ['genuine', { plaintext: { state: 'TAKING_EFFECT' } }, 200, 'TAKING_EFFECT'],
] as const)('a notice %s', async (_what, overrides, status, after) => {
  await create();
  const notice = at.shop.wxpay.buildNotification('authorization', { outAuthorizationNo: no, ...overrides });
  const send = async () => (await fetch(notice.url, { method: 'POST', headers: { ...notice.headers }, body: notice.body })).status;
  expect([await send(), row()['status']]).toEqual([status, after]);
  // 关了之后才到的「生效」是旧话
  if (after !== 'TAKING_EFFECT') return;
  const stale = { outAuthorizationNo: no, plaintext: { state: 'WAIT_USER_CONFIRM' } };
  const late = at.shop.wxpay.buildNotification('authorization', stale);
  const heard = await fetch(late.url, { method: 'POST', headers: { ...late.headers }, body: late.body });
  expect([heard.status, row()['status']]).toEqual([200, 'TAKING_EFFECT']);
  await close();
  expect([await send(), row()['status']]).toEqual([200, 'CLOSED']);
});

test('the receiver sees their own, with what the client needs to open the page; nobody else does; without the permission nothing', async () => {
  const client = await at.shop.login();
  const own = String(at.shop.rows('uni-id-users').find(({ username }) => username === 'demo')?.['_id']);
  await create({ user_id: own });
  const mine = (who = client): Promise<Row> => who.callService('pay/kh/myTransferAuthorization', { out_authorization_no: no });
  expect(await mine()).toMatchObject({
    code: 0,
    authorization: {
      status: 'WAIT_CONFIRM',
      options: { mchId: at.shop.keys.wxpay.mchid, appId: expect.any(String), package: expect.any(String) },
    },
  });
  expect(await mine(at.staff)).toMatchObject({ code: 40005 });
  at.shop.wxpay.authorizations.confirm(no);
  const after = await mine();
  expect([statusOf(after), (after['authorization'] as Row)['options']]).toEqual(['TAKING_EFFECT', undefined]);
  expect(await pay('AUTHMINE0001')).toMatchObject({ transfer: { status: 'SUCCESS', user_id: own } });
  expect((await client.callService('pay/sys/createTransferAuthorization', wish()))['code']).not.toBe(0);
});

test('staff list them newest first, page by page, by state; the receiver sees what waits for them and what they agreed to', async () => {
  const own = String(at.shop.rows('uni-id-users').find(({ username }) => username === 'demo')?.['_id']);
  const numbers = ['1000', '1005', '1002'].map((_scene, index) => `${no}L${index}`);
  for (const [index, out_authorization_no] of numbers.entries())
    await create({ out_authorization_no, user_id: own, transfer_scene_id: ['1000', '1005', '1002'][index] });
  const list = (data: Row = {}): Promise<Row> => at.staff.callService('pay/sys/listTransferAuthorizations', { user_id: own, ...data });
  const idsOf = (answer: Row): unknown[] => (answer['rows'] as Row[]).map((one) => one['out_authorization_no']);
  const first = await list({ pageSize: 2 });
  expect(idsOf(first)).toEqual([...numbers].reverse().slice(0, 2));
  expect(first['open']).toBe(true);
  expect(idsOf(await list({ pageSize: 2, after: first['next'] })).slice(0, 1)).toEqual([numbers[0]]);
  await close(numbers[0]);
  at.shop.wxpay.authorizations.confirm(String(numbers[1]));
  await at.shop.wxpay.deliverDue();
  expect(idsOf(await list({ status: 'TAKING_EFFECT' })).slice(0, 1)).toEqual([numbers[1]]);
  expect(idsOf(await list({ out_authorization_no: numbers[0] }))).toEqual([numbers[0]]);
  expect(await list({ status: 'NOTHING' })).toMatchObject({ code: 40001 });
  const client = await at.shop.login();
  const mine = (await client.callService('pay/kh/listMyTransferAuthorizations', {}))['rows'] as Row[];
  expect(mine.slice(0, 2)).toMatchObject([
    { out_authorization_no: numbers[2], status: 'WAIT_CONFIRM', options: { package: expect.any(String) } },
    { out_authorization_no: numbers[1], status: 'TAKING_EFFECT' },
  ]);
  expect(mine.map((one) => one['out_authorization_no'])).not.toContain(numbers[0]);
  expect(JSON.stringify(mine)).not.toContain(openid);
  expect((await client.callService('pay/sys/listTransferAuthorizations', {}))['code']).not.toBe(0);
  expect((await at.staff.callService('pay/kh/listMyTransferAuthorizations', {}))['rows']).toEqual([]);
});
