/** 集合名；索引见 uniCloud-aliyun/database/*.index.json。 */
export const COLLECTIONS = {
  orders: 'payment_orders',
  logs: 'payment_logs',
  errors: 'payment_errors',
  refunds: 'payment_refunds',
  requests: 'payment_refund_requests',
  transfers: 'payment_transfers',
  /** 每天（每人每天）转了多少 */
  transferBudgets: 'payment_transfer_budgets',
  alerts: 'payment_alerts',
  /** 商户的收款账号；表名与 vk-uni-pay 相同 */
  merchants: 'vk-pay-config',
  /** 灰度：每个功能开到哪里 */
  releases: 'payment_releases',
  /** 留存的回调（加密），重放用 */
  notifies: 'payment_notifies',
  /** 消费者投诉 */
  complaints: 'payment_complaints',
  /** 要告诉商户的事 */
  events: 'payment_events',
  /** 复核台上自己没有一行可看的事 */
  reviews: 'payment_reviews',
  /** 全部实例之间的占用（限制外呼、按小时的任务） */
  leases: 'payment_leases',
  /** 一个业务单号由哪张支付订单付掉 */
  references: 'payment_references',
  /** 付款人在各个应用里是谁（加密） */
  payers: 'payment_payers',
  /** 开放接口的凭据（加密） */
  tokens: 'payment_tokens',
} as const;
