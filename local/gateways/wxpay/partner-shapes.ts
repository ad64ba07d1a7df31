/** 服务商模式的请求字段（docs/protocols/wxpay.md §2.9）：其余与普通商户相同。 */
import { object, optional, text } from './fields';
import { codepayFields, h5Scene, mchid, orderFields, scene } from './request-shapes';

const { appid: _appid, mchid: _mchid, ...rest } = orderFields;
const parties = { sp_appid: text(32), sp_mchid: mchid, sub_appid: optional(text(32)), sub_mchid: mchid };
const common = { ...rest, ...parties };
const payer = object({ sp_openid: optional(text(128)), sub_openid: optional(text(128)) });

export const partnerShapes = {
  jsapi: object({ ...common, payer, scene_info: optional(scene) }),
  app: object({ ...common, scene_info: optional(scene) }),
  native: object({ ...common, scene_info: optional(scene) }),
  h5: object({ ...common, scene_info: h5Scene }),
} as const;
export const partnerCodepay = object({ ...codepayFields, ...parties });
export const partnerReverse = object(parties);
export const partnerQuery = object({ sp_mchid: mchid, sub_mchid: mchid });
export const partnerClose = object({ sp_mchid: mchid, sub_mchid: mchid });

type AnyPartnerBody = ReturnType<(typeof partnerShapes)[keyof typeof partnerShapes]>;
export type PartnerOrderRequest = AnyPartnerBody & { readonly payer?: { readonly sp_openid?: string; readonly sub_openid?: string } };
