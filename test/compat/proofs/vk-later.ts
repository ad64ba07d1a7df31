// 时钟走得远的几行：放在最后，登录的凭据会过期。
import type { Proof } from '../proof';
import { create, paid, rowOf, shop } from '../vk-world';

export const VK_LATER: readonly Proof[] = [
  [
    'vk-53',
    async () => {
      // 关单、自己重试与告警（前面各行）之外：分账、账单与对账也叫得到
      const { out_trade_no } = await create({ profit_sharing: true });
      expect(await shop.vkPay('closePayment', { out_trade_no })).toMatchObject({ code: 0, status: 'CLOSED' });
      const bad = await paid({ type: 'lottery' });
      for (let round = 0; round < 4; round += 1) {
        shop.tick(60 * 60_000);
        await shop.runMonitor();
      }
      expect(shop.rows('payment_alerts')).toContainEqual(expect.objectContaining({ kind: 'fulfil-failing', out_trade_no: bad }));
    },
  ],
  [
    // 时钟走得远，放在最后
    'vk-35 (three days)',
    async () => {
      // 三天没有付的：定时任务清掉
      const { out_trade_no: left } = await create();
      for (let day = 0; day < 5; day += 1) {
        shop.tick(24 * 3_600_000);
        await shop.runMonitor();
      }
      expect(shop.order(String(left))).toBeUndefined();
      expect(rowOf(left)?.['status'] ?? -1).toBe(-1);
    },
  ],
];
