/**
 * consign：寄卖。卖法与 goods 一样，只是钱不全是自己的：付款时就冻住，到账之后在订单台上分给东西的主人（分账）。
 * 演示数据：demo_goods 里的版画；`npm start` 第一次打开时添加两位接收方。
 */
import type { PaymentType } from 'vk-pay-core';
import { goods } from './goods';

export const consign: PaymentType = { ...goods, name: 'consign', profitSharing: true };
