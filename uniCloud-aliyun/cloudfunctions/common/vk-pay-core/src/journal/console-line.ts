/**
 * 控制台的一行：一件事一行 JSON，带请求编号，云端的日志搜索才找得到。
 * 值都由调用的人脱敏过；字段名不像秘密。`vk_pay` 是这件事的名字：log / error / alert / gateway / failure。
 */
export type LineLevel = 'info' | 'error';

export interface LineFields {
  readonly request_id?: string;
  readonly out_trade_no?: string;
  readonly [field: string]: unknown;
}

export function printLine(level: LineLevel, vk_pay: string, fields: LineFields): void {
  const line = JSON.stringify({ vk_pay, level, ...fields });
  if (level === 'error') console.error(line);
  else console.log(line);
}
