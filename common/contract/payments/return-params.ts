/** 付完跳回来的页面收什么。 */
import * as v from 'valibot';
import { PROVIDERS, PLATFORMS } from '../channels';
import { pidSchema } from '../fields';

/** 跳回页面的验签；query 是网关带来的原文，不合格就是验不过，不算参数错误。 */
export const verifyReturnSchema = v.object(
  {
    provider: v.picklist(PROVIDERS, '不是支持的支付渠道'),
    platform: v.picklist(PLATFORMS, '不是支持的端'),
    pid: v.optional(pidSchema),
  },
  '必须是对象',
);
