/**
 * 控制台的一行：一件事一行 JSON，带请求编号，云端的日志搜索才找得到，也才数得出来。
 * `vk_pay` 是这件事的名字：log / error / alert / gateway / failure。值都由调用的人脱敏过。
 */
import { maskSensitive } from '../../../../../../common/contract/sensitive';

export function printLine(level: 'info' | 'error', vk_pay: string, fields: Readonly<Record<string, unknown>>): void {
  const line = JSON.stringify({ vk_pay, level, ...fields });
  if (level === 'error') console.error(line);
  else console.log(line);
}

/** 再长的意外也截到这里 */
const MAX_FAILURE = 4000;

/** 出了意外而别处没有一行可看的；里面可能带着别人写的错误文字，秘密在这里遮住，不靠每个调用的人记得。 */
export function printFailure(text: string, request_id?: string): void {
  printLine('error', 'failure', { ...(request_id ? { request_id } : {}), text: maskSensitive(text.slice(0, MAX_FAILURE), '***') });
}
