/** 灰度的服务收什么。 */
import * as v from 'valibot';
import { changeReasonSchema } from '../fields';
import { FEATURES, MAX_LISTED } from './release';

const whole = (max: number) =>
  v.pipe(v.number('必须是整数'), v.safeInteger('必须是整数'), v.minValue(0, '不能小于 0'), v.maxValue(max, `不能大于 ${max}`));
const users = v.pipe(
  v.array(v.pipe(v.string('必须是用户 id'), v.regex(/^[0-9A-Za-z_-]{1,64}$/, '不是用户 id')), '必须是数组'),
  v.maxLength(MAX_LISTED, `最多 ${MAX_LISTED} 个用户`),
);

export const changeReleaseSchema = v.object(
  {
    feature: v.picklist(FEATURES, '没有这个功能'),
    version: whole(Number.MAX_SAFE_INTEGER),
    enabled: v.boolean('必须是布尔值'),
    percentage: whole(100),
    allow: users,
    deny: users,
    reason: changeReasonSchema,
  },
  '必须是对象',
);
