/** 存进订单、日后交给业务处理的参数。 */
import type { ExtraRules } from '../extra';
import { extraSchema } from '../extra-schema';

/** custom 里放收货人、电话的键：加密存放（没有配置加密时照样不收个人信息，见 orders/seal）。 */
export const PERSONAL_FIELD = 'user_info';

/** 存进订单、日后交给业务处理的参数。 */
export const CUSTOM_RULES: ExtraRules = { stored: true, impersonal: true, personalField: PERSONAL_FIELD };

export const customSchema = extraSchema(CUSTOM_RULES);
