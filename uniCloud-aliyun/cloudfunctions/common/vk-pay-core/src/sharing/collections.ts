/** 分账的集合名。回调函数用不着它们，所以不在 kernel/collections（那里的每一个名字回调函数都要装载）。 */
export const SHARING_COLLECTIONS = {
  /** 分账、要回来、解冻 */
  sharings: 'payment_sharings',
  /** 接收方（账号加密） */
  receivers: 'payment_sharing_receivers',
} as const;
