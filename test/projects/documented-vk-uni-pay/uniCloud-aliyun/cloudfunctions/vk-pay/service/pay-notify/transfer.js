'use strict';
/**
 * 商家转账结果通知（文件名固定 transfer.js）
 */
module.exports = async (obj, originalParam) => {
  let { data = {} } = obj;
  let { db, _ } = originalParam;
  let { out_bill_no, state, transfer_amount, transfer_bill_no } = data;
  if (state === 'SUCCESS') {
    await db.collection('shop-withdraws').where({ _id: out_bill_no, amount: transfer_amount, status: 0 }).update({ status: 1, transfer_bill_no });
    return true;
  }
  if (state === 'FAIL' || state === 'CANCELLED') {
    // 插件不防重入，自己用 status 挡住
    let res = await db.collection('shop-withdraws').where({ _id: out_bill_no, status: 0 }).update({ status: -1, transfer_bill_no });
    if (res.updated) {
      let list = await db.collection('shop-withdraws').where({ _id: out_bill_no }).get();
      await db.collection('uni-id-users').doc(list.data[0].user_id).update({ balance: _.inc(transfer_amount) });
    }
    return true;
  }
  return false;
};
