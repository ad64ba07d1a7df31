module.exports = {
	// 除管理员外，收银角色也能退款
	refund: {
		role: ['admin', 'cashier']
	}
};
