/** 世界里怎样转账：额度、付给谁。模型、扫描、同时发生的两件事都用它。 */
import { createHash } from 'node:crypto';
import type { ProviderName } from '../../common/contract/channels';

/** 分；最后一个是「要第二个人点头」。 */
export const TRANSFER_LIMITS = { maxFee: 500_000, dayFee: 600_000, personDayFee: 400_000, approvalFee: 300_000 } as const;
const NAMED_FROM = 200_000;

/** 打开转账的设置。 */
export const TRANSFER_SETTINGS: Readonly<Record<string, unknown>> = {
  transfers: TRANSFER_LIMITS,
  encryption: { keys: [`k1:${createHash('sha256').update('world').digest('base64')}`], fields: [] },
};

/** 模拟网关给的、拉起确认页与授权页的凭据都这样开头。 */
const PAGE = Buffer.from('affffddafdfafddffda').toString('base64').slice(0, 24);
/** 收款人的资料：只该加密存放（不变量 I12），裁判在每张表里找它。 */
export const PAYEE_SECRETS = ['oUpF8uMuAJO_M2pxb1Q9zNjWeS6', 'receiver-', '王小明', PAGE] as const;

export interface TransferPlan {
  readonly out_bill_no: string;
  /** 付给第几个人，缺省第一个 */
  readonly payee?: number;
  /** 分 */
  readonly fee: number;
}

/** `pay/sys/transfer` 的入参。 */
export function transferWish(provider: ProviderName, { out_bill_no, payee = 1, fee }: TransferPlan): object {
  const wish = { provider, out_bill_no, transfer_amount: fee, transfer_remark: '活动奖励' };
  if (provider === 'alipay')
    return { ...wish, payee_info: { identity_type: 'ALIPAY_LOGON_ID', identity: `receiver-${payee}@example.com`, name: '王小明' } };
  return {
    ...wish,
    openid: `oUpF8uMuAJO_M2pxb1Q9zNjWeS6${payee}`,
    ...(fee >= NAMED_FROM ? { user_name: '王小明' } : {}),
    transfer_scene_id: '1000',
    transfer_scene_report_infos: [
      { info_type: '活动名称', info_content: '新会员有礼' },
      { info_type: '奖励说明', info_content: '注册即得' },
    ],
  };
}
