/** 页面的标题；pages.json 里写的是第一眼的中文，打开之后以这里为准。 */
import { words } from './words';

export const TITLES = words({
  checkout: ['收银台', 'Checkout'],
  result: ['支付结果', 'Payment result'],
  orders: ['我的订单', 'My orders'],
  order: ['订单详情', 'Order'],
  receipt: ['收据', 'Receipt'],
  lost: ['没有这个页面', 'Page not found'],
  requests: ['退款申请', 'Refund requests'],
  refund: ['退款', 'Refund'],
  orderDesk: ['订单台', 'Order desk'],
  reviewDesk: ['复核台', 'Review desk'],
  reconciliation: ['对账', 'Reconciliation'],
  counter: ['柜台收款', 'Counter'],
  events: ['事件', 'Events'],
  complaints: ['投诉', 'Complaints'],
  receivers: ['分账的接收方', 'Receivers of shares'],
  errors: ['错误', 'Errors'],
  transfers: ['收款', 'Receive money'],
  transferDesk: ['转账', 'Transfers'],
  release: ['灰度', 'Rollouts'],
  checklist: ['上线清单', 'Checklist'],
  merchants: ['商户', 'Merchants'],
  dashboard: ['看板', 'Dashboard'],
  alerts: ['告警', 'Alerts'],
  orderDeskDetail: ['订单', 'Order'],
});
