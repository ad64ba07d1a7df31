/** 商户的服务收什么。 */
import * as v from 'valibot';
import { ACCOUNT_PLATFORMS, PROVIDERS } from '../channels';
import { changeReasonSchema, lineSchema, pidSchema, wholeSchema } from '../fields';
import { MERCHANT_STATUSES } from './merchants';

/** 一个键最长多少字符：三张根证书的文件约 6 KB。 */
const MAX_VALUE = 20_000;

export const saveMerchantSchema = v.object(
  {
    pid: pidSchema,
    version: v.optional(wholeSchema(0, Number.MAX_SAFE_INTEGER)),
    name: lineSchema(40, '必须是 1–40 个字符，不能含控制字符'),
    status: v.picklist(MERCHANT_STATUSES, '必须是 active 或 inactive'),
    section: v.optional(
      v.object(
        {
          provider: v.picklist(PROVIDERS, '不是支持的支付渠道'),
          platform: v.picklist(ACCOUNT_PLATFORMS, '不是支持的端'),
          fields: v.pipe(
            v.array(
              v.object({
                name: v.pipe(v.string('必须是文字'), v.regex(/^[A-Za-z0-9]{1,40}$/, '不是键名')),
                value: v.pipe(v.string('必须是文字'), v.maxLength(MAX_VALUE, `不能超过 ${MAX_VALUE} 个字符`)),
              }),
              '必须是数组',
            ),
            v.maxLength(20, '太多'),
          ),
        },
        '必须是对象',
      ),
    ),
    reason: changeReasonSchema,
  },
  '必须是对象',
);
