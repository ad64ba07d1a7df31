// 渠道原生字段只放行白名单：付款人能说的、商户自己的云函数能说的，各是各的；其余一律点名拒绝。
import { checkOther } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/orders/intent';
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
