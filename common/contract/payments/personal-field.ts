/** custom 里放收货人、电话的键：加密存放（没有配置加密时照样不收个人信息，见 orders/seal）。 */
export const PERSONAL_FIELD = 'user_info';
