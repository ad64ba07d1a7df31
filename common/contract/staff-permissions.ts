/**
 * 员工能做什么：uni-id 的权限三种，每个员工服务要哪一种都在这张表里（类型保证一个不漏）。
 * 看（pay-viewer）什么都不改；退款（pay-refund）把钱退回去；管理（pay-admin）决定说不清的钱怎么办。
 * uni-id 的 `admin` 什么都可以。云端按用户表与角色表核对，前端据此决定显示哪些按钮；
 * 初始的角色与权限在 uniCloud-aliyun/database/uni-id-*.init_data.json，由测试与本表核对。
 */
import type { SERVICES } from './services';

export const STAFF_PERMISSIONS = ['pay-viewer', 'pay-refund', 'pay-admin'] as const;
export type StaffPermission = (typeof STAFF_PERMISSIONS)[number];

export type ServiceName = keyof typeof SERVICES;
/** `pay/sys/` 下的服务 */
export type StaffService = { [Name in ServiceName]: (typeof SERVICES)[Name] extends `pay/sys/${string}` ? Name : never }[ServiceName];

export const STAFF_SERVICE_NEEDS: Readonly<Record<StaffService, StaffPermission>> = {
  findPayment: 'pay-viewer',
  listOrders: 'pay-viewer',
  orderDetail: 'pay-viewer',
  queryRefund: 'pay-viewer',
  listRefundRequests: 'pay-viewer',
  listReviews: 'pay-viewer',
  reviewDetail: 'pay-viewer',
  reviewPayment: 'pay-viewer',
  listEvents: 'pay-viewer',
  listReconciliations: 'pay-viewer',
  getStatistics: 'pay-viewer',
  listAlerts: 'pay-viewer',
  getReconciliation: 'pay-viewer',
  findErrors: 'pay-viewer',
  listTransfers: 'pay-viewer',
  queryTransfer: 'pay-viewer',
  listTransferAuthorizations: 'pay-viewer',
  queryTransferAuthorization: 'pay-viewer',
  queryAccountBalance: 'pay-viewer',
  listReleases: 'pay-viewer',
  listComplaints: 'pay-viewer',
  complaintDetail: 'pay-viewer',
  readComplaintImage: 'pay-viewer',
  listSharings: 'pay-viewer',
  listSharingReceivers: 'pay-viewer',
  querySharing: 'pay-viewer',
  refund: 'pay-refund',
  // 收错了要当场退：与退款同一种权限
  chargeByCode: 'pay-refund',
  counterPayment: 'pay-refund',
  transfer: 'pay-refund',
  cancelTransfer: 'pay-refund',
  createTransferAuthorization: 'pay-refund',
  closeTransferAuthorization: 'pay-refund',
  // 把这张订单的钱分给添加过的接收方、要回来、不再分
  shareOrder: 'pay-refund',
  returnSharing: 'pay-refund',
  unfreezeOrder: 'pay-refund',
  // 第二个人点头
  answerTransfer: 'pay-admin',
  answerRefundRequest: 'pay-refund',
  shipOrder: 'pay-refund',
  // 答复投诉的多半就是退款的人
  replyComplaint: 'pay-refund',
  completeComplaint: 'pay-refund',
  answerComplaintRefund: 'pay-refund',
  uploadComplaintImage: 'pay-refund',
  // 撤销会把付了的钱全额退回
  cancelPayment: 'pay-refund',
  resolvePayment: 'pay-admin',
  resolveReview: 'pay-admin',
  resendEvent: 'pay-admin',
  changeRelease: 'pay-admin',
  // 谁收钱
  listMerchants: 'pay-admin',
  saveMerchant: 'pay-admin',
  // 可以分给谁
  addSharingReceiver: 'pay-admin',
  removeSharingReceiver: 'pay-admin',
  acknowledgeAlert: 'pay-admin',
  setupPaymentIndexes: 'pay-admin',
  doctor: 'pay-admin',
  rotateKeys: 'pay-admin',
  importOrders: 'pay-admin',
};

/** uni-id 里什么都可以的角色 */
export const ADMIN_ROLE = 'admin';

/** 自带的角色，名字与其中最高的权限相同；商户可以另建角色，权限任意搭配。 */
export const STAFF_ROLES: Readonly<Record<StaffPermission, readonly StaffPermission[]>> = {
  'pay-viewer': ['pay-viewer'],
  'pay-refund': ['pay-viewer', 'pay-refund'],
  'pay-admin': ['pay-viewer', 'pay-refund', 'pay-admin'],
};
