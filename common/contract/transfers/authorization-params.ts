/** 免确认收款授权的入参规则；名字是微信的（vk-uni-pay 照用）。 */
import * as v from 'valibot';
import { ACCOUNT_PLATFORMS, PROVIDERS } from '../channels';
import { pidSchema } from '../fields';

const text = v.string('必须是字符串');
/** 商户侧授权单号；网关要 5–32 位。 */
export const authorizationNoSchema = v.pipe(text, v.regex(/^[0-9A-Za-z_-]{5,32}$/, '必须是 5–32 位字母、数字'));
const line = (max: number) => v.pipe(text, v.regex(new RegExp(`^\\P{Cc}{1,${max}}$`, 'u'), `必须是 1–${max} 个字`));

const which = {
  provider: v.picklist(PROVIDERS, '不是支持的支付渠道'),
  platform: v.optional(v.picklist(ACCOUNT_PLATFORMS, '不是支持的端')),
  pid: v.optional(pidSchema),
  out_authorization_no: authorizationNoSchema,
};

export const authorizationNumberSchema = v.object(which, '必须是对象');
export const createAuthorizationSchema = v.object(
  {
    ...which,
    openid: v.pipe(text, v.regex(/^[0-9A-Za-z_-]{6,64}$/, '格式不正确')),
    appid: v.optional(v.pipe(text, v.regex(/^[0-9A-Za-z]{6,32}$/, '格式不正确'))),
    transfer_scene_id: v.pipe(text, v.regex(/^\d{1,36}$/, '必须是数字')),
    user_display_name: line(32),
    user_recv_perception: v.optional(line(32)),
  },
  '必须是对象',
);
export type CreateAuthorizationInput = v.InferInput<typeof createAuthorizationSchema>;
export type AuthorizationNumberInput = v.InferInput<typeof authorizationNumberSchema>;
