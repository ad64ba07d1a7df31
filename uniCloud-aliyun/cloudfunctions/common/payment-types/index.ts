/**
 * 订单类型清单。新增一种业务：写一个文件，在这里加一行。
 * 查找只按这份清单，永远不会拿调用方给的字符串去 require。
 */
import type { PaymentType } from 'vk-pay-core';
import { consign } from './consign';
import { counter } from './counter';
import { custom } from './custom';
import { goods } from './goods';
import { recharge } from './recharge';
import { vip } from './vip';

export const paymentTypes: readonly PaymentType[] = [goods, consign, recharge, vip, custom, counter];
