/** 新的业务单号：前缀、北京时间、随机数字。前缀里有不是十六进制的字符，永远不会被云数据库当成 ObjectId。 */
import { beijingText } from '../../../../../../common/contract/beijing-text';
import type { Ids } from './ids';

interface Source {
  readonly ids: Pick<Ids, 'digits'>;
  now(): number;
}
const numberOf = (prefix: string, k: Source): string => `${prefix}${beijingText(k.now(), 'YYYYMMDDHHmmss')}${k.ids.digits()}`;

export const newOutTradeNo = (k: Source): string => numberOf('VP', k);
export const newOutRefundNo = (k: Source): string => numberOf('RF', k);
export const newOutBillNo = (k: Source): string => numberOf('TR', k);
export const newOutSharingNo = (k: Source): string => numberOf('PS', k);
export const newOutAuthorizationNo = (k: Source): string => numberOf('TA', k);
