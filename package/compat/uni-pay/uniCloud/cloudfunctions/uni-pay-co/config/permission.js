'use strict';
/** 调用接口要的角色（uni-id）；没有写的照缺省：退款要 admin，别的不要。 */
module.exports = {
  refund: { role: ['admin'] },
};
