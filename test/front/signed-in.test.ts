// 员工入口只是方便：记着的角色随登录态一起失效，退出后设备上不留前一个人的东西。
import { isStaff, lackingFor, rememberUser, signedInUser, signIn, signOut } from '../../common/client/shell/signed-in';
import { recallPayment, rememberPayment } from '../../common/client/pay/payment-memory';
import { installFakeUni, type FakeUni } from './fake-uni';

const ADMIN = { _id: 'u1', nickname: '管理员', role: ['admin'] };
let fake: FakeUni;
let valid: boolean;
beforeEach(() => {
  valid = true;
  fake = installFakeUni({ checkToken: () => valid });
});

test('the entrance for staff follows the role', () => {
  expect(isStaff()).toBe(false);
  signIn({ token: 't', tokenExpired: 9 }, { _id: 'u2', nickname: '甲' });
  expect([signedInUser()?.nickname, isStaff()]).toEqual(['甲', false]);
  rememberUser(ADMIN);
  expect(isStaff()).toBe(true);
});

test('what a person may not do is known by role or by permission; of nobody in particular nothing is known', () => {
  const lacks = (user: { role?: string[]; permission?: string[] }): unknown[] => {
    rememberUser({ _id: 'u3', nickname: '乙', ...user });
    return [isStaff(), lackingFor('listOrders'), lackingFor('refund'), lackingFor('resolveReview')];
  };
  expect(lackingFor('refund')).toBeUndefined();
  signIn({ token: 't', tokenExpired: 9 }, ADMIN);
  expect(lacks({ role: ['admin'] })).toEqual([true, undefined, undefined, undefined]);
  expect(lacks({ role: ['pay-viewer'] })).toEqual([true, undefined, 'pay-refund', 'pay-admin']);
  expect(lacks({ role: ['pay-refund', 'x'] })).toEqual([true, undefined, undefined, 'pay-admin']);
  expect(lacks({ role: ['shop'], permission: ['pay-admin'] })).toEqual([true, 'pay-viewer', 'pay-refund', undefined]);
  expect(lacks({ role: ['shop'] })).toEqual([false, undefined, undefined, undefined]);
});

test('an expired sign-in is nobody', () => {
  signIn({ token: 't', tokenExpired: 9 }, ADMIN);
  valid = false;
  expect([signedInUser(), isStaff()]).toEqual([undefined, false]);
});

test('a damaged record is nobody', () => {
  for (const odd of ['x', 7, {}, { nickname: 'x', role: 'admin' }]) {
    fake.storage.set('vk_pay_user', odd);
    expect(isStaff()).toBe(false);
  }
});

test('signing out leaves neither token, name nor purchases', () => {
  signIn({ token: 't', tokenExpired: 9 }, ADMIN);
  rememberPayment('VP1', 'wxpay', { type: 'vip' });
  signOut();
  expect(recallPayment('VP1')).toBeUndefined();
  expect([...fake.storage.keys()]).toEqual([]);
});
