/** `pay/sys/getStatistics` 收什么。 */
import * as v from 'valibot';
import { PROVIDERS } from '../channels';
import { visibleLine } from '../visible-text';
import { GRANULARITIES, STAT_GROUPS } from './statistics';

const moment = v.optional(v.pipe(v.number('必须是毫秒时间戳'), v.safeInteger('必须是毫秒时间戳'), v.minValue(0, '不能小于 0')));
const name = v.optional(v.pipe(v.string('必须是文字'), v.maxLength(64, '太长'), v.transform(visibleLine)));

export const getStatisticsSchema = v.object({
  from: moment,
  to: moment,
  granularity: v.optional(v.picklist(GRANULARITIES, `必须是 ${GRANULARITIES.join('、')} 之一`)),
  by: v.optional(v.picklist(STAT_GROUPS, `必须是 ${STAT_GROUPS.join('、')} 之一`)),
  provider: v.optional(v.picklist(PROVIDERS, '不是支持的支付渠道')),
  merchant: name,
  operation: name,
  platform: name,
  variant: name,
});
