/** 示例商店的货架。价格只是橱窗里的标签，真正要付多少由服务端定（pay/pub/options）。 */
import beans from './pictures/beans.svg';
import mug from './pictures/mug.svg';
import sticker from './pictures/sticker.svg';
import vip from './pictures/vip.svg';
import type { PaymentIntent } from '../common/client/pay/intent';

export interface ShelfItem {
  readonly id: string;
  readonly title: string;
  readonly note: string;
  /** 分 */
  readonly fee: number;
  readonly image: string;
  readonly intent: PaymentIntent;
}

export interface Shelf {
  readonly title: string;
  readonly items: readonly ShelfItem[];
}

export const SHELVES: readonly Shelf[] = [
  {
    title: '商品',
    items: [
      {
        id: 'mug',
        title: '手工马克杯',
        note: '320ml，陶瓷，三日内发货',
        fee: 1200,
        image: mug,
        intent: { type: 'goods', custom: { goods_id: 'mug', quantity: 1 } },
      },
      {
        id: 'beans',
        title: '精品咖啡豆 250g',
        note: '当周烘焙，云南产区',
        fee: 6800,
        image: beans,
        intent: { type: 'goods', custom: { goods_id: 'beans', quantity: 1 } },
      },
      {
        id: 'sticker',
        title: '一分钱贴纸',
        note: '用来试支付的最小金额',
        fee: 1,
        image: sticker,
        intent: { type: 'goods', custom: { goods_id: 'sticker', quantity: 1 } },
      },
    ],
  },
  {
    title: '会员',
    items: [
      {
        id: 'month',
        title: '会员月卡',
        note: '有效期 31 天，付款后立即生效',
        fee: 1800,
        image: vip,
        intent: { type: 'vip', custom: { plan: 'month' } },
      },
      {
        id: 'year',
        title: '会员年卡',
        note: '有效期 366 天，付款后立即生效',
        fee: 16_800,
        image: vip,
        intent: { type: 'vip', custom: { plan: 'year' } },
      },
    ],
  },
];

/** 充值的几档，分；与 payment-types/recharge.ts 一致，不一致时服务端会拒绝。 */
export const RECHARGE_FEES: readonly number[] = [1000, 5000, 10_000, 50_000];

export function rechargeIntent(total_fee: number): PaymentIntent {
  return { type: 'recharge', total_fee };
}
