// 同号再来是不是同一件事：openid 与 other 只存指纹，换了人、换了内容都认得出。
import { atRest, differenceAtRest } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/payers/at-rest';

const of = (openid?: string, other?: Record<string, unknown>) => ({
  out_trade_no: 'VP000001',
  ...atRest({ out_trade_no: 'VP000001', openid, other }),
});

test('another payer account and other contents are told apart, the same again is the same', () => {
  expect(differenceAtRest(of('a'), of('a'))).toBeUndefined();
  expect(differenceAtRest(of('a'), of('b'))).toBe('openid');
  expect(differenceAtRest(of('a'), of())).toBe('openid');
  expect(differenceAtRest(of('a', { attach: '1' }), of('a', { attach: '2' }))).toBe('other');
  expect(differenceAtRest(of('a', {}), of('a'))).toBeUndefined();
});

test('a fingerprint tells nothing and fits no other order', () => {
  expect(JSON.stringify(of('oUpF8uMuAJO', { mobile: '13900000000' }))).not.toMatch(/oUpF8u|139/);
  expect(atRest({ out_trade_no: 'VP000002', openid: 'a' })).not.toEqual(atRest({ out_trade_no: 'VP000001', openid: 'a' }));
});
