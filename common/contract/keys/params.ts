/** `pay/sys/rotateKeys` 收什么。 */
import * as v from 'valibot';
import { flagSchema, wholeSchema } from '../fields';
import { SEALED_TABLES } from './rotation';

const MAX_BATCH = 200;

export const rotateKeysSchema = v.object(
  {
    dry_run: v.optional(flagSchema),
    batch: v.optional(wholeSchema(1, MAX_BATCH)),
    after: v.optional(
      v.pipe(v.string('必须是字符串'), v.regex(new RegExp(`^(?:${SEALED_TABLES.join('|')}):[0-9A-Za-z_:-]{0,100}$`), '格式不正确')),
    ),
  },
  '必须是对象',
);
