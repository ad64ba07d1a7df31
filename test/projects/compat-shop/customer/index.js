'use strict';
const uniID = require('uni-id');
/** 登录好的顾客：测试要一个与真的一样的用户编号。 */
exports.main = async ({ uid }, context) => {
  const { token } = await uniID.createInstance({ context }).createToken({ uid, role: [], permission: [] });
  await uniCloud.database().collection('uni-id-users').doc(uid).set({ username: 'lin', nickname: '小林', role: [], token: [token] });
  // 登录的凭据不整个出现在答复里
  return { parts: token.split('.') };
};
