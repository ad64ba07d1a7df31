/** 认出付款人的几个服务的入参规则。 */
import * as v from 'valibot';
import { PLATFORMS, PROVIDERS } from '../channels';
import { pageUrlSchema, pidSchema } from '../fields';

const CODE = /^[\x21-\x7e]{1,256}$/;
const codeSchema = v.pipe(v.string('必须是字符串'), v.regex(CODE, '格式不正确'));
const pid = v.optional(pidSchema);
const stateSchema = v.pipe(v.string('必须是字符串'), v.regex(/^[0-9A-Za-z]{16,64}$/, '格式不正确'));
const place = { provider: v.picklist(PROVIDERS, '不是支持的支付渠道'), platform: v.picklist(PLATFORMS, '不是支持的端'), pid };

export const identifyPayerSchema = v.object({ ...place, code: codeSchema, state: v.optional(stateSchema) }, '必须是对象');
export const authorizePayerSchema = v.object(
  {
    ...place,
    return_url: pageUrlSchema(1024),
  },
  '必须是对象',
);

/** 商户自己的云函数：getAccessToken。 */
export const accessTokenSchema = v.object(
  {
    provider: v.optional(v.picklist(PROVIDERS, '不是支持的支付渠道'), 'wxpay'),
    platform: v.optional(v.picklist(PLATFORMS, '不是支持的端'), 'mp-weixin'),
    pid,
    refused: v.optional(v.pipe(v.string('必须是字符串'), v.regex(/^[\x21-\x7e]{1,1024}$/, '格式不正确'))),
  },
  '必须是对象',
);

/** 商户自己的云函数：code2SessionWeixinMP、code2SessionWeixinH5、code2SessionAlipay。 */
export const codeToSessionSchema = v.object(
  {
    code: codeSchema,
    pid,
    user_id: v.optional(v.pipe(v.string('必须是字符串'), v.regex(/^[0-9A-Za-z_-]{1,64}$/, '格式不正确'))),
  },
  '必须是对象',
);
