/** 查错误的服务收什么。 */
import * as v from 'valibot';

const token = (pattern: RegExp) => v.optional(v.pipe(v.string('必须是字符串'), v.regex(pattern, '格式不正确')));
const whole = (max: number) =>
  v.optional(v.pipe(v.number('必须是整数'), v.safeInteger('必须是整数'), v.minValue(1, '从 1 起'), v.maxValue(max, '太大')));

export const findErrorsSchema = v.object(
  {
    request_id: token(/^[0-9A-Za-z_-]{1,64}$/),
    out_trade_no: token(/^[0-9A-Za-z_-]{1,64}$/),
    code: whole(99_999),
    pageIndex: whole(1000),
    pageSize: whole(50),
  },
  '必须是对象',
);
