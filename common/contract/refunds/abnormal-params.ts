/** 付款人的借记卡怎样才像样；页面不装载它，只用名单。 */
import * as v from 'valibot';
import { lineSchema } from '../fields';
import { BANKS } from './abnormal';

export const payerCardSchema = v.object(
  {
    bank: v.picklist(
      BANKS.map(([code]) => code),
      '不是网关支持的银行',
    ),
    bank_account: v.pipe(v.string('必须是字符串'), v.regex(/^\d{8,30}$/, '必须是 8–30 位数字')),
    real_name: lineSchema(64, '必须是 1–64 个字符'),
  },
  '必须是对象',
);
