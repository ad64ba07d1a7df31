/** 网关的时间文字只到秒：付款期限进位到下一秒，写出去的就不会比约定的早（一秒之内的期限也不会变成已经过去）。 */
import { beijingText } from '../../../../../../../common/contract/beijing-text';

export function deadlineText(at: number, pattern: string): string {
  return beijingText(Math.ceil(at / 1000) * 1000, pattern);
}
