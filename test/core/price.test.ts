// 单笔上限在服务端：不论价格从哪里来，超过的点名拒绝。
import type { Kernel } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/kernel/kernel';
import { checkFee } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/orders/price';

const k = { config: { settings: { maxFee: 10_000 } } } as unknown as Kernel;
const quote = (total_fee: number) => ({ total_fee, subject: '杯子', custom: {} });

test('up to the ceiling, not above it', () => {
  expect(checkFee(k, quote(10_000))).toMatchObject({ total_fee: 10_000 });
  expect(() => checkFee(k, quote(10_001))).toThrow('data.total_fee 支付金额超出限制');
});
