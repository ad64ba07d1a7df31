'use strict';
/**
 * 苹果内购：电子书
 */
module.exports = async (obj) => {
	let { data = {} } = obj;
	const db = uniCloud.database();
	await db.collection("book-ebooks").add({ order_no: data.order_no, transaction_id: data.transaction_id, create_date: Date.now() });
	return true;
};
