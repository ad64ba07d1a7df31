// 渠道原生字段只放行白名单：付款人能说的、商户自己的云函数能说的，各是各的；其余一律点名拒绝。
import { checkOther, decideMerchant, type Intent } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/orders/intent';
import type { Quote } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/order-types/payment-type';
import type { Provider } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/provider';

const provider = { payerFields: ['attach'], merchantFields: ['goods_tag'] } as unknown as Provider;

test.each<[object, boolean, string | undefined]>([
  [{ attach: 'a' }, false, undefined],
  [{ attach: 'a', goods_tag: 'WXG' }, true, undefined],
  [{ attach: 'a', goods_tag: 'WXG' }, false, 'data.other.goods_tag 不允许透传'],
  [{ limit_pay: ['no_credit'] }, true, 'data.other.limit_pay 不允许透传'],
  [{ toString: 'x' }, true, 'data.other.toString 不允许透传'],
])('%j, trusted: %s', (other, trusted, refusal) => {
  const check = (): void => checkOther(provider, other as Record<string, unknown>, trusted);
  if (refusal === undefined) expect(check).not.toThrow();
  else expect(check).toThrow(refusal);
});

test('who is paid is decided by the order type or the merchant function; a payer is only compared', () => {
  const decide = (said: string | undefined, quoted: string | undefined, trusted: boolean): string =>
    decideMerchant({ data: { pid: said } } as unknown as Intent, { pid: quoted } as unknown as Quote, { user_id: 'u', trusted });
  expect([
    decide(undefined, undefined, false),
    decide('default', undefined, false),
    decide(undefined, 'b', false),
    decide('b', 'b', false),
  ]).toEqual(['default', 'default', 'b', 'b']);
  expect([decide('b', undefined, true), decide(undefined, 'b', true), decide(undefined, undefined, true)]).toEqual(['b', 'b', 'default']);
  for (const [said, quoted, trusted] of [
    ['b', undefined, false],
    ['b', 'c', false],
    ['default', 'b', false],
    ['b', 'c', true],
  ] as const)
    expect(() => decide(said, quoted, trusted)).toThrow('data.pid');
});
