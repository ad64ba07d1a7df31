/** 操作与通知怎么说；时间线、终端与开发者首页用同一份。没有列出的用网关自己的名字。 */

/** 商户调网关的各种请求。 */
const OPERATIONS: Readonly<Record<string, string>> = {
  create: '下单',
  precreate: '下单（扫码）',
  wapPay: '下单（手机网站）',
  pagePay: '下单（电脑网站）',
  query: '查询',
  close: '关单',
  cancel: '撤销',
  refund: '退款',
  queryRefund: '查询退款',
  abnormalRefund: '处理异常退款',
  bindReceiver: '绑定分账接收方',
  unbindReceiver: '解绑分账接收方',
  queryReceivers: '查询分账关系',
  settle: '请求分账',
  querySettle: '查询分账',
  addReceiver: '添加分账接收方',
  deleteReceiver: '删除分账接收方',
  share: '请求分账',
  queryShare: '查询分账',
  unfreeze: '解冻剩余资金',
  returnShare: '请求分账回退',
  queryReturn: '查询分账回退',
  unsplit: '查询剩余待分金额',
  maxRatio: '查询最大分账比例',
  login: '登录',
  accessToken: '取接口凭据',
  virtualQuery: '虚拟支付查单',
  virtualRefund: '虚拟支付退款',
  virtualProvide: '虚拟支付补报发货',
  virtualBalance: '查代币余额',
  virtualSpend: '扣代币',
  virtualUnspend: '退代币',
  virtualPresent: '赠代币',
  shipUpload: '录入发货信息',
  shipQuery: '查发货信息',
  shipList: '列出发货信息',
  shipRemind: '提醒确认收货',
  shipSpecial: '报备特殊发货',
  shipSettings: '发货信息的设置',
  certificates: '下载平台证书',
  bill: '申请账单',
  download: '下载账单',
};
const NOTICES: Readonly<Record<string, string>> = {
  'TRANSACTION.SUCCESS': '支付通知',
  'REFUND.SUCCESS': '退款通知',
  'REFUND.ABNORMAL': '退款异常通知',
  'REFUND.CLOSED': '退款关闭通知',
  xpay_goods_deliver_notify: '道具发货推送',
  xpay_coin_pay_notify: '代币发货推送',
  xpay_refund_notify: '虚拟支付退款推送',
  trade_manage_remind_shipping: '催发货推送',
  trade_manage_order_settlement: '结算推送',
  payment: '支付通知',
  refund: '退款通知',
  waiting: '等待付款通知',
  closed: '关闭通知',
};

/** 表里没有的名字原样返回。 */
export const wordOf = (words: Readonly<Record<string, string>>, name: string): string =>
  Object.hasOwn(words, name) ? (words[name] as string) : name;
export const noticeWord = (notice: string): string => wordOf(NOTICES, notice);
export const operationWord = (operation: string): string => wordOf(OPERATIONS, operation);
