/** 对账的两个服务收什么。 */
import * as v from 'valibot';
import { PROVIDERS } from '../channels';

const page = v.optional(v.pipe(v.number('必须是整数'), v.safeInteger('必须是整数'), v.minValue(1, '从 1 起'), v.maxValue(100_000, '太大')));
const size = v.optional(
  v.pipe(v.number('必须是整数'), v.safeInteger('必须是整数'), v.minValue(1, '不能小于 1'), v.maxValue(100, '不能大于 100')),
);

export const listReconciliationsSchema = v.object({
  pageIndex: page,
  pageSize: size,
  provider: v.optional(v.picklist(PROVIDERS, '不是支持的支付渠道')),
});

/** 编号由本模块起：渠道、商户号、日期；资金流水另有结尾。 */
const BILL_ID = /^[a-z0-9]{1,20}_[0-9A-Za-z]{0,64}_\d{4}-\d{2}-\d{2}(?:_fund)?$/;

export const getReconciliationSchema = v.object({
  id: v.pipe(v.string('必须是文字'), v.regex(BILL_ID, '不是账单的编号')),
  pageIndex: page,
  pageSize: size,
});
