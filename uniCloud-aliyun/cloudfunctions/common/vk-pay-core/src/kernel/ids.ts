/** 注入的随机性：业务单号、随机串。 */
import { randomBytes, randomInt, randomUUID } from 'node:crypto';
import { beijingText } from '../../../../../../common/contract/beijing-time';

export interface Ids {
  /** 32 位字母数字随机串（请求签名用） */
  nonce(): string;
  /** 新的商户订单号 */
  outTradeNo(at: number): string;
  /** 新的退款单号 */
  outRefundNo(at: number): string;
  /** 没有平台 requestId 时的替代 */
  requestId(): string;
  /** [0, 1) 之间的一个数：错开同时再来的人 */
  fraction(): number;
}

const COMPACT = 'YYYYMMDDHHmmss';
const DIGITS = 10;
const digits = (): string => String(randomInt(0, 10 ** DIGITS)).padStart(DIGITS, '0');

export const systemIds: Ids = {
  nonce: () => randomUUID().replace(/-/g, ''),
  // 前缀里有不是十六进制的字符，因此永远不会被云数据库当成 ObjectId。
  outTradeNo: (at) => `VP${beijingText(at, COMPACT)}${digits()}`,
  outRefundNo: (at) => `RF${beijingText(at, COMPACT)}${digits()}`,
  requestId: () => randomBytes(12).toString('base64url'),
  fraction: () => randomInt(0, 1_000_000) / 1_000_000,
};
