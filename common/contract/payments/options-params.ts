/** `pay/pub/options` 收什么。 */
import * as v from 'valibot';
import { flagSchema, typeSchema, feeSchema } from '../fields';
import { customSchema } from './custom';

export const optionsSchema = v.object(
  {
    isPC: v.optional(flagSchema),
    needQRcode: v.optional(flagSchema),
    type: v.optional(typeSchema),
    total_fee: v.optional(feeSchema),
    custom: v.optional(customSchema),
  },
  '必须是对象',
);
