// docs/protocols/alipay.md §5：支付宝的结果码没有一个能证明付款；9000、8000、6004、6002 都去问服务端。
import type { CreatePaymentAnswer } from '../../common/contract/payments/create';
import { mpAlipay } from '../../common/client/pay/drivers/mp-alipay';
import { PlatformError } from '../../common/client/shell/errors';
import { installFakeUni, type FakeUni } from './fake-uni';

let fake: FakeUni;
beforeEach(() => {
  fake = installFakeUni();
});

const drive = (orderInfo: CreatePaymentAnswer['orderInfo'] = '2026112322001') =>
  mpAlipay({ platform: 'mp-alipay', provider: 'alipay', orderInfo } as CreatePaymentAnswer, {});
const ends = (way: 'success' | 'fail', result: unknown): void => {
  fake.requestPayment = (options) => options[way]?.(result);
};

test('hands over the trade number and nothing else', async () => {
  let seen: Record<string, unknown> = {};
  fake.requestPayment = ({ success, fail: _fail, ...options }) => {
    seen = options;
    success?.({ resultCode: '9000' });
  };
  await drive();
  expect(seen).toEqual({ provider: 'alipay', orderInfo: '2026112322001' });
});

describe.each(['success', 'fail'] as const)('through the %s callback', (way) => {
  test.each(['9000', '8000', '6004', '6002', '5000', 9000])('%s asks the server', async (resultCode) => {
    ends(way, { resultCode });
    await expect(drive()).resolves.toBe('done');
  });

  test.each(['6001', 6001, '99'])('%s is the payer leaving', async (resultCode) => {
    ends(way, { resultCode });
    await expect(drive()).resolves.toBe('cancelled');
  });

  test.each<[string | undefined, string, boolean?]>([
    ['4000', '没有完成付款'],
    ['4', '没有开通支付'],
    ['12345', '没有说清', true],
    [undefined, '没有说清', true],
  ])('%s is a platform error in plain words', async (resultCode, words, unclear = false) => {
    ends(way, { resultCode, errMsg: 'requestPayment:fail why' });
    const error = await drive().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(PlatformError);
    expect(error).toMatchObject({ unclear });
    expect((error as PlatformError).message).toContain(words);
    expect((error as PlatformError).detail).toContain('why');
  });
});
