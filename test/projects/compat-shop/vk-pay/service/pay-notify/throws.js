'use strict';
module.exports = async () => {
  throw new Error('库存服务没有答复');
};
