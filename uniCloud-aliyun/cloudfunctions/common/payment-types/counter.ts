/**
 * counter：柜台收款。没有 price：金额与标题由员工说（付款人自己下不了这种单），当面给货，到账之后没有别的要办。
 * 要发货、发积分的，写自己的类型（有 price 的照它定价）。
 */
import type { PaymentType } from 'vk-pay-core';

export const counter: PaymentType = {
  name: 'counter',
  fulfil: () => Promise.resolve(),
};
