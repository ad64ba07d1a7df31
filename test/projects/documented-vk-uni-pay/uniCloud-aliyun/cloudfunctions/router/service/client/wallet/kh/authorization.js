'use strict';
// 免确认收款授权（云对象）：client/wallet/kh/authorization.open / .query / .close
module.exports = {
  isCloudObject: true,
  open: async function (data) {
    let { uid } = this.getClientInfo();
    return await this.vk.vkPay.createUserConfirmAuthorization({
      provider: 'wxpay',
      platform: 'mp-weixin',
      out_authorization_no: 'SQ' + uid,
      openid: data.openid,
      transfer_scene_id: '1005',
      user_display_name: data.nickname || '茶友',
      user_recv_perception: '劳务报酬'
    });
  },
  query: async function (data) {
    return await this.vk.vkPay.queryUserConfirmAuthorization({
      provider: 'wxpay',
      platform: 'mp-weixin',
      out_authorization_no: data.out_authorization_no
    });
  },
  close: async function (data) {
    return await this.vk.vkPay.closeUserConfirmAuthorization({
      provider: 'wxpay',
      platform: 'mp-weixin',
      out_authorization_no: data.out_authorization_no
    });
  }
};
