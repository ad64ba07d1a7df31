/** 转账的入参规则；名字是 vk-uni-pay 的。 */
import * as v from 'valibot';
import { ACCOUNT_PLATFORMS, PROVIDERS } from '../channels';
import { lineSchema } from '../fields';
import { formatFee, MAX_SAFE_FEE } from '../money';
import { appid, authorizationId, openid, outAuthorizationNo, pid, sceneId, userId, words } from './rules';
import { TRANSFER_STATUSES } from './transfer';

/** 两家的交集：只有字母和数字；24 位十六进制会被云数据库转成 ObjectId。 */
const OUT_BILL_NO_PATTERN = /^(?![0-9a-fA-F]{24}$)[0-9A-Za-z]{6,32}$/;
const outBillNo = v.pipe(v.string('必须是字符串'), v.regex(OUT_BILL_NO_PATTERN, '必须是 6–32 位字母或数字，不能是 24 位十六进制'));
/** 两家都是一角起。 */
const MIN_FEE = 10;

const name = lineSchema(64, '必须是 1–64 个字');

export const transferSchema = v.object(
  {
    provider: v.picklist(PROVIDERS, '不是支持的支付渠道'),
    platform: v.optional(v.picklist(ACCOUNT_PLATFORMS, '不是支持的端')),
    pid: v.optional(pid),
    out_bill_no: v.optional(outBillNo),
    transfer_amount: v.pipe(
      v.number('必须是整数（单位：分）'),
      v.safeInteger('必须是整数（单位：分）'),
      v.minValue(MIN_FEE, `不能小于 ¥${formatFee(MIN_FEE)}`),
      v.maxValue(MAX_SAFE_FEE, '超出限制'),
    ),
    transfer_remark: words(32),
    order_title: v.optional(words(64)),
    user_id: v.optional(userId),
    /** 收款人在这个应用里的编号；没有给就从用户表取 */
    openid: v.optional(openid),
    appid: v.optional(appid),
    /** 收款人答应过的授权，我们的单号或网关的：不必再确认，收款人与场景照授权 */
    out_authorization_no: v.optional(outAuthorizationNo),
    authorization_id: v.optional(authorizationId),
    user_name: v.optional(name),
    transfer_scene_id: v.optional(sceneId),
    transfer_scene_name: v.optional(words(32)),
    transfer_scene_report_infos: v.optional(
      v.pipe(
        v.array(v.object({ info_type: words(32), info_content: words(32) }, '必须是对象'), '必须是数组'),
        v.minLength(1, '不能为空'),
        v.maxLength(10, '不能超过 10 项'),
      ),
    ),
    user_recv_perception: v.optional(words(32)),
    payee_info: v.optional(
      v.object(
        {
          identity_type: v.picklist(['ALIPAY_OPEN_ID', 'ALIPAY_USER_ID', 'ALIPAY_LOGON_ID'], '不是支持的收款人标识'),
          identity: lineSchema(128, '格式不正确'),
          name: v.optional(name),
        },
        '必须是对象',
      ),
    ),
    payer_use_alias: v.optional(v.boolean('必须是布尔值')),
  },
  '必须是对象',
);
export type TransferInput = v.InferInput<typeof transferSchema>;
export type TransferWish = v.InferOutput<typeof transferSchema>;

/** 一笔：我们的单号，或网关的（微信的转账单号）。 */
export const transferNumberSchema = v.object(
  {
    provider: v.optional(v.picklist(PROVIDERS, '不是支持的支付渠道')),
    platform: v.optional(v.picklist(ACCOUNT_PLATFORMS, '不是支持的端')),
    pid: v.optional(pid),
    out_bill_no: v.optional(outBillNo),
    transfer_bill_no: v.optional(v.pipe(v.string('必须是字符串'), v.regex(/^[0-9A-Za-z]{6,64}$/, '格式不正确'))),
  },
  '必须是对象',
);
export const answerTransferSchema = v.object(
  {
    out_bill_no: outBillNo,
    act: v.picklist(['approve', 'decline'], '必须是 approve 或 decline'),
    reason: v.optional(words(80)),
  },
  '必须是对象',
);
export const listTransfersSchema = v.object(
  {
    status: v.optional(v.picklist(TRANSFER_STATUSES, '不是转账的状态')),
    out_bill_no: v.optional(outBillNo),
    user_id: v.optional(userId),
    pageSize: v.optional(
      v.pipe(v.number('必须是整数'), v.safeInteger('必须是整数'), v.minValue(1, '不能小于 1'), v.maxValue(50, '不能大于 50')),
    ),
    after: v.optional(v.pipe(v.string('必须是字符串'), v.regex(/^\d{1,15}\.[0-9A-Za-z]{6,32}$/, '格式不正确'))),
  },
  '必须是对象',
);
export const accountBalanceSchema = v.object(
  {
    provider: v.picklist(PROVIDERS, '不是支持的支付渠道'),
    platform: v.optional(v.picklist(ACCOUNT_PLATFORMS, '不是支持的端')),
    pid: v.optional(pid),
  },
  '必须是对象',
);
