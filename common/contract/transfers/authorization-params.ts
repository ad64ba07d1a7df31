/** 免确认收款授权的入参规则；名字是微信与 vk-uni-pay 的。 */
import * as v from 'valibot';
import { ACCOUNT_PLATFORMS, PROVIDERS } from '../channels';
import { lineSchema } from '../fields';
import { AUTHORIZATION_STATUSES } from './authorization';
import { appid, openid, outAuthorizationNo, pid, sceneId, userId, words } from './rules';

const where = {
  provider: v.optional(v.picklist(PROVIDERS, '不是支持的支付渠道')),
  platform: v.optional(v.picklist(ACCOUNT_PLATFORMS, '不是支持的端')),
  pid: v.optional(pid),
};

export const createTransferAuthorizationSchema = v.object(
  {
    ...where,
    out_authorization_no: v.optional(outAuthorizationNo),
    user_id: v.optional(userId),
    /** 收款人在这个应用里的编号；没有给就从用户表取 */
    openid: v.optional(openid),
    appid: v.optional(appid),
    transfer_scene_id: sceneId,
    /** 收款人看到的「开通账号」：他在商户这里叫什么 */
    user_display_name: lineSchema(32),
    user_recv_perception: v.optional(words(32)),
  },
  '必须是对象',
);
export type TransferAuthorizationInput = v.InferInput<typeof createTransferAuthorizationSchema>;
export type TransferAuthorizationWish = v.InferOutput<typeof createTransferAuthorizationSchema>;

export const listAuthorizationsSchema = v.object(
  {
    status: v.optional(v.picklist(AUTHORIZATION_STATUSES, '不是收款授权的状态')),
    out_authorization_no: v.optional(outAuthorizationNo),
    user_id: v.optional(userId),
    pageSize: v.optional(
      v.pipe(v.number('必须是整数'), v.safeInteger('必须是整数'), v.minValue(1, '不能小于 1'), v.maxValue(50, '不能大于 50')),
    ),
    after: v.optional(v.pipe(v.string('必须是字符串'), v.regex(/^\d{1,15}\.[0-9A-Za-z]{5,32}$/, '格式不正确'))),
  },
  '必须是对象',
);

export const authorizationNumberSchema = v.object({ ...where, out_authorization_no: outAuthorizationNo }, '必须是对象');
