// 员工请收款人答应（I13）：填的合服务端的规则；填得不对、服务端不收的说在哪一栏；单号是自己的一种。
import { checkParams } from '../../common/contract/check-params';
import { createTransferAuthorizationSchema } from '../../common/contract/transfers/authorization-params';
import { TRANSFER_SCENES } from '../../common/contract/transfers/scenes';
import { newAuthorizationNumber } from '../../common/client/pay/order-number';
import { authorizationProblemsFromServer, checkAuthorization, type AuthorizationForm } from '../../common/client/staff/authorization-wish';
import { installFakeUni } from './fake-uni';

const FORM: AuthorizationForm = { kind: 'user', payee: ' user-1 ', name: '林小茶', scene: '1000' };
const check = (more: Partial<AuthorizationForm> = {}) => checkAuthorization({ ...FORM, ...more });

beforeEach(() => installFakeUni());

test('what is written passes the rule of the server, for every scene and both kinds of receiver', async () => {
  for (const { id } of TRANSFER_SCENES)
    for (const kind of ['user', 'openid'] as const) {
      const checked = check({ scene: id, kind, payee: 'oUpF8uMuAJO_M2pxb1Q9zN' });
      if ('problems' in checked) throw new Error(JSON.stringify(checked.problems));
      const wish = { ...checked.wish, out_authorization_no: await newAuthorizationNumber() };
      expect(checkParams(createTransferAuthorizationSchema, wish)).toMatchObject({ ok: true });
      expect(Object.keys(checked.wish)).toContain(kind === 'user' ? 'user_id' : 'openid');
    }
  expect(check()).toMatchObject({ wish: { user_id: 'user-1' } });
  expect(await newAuthorizationNumber()).toMatch(/^TA\d{14}[0-9A-Z]{10}$/);
});

test.each<[string, Partial<AuthorizationForm>, string[]]>([
  ['nothing', { payee: '', name: '', scene: '' }, ['name', 'payee', 'scene']],
  ['an id with blanks inside', { payee: 'user 1' }, ['payee']],
  ['a name of 33 characters', { name: '茶'.repeat(33) }, ['name']],
  ['a scene that is not there', { scene: '9999' }, ['scene']],
])('%s is said at its field', (_name, more, expected) => {
  const checked = check(more);
  expect('problems' in checked ? Object.keys(checked.problems).sort() : []).toEqual(expected);
});

test('what the server refuses is put at the field it names', () => {
  expect(authorizationProblemsFromServer('参数错误：out_authorization_no 这个人在这个场景已经有一张收款授权 TA1')).toEqual({
    payee: '这个人在这个场景已经有一张收款授权 TA1',
  });
  expect(authorizationProblemsFromServer('参数错误：user_display_name 不能含表情等四字节字符')).toEqual({ name: '不能含表情等四字节字符' });
  expect(authorizationProblemsFromServer('支付平台繁忙')).toBeUndefined();
});
