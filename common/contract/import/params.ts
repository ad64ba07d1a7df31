/** `pay/sys/importOrders` 收什么。 */
import * as v from 'valibot';
import { flagSchema, wholeSchema } from '../fields';

const MAX_BATCH = 200;

export const importOrdersSchema = v.object(
  {
    dry_run: v.optional(flagSchema),
    batch: v.optional(wholeSchema(1, MAX_BATCH)),
    // 旧表的 _id：数据库起的，或商户自己起的；走到第二张表的带着记号
    after: v.optional(v.pipe(v.string('必须是字符串'), v.regex(/^(?:[0-9A-Za-z_-]{1,64}|uni:[0-9A-Za-z_-]{0,64})$/, '格式不正确'))),
  },
  '必须是对象',
);
