'use strict';
/**
 * 读书会报名：名额满了抛错
 */
module.exports = async (obj) => {
	let { data = {} } = obj;
	const db = uniCloud.database();
	const _ = db.command;
	let res = await db.collection("book-events").where({ _id: data.custom.event_id, left: _.gt(0) }).update({ left: _.inc(-1) });
	if (!res.updated) throw new Error("名额已满");
	return true;
};
