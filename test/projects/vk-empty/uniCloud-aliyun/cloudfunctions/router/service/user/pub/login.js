'use strict';
/** 这个项目自己的登录：登记一个用户，签发令牌，令牌登记在用户名下。 */
module.exports = {
  main: async (event) => {
    const { vk, uniID } = event.util;
    const { username = 'alice', role = [] } = event.data;
    const { token, tokenExpired } = await uniID.createToken({ uid: username, role, permission: [] });
    await vk.baseDao.setById({ dbName: 'uni-id-users', id: username, dataJson: { _id: username, username, role, status: 0, token: [token] } });
    return { code: 0, msg: 'ok', token, tokenExpired };
  },
};
