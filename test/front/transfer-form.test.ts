// 员工发起转账（I6、I13）：金额是整数分；同样的内容再来用同一个单号，所以不会付两次；刷新之后先问清楚那一笔；问题写在各栏。
import { ERROR_CATALOGUE } from '../../common/contract/errors';
import { checkParams } from '../../common/contract/check-params';
import { transferSchema } from '../../common/contract/transfers/params';
import { TRANSFER_SCENES } from '../../common/contract/transfers/scenes';
import { newTransferNumber } from '../../common/client/pay/order-number';
import { askLost, lostTransfer, sendTransfer, type TransferAttempt, type TransferPorts } from '../../common/client/staff/transfer-attempt';
import { checkTransferForm, transferProblemsFromServer, type TransferForm } from '../../common/client/staff/transfer-wish';
import { installFakeUni } from './fake-uni';

const LIMITS = { max_fee: 500_000, person_day_fee: 400_000, left_fee: 300_000, approval_fee: 100_000 };
const FORM: TransferForm = {
  provider: 'wxpay',
  kind: 'user',
  payee: 'user-1',
  name: '',
  amount: '19.99',
  remark: '活动奖励',
  scene: '1000',
  infos: ['新会员有礼', '注册抽奖'],
};
const wishOf = (more: Partial<TransferForm> = {}) => {
  const checked = checkTransferForm({ ...FORM, ...more }, LIMITS);
  if ('problems' in checked) throw new Error(JSON.stringify(checked.problems));
  return checked.wish;
};
const problemsOf = (more: Partial<TransferForm>): string[] => {
  const checked = checkTransferForm({ ...FORM, ...more }, LIMITS);
  return 'problems' in checked ? Object.keys(checked.problems).sort() : [];
};

beforeEach(() => installFakeUni());

test('what is written becomes exact fen and passes the rule of the server, for every scene and both providers', async () => {
  expect(wishOf().transfer_amount).toBe(1999);
  const numbered = async (wish: object) => ({ ...wish, out_bill_no: await newTransferNumber() });
  for (const { id, infos } of TRANSFER_SCENES)
    expect(checkParams(transferSchema, await numbered(wishOf({ scene: id, infos: infos.map(() => '内容') })))).toMatchObject({ ok: true });
  const consent = wishOf({ kind: 'consent', payee: 'TA20261127000001' });
  expect(checkParams(transferSchema, await numbered(consent))).toMatchObject({ ok: true });
  expect(consent).toMatchObject({ out_authorization_no: 'TA20261127000001', transfer_scene_id: '1000' });
  for (const name of ['user_id', 'openid']) expect(consent).not.toHaveProperty(name);
  const logon = wishOf({ provider: 'alipay', kind: 'logon', payee: 'somebody@example.com', name: '张三', scene: '', infos: [] });
  expect(checkParams(transferSchema, await numbered(logon))).toMatchObject({ ok: true });
  expect(logon).not.toHaveProperty('transfer_scene_id');
});

test.each<[string, Partial<TransferForm>, string[]]>([
  ['nothing', { payee: '', amount: '', remark: '', scene: '', infos: [] }, ['amount', 'payee', 'remark', 'scene']],
  ['three decimals', { amount: '1.005' }, ['amount']],
  ['below ten fen', { amount: '0.09' }, ['amount']],
  ['above the limit of one', { amount: '5000.01', name: '张三' }, ['amount']],
  ['above what is left today', { amount: '3000.01', name: '张三' }, ['amount']],
  ['2000 yuan without a name', { amount: '2000' }, ['name']],
  ['a name below 0.3 yuan', { amount: '0.29', name: '张三' }, ['name']],
  ['a missing report of the scene', { infos: ['新会员有礼'] }, ['info1']],
  ['an authorisation that is no number', { kind: 'consent', payee: 'TA_1' }, ['payee']],
  ['an Alipay account without a name', { provider: 'alipay', kind: 'logon', payee: 'a@b.c', scene: '' }, ['name']],
])('%s is said at its field', (_name, more, expected) => {
  expect(problemsOf(more)).toEqual(expected);
});

test('what the server refuses is put at the field it names', () => {
  expect(transferProblemsFromServer('参数错误：transfer_amount 超过今天的转账限额；payee_info.name 不符')).toEqual({
    amount: '超过今天的转账限额',
    name: '不符',
  });
  expect(transferProblemsFromServer('参数错误：out_authorization_no 收款人还没有答应')).toEqual({ payee: '收款人还没有答应' });
  expect(transferProblemsFromServer('参数错误：out_bill_no 已用于另一笔转账')).toBeUndefined();
});

/** 依次给出答复的服务端；`ok` 之外的是抛出。 */
function server(...replies: unknown[]) {
  const sent: Record<string, unknown>[] = [];
  let made = 0;
  const ports: TransferPorts = {
    call: (async (_name: string, data: Record<string, unknown>) => {
      sent.push(data);
      const reply = replies.shift();
      if (reply !== 'ok') throw reply;
      return { code: 0, transfer: {} };
    }) as TransferPorts['call'],
    newNumber: async () => `TR000${(made += 1)}`,
  };
  return { ports, sent };
}
const LOST = { errMsg: 'request:fail timeout' };

test.each([
  ['no answer', LOST],
  ['the gateway unclear', { code: ERROR_CATALOGUE.NETWORK.code }],
  ['the account empty', { code: ERROR_CATALOGUE.BALANCE.code }],
  ['too often', { code: ERROR_CATALOGUE.RATE_LIMIT.code }],
])('after %s the same content goes under the same number, another content under another', async (_name, reply) => {
  const { ports, sent } = server(reply, 'ok', 'ok');
  const wish = wishOf();
  const first = await sendTransfer(wish, undefined, ports);
  const second = await sendTransfer({ ...wish }, first.attempt, ports);
  expect([second.end.kind, lostTransfer()]).toEqual(['answered', undefined]);
  await sendTransfer({ ...wish, transfer_amount: 2000 }, first.attempt, ports);
  expect(sent.map((one) => one['out_bill_no'])).toEqual(['TR0001', 'TR0001', 'TR0002']);
});

test('without an answer the device keeps number and amount, but not who is paid', async () => {
  const { ports } = server(LOST);
  const { end } = await sendTransfer(wishOf({ name: '张三' }), undefined, ports);
  expect(end.kind).toBe('lost');
  expect(lostTransfer()).toEqual({ out_bill_no: 'TR0001', provider: 'wxpay', transfer_fee: 1999, remark: '活动奖励' });
  await expect(askLost(lostTransfer()!, server(LOST).ports.call)).rejects.toBe(LOST);
  expect(lostTransfer()).toBeDefined();
});

test('after a reload: one that never came leaves its number to the next, so the two can never both be paid', async () => {
  await sendTransfer(wishOf(), undefined, server(LOST).ports);
  const lost = lostTransfer()!;
  expect(await askLost(lost, server({ code: ERROR_CATALOGUE.ORDER_NOT_FOUND.code }).ports.call)).toBeUndefined();
  const left: TransferAttempt = { out_bill_no: lost.out_bill_no };
  const { ports, sent } = server('ok');
  await sendTransfer({ ...wishOf(), transfer_amount: 500 }, left, ports);
  expect(sent[0]?.['out_bill_no']).toBe('TR0001');
});
