/** 示例商店的货架。价格只是橱窗里的标签，真正要付多少由服务端定（pay/pub/options）。 */
import beans from './pictures/beans.svg';
import mug from './pictures/mug.svg';
import print from './pictures/print.svg';
import sticker from './pictures/sticker.svg';
import vip from './pictures/vip.svg';
import { DEMO } from './words';
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
    get title() {
      return DEMO.goods;
    },
    items: [
      {
        id: 'mug',
        get title() {
          return DEMO.mug;
        },
        get note() {
          return DEMO.mugNote;
        },
        fee: 1200,
        image: mug,
        intent: { type: 'goods', custom: { goods_id: 'mug', quantity: 1 } },
      },
      {
        id: 'beans',
        get title() {
          return DEMO.beans;
        },
        get note() {
          return DEMO.beansNote;
        },
        fee: 6800,
        image: beans,
        intent: { type: 'goods', custom: { goods_id: 'beans', quantity: 1 } },
      },
      {
        id: 'print',
        get title() {
          return DEMO.print;
        },
        get note() {
          return DEMO.printNote;
        },
        fee: 8800,
        image: print,
        intent: { type: 'consign', custom: { goods_id: 'print', quantity: 1 } },
      },
      {
        id: 'sticker',
        get title() {
          return DEMO.sticker;
        },
        get note() {
          return DEMO.stickerNote;
        },
        fee: 1,
        image: sticker,
        intent: { type: 'goods', custom: { goods_id: 'sticker', quantity: 1 } },
      },
    ],
  },
  {
    get title() {
      return DEMO.vip;
    },
    items: [
      {
        id: 'trial',
        get title() {
          return DEMO.trial;
        },
        get note() {
          return DEMO.trialNote;
        },
        fee: 0,
        image: vip,
        intent: { type: 'vip', custom: { plan: 'trial' } },
      },
      {
        id: 'month',
        get title() {
          return DEMO.month;
        },
        get note() {
          return DEMO.monthNote;
        },
        fee: 1800,
        image: vip,
        intent: { type: 'vip', custom: { plan: 'month' } },
      },
      {
        id: 'year',
        get title() {
          return DEMO.year;
        },
        get note() {
          return DEMO.yearNote;
        },
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
