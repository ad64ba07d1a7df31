/** 收款授权的集合名。只有收到收款授权的通知才用得着，所以不在 kernel/collections（那里的每一个名字回调函数一开始就装载）。 */
export const AUTHORIZATIONS = 'payment_transfer_authorizations';
