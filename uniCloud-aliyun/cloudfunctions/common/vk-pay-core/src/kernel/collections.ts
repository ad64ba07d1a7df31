/** 集合名；索引见 uniCloud-aliyun/database/*.index.json。 */
export const COLLECTIONS = {
  orders: 'payment_orders',
  logs: 'payment_logs',
  errors: 'payment_errors',
  refunds: 'payment_refunds',
  notifies: 'payment_notifies',
  alerts: 'payment_alerts',
} as const;
