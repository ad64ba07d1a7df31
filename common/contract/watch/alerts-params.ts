/** 告警的服务与 sendAlert 收什么。 */
import * as v from 'valibot';
import { ALERT_LEVELS, ALERT_STATUSES } from './alerts';

const whole = (max: number) =>
  v.optional(v.pipe(v.number('必须是整数'), v.safeInteger('必须是整数'), v.minValue(1, '从 1 起'), v.maxValue(max, '太大')));
const text = (max: number) => v.pipe(v.string('必须是文字'), v.minLength(1, '不能为空'), v.maxLength(max, '太长'));

export const listAlertsSchema = v.object({
  status: v.optional(v.picklist(ALERT_STATUSES, `必须是 ${ALERT_STATUSES.join('、')} 之一`)),
  pageIndex: whole(1000),
  pageSize: whole(100),
});

export const acknowledgeAlertSchema = v.object({
  id: text(200),
  note: v.optional(v.pipe(v.string('必须是文字'), v.maxLength(200, '太长')), ''),
});

export const sendAlertSchema = v.object({
  title: text(100),
  message: text(2000),
  level: v.optional(v.picklist(ALERT_LEVELS, `必须是 ${ALERT_LEVELS.join('、')} 之一`), 'warning'),
});
