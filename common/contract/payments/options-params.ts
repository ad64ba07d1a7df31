/** `pay/pub/options` 收什么。 */
import * as v from 'valibot';
import { flagSchema, typeSchema, priceSchema } from '../fields';
import { customSchema } from './custom';

export const optionsSchema = v.object(
  {
    isPC: v.optional(flagSchema),
    needQRcode: v.optional(flagSchema),
    type: v.optional(typeSchema),
    total_fee: v.optional(priceSchema),
    custom: v.optional(customSchema),
  },
  '必须是对象',
);
