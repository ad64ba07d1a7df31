/** 存进订单、日后交给业务处理的参数。 */
import type { ExtraRules } from '../extra';
import { extraSchema } from '../extra-schema';
import { PERSONAL_FIELD } from './personal-field';

/** 存进订单、日后交给业务处理的参数。 */
export const CUSTOM_RULES: ExtraRules = { stored: true, impersonal: true, personalField: PERSONAL_FIELD };

export const customSchema = extraSchema(CUSTOM_RULES);
