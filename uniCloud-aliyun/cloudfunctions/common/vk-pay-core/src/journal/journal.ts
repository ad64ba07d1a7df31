/**
 * payment_logs / payment_errors / payment_alerts 的写入。字段名取自规范「日志记录」，加上 response_time。
 * 失败策略：日志写不进去绝不影响支付（fail open），只在控制台留一行。
 */
import { createHash } from 'node:crypto';
import { cleanText, redact } from './redact';
import { COLLECTIONS } from '../kernel/collections';
import type { JournalStore } from './store';
import type { CloudContext } from '../kernel/vk';
import type { PayError } from '../kernel/pay-error';

export interface LogEntry {
  /** 操作：create / query / close / notify / fulfil / monitor / refund … */
  readonly type: string;
  readonly status: 'SUCCESS' | 'ERROR' | 'IGNORED';
  readonly out_trade_no?: string;
  readonly provider?: string;
  /** 分 */
  readonly amount?: number;
  readonly user_id?: string;
  /** 操作开始的时间，毫秒；用来算 response_time */
  readonly startedAt: number;
  readonly note?: string;
  readonly error?: PayError;
}

export interface AlertEntry {
  readonly kind: string;
  readonly level: 'warning' | 'critical';
  readonly out_trade_no?: string;
  readonly message: string;
}

export interface LogStore {
  log(entry: LogEntry): Promise<void>;
  /** 记一条错误；原始网关码只存在这里 */
  error(error: PayError, about: { type: string; out_trade_no?: string; data?: unknown }): Promise<void>;
  /** 前端报上来的错误 */
  clientError(row: {
    kind: string;
    code: string;
    message: string;
    out_trade_no?: string;
    stage?: string;
    user_id?: string;
    detail?: unknown;
  }): Promise<void>;
  /** 同一件事只告警一次。返回后告警已落盘；写不进去则抛出，由调用方决定。 */
  alert(entry: AlertEntry): Promise<void>;
}

export function createLogStore(journal: JournalStore, context: CloudContext, now: () => number, requestId: string): LogStore {
  const quietly = async (what: string, write: () => Promise<unknown>): Promise<void> => {
    try {
      await write();
    } catch (error) {
      console.error(`[vk-pay] 写入${what}失败：${cleanText(error instanceof Error ? error.message : String(error))}`);
    }
  };
  const caller = {
    ip_address: cleanText(context.CLIENTIP ?? '', 64),
    user_agent: cleanText(context.CLIENTUA ?? '', 200),
    request_id: requestId,
  };

  return {
    log: ({ startedAt, error, note, ...entry }) => {
      const at = now();
      return quietly('支付日志', () =>
        journal.append(COLLECTIONS.logs, {
          ...entry,
          error_info: error ? JSON.stringify({ code: error.code, gateway_code: error.gatewayCode ?? null }) : null,
          ...(note ? { note: cleanText(note) } : {}),
          ...caller,
          response_time: Math.max(0, at - startedAt),
          create_date: at,
          update_date: at,
        }),
      );
    },

    error: (error, about) =>
      quietly('错误日志', () =>
        journal.append(COLLECTIONS.errors, {
          source: 'cloud',
          type: about.type,
          error_code: error.code,
          error_message: cleanText(error.message),
          gateway_code: error.gatewayCode ? cleanText(error.gatewayCode, 60) : null,
          gateway_status: error.gatewayStatus ?? null,
          retryable: error.retryable,
          outcome: error.outcome,
          ...(error.detail ? { detail: cleanText(error.detail) } : {}),
          ...(about.out_trade_no ? { out_trade_no: about.out_trade_no } : {}),
          ...(about.data === undefined ? {} : { payment_data: JSON.stringify(redact(about.data)) }),
          // 只有不认识的错误才需要堆栈；它只进数据库，从不给调用方。
          ...(error.kind === 'SYSTEM' && error.cause instanceof Error ? { stack_trace: cleanText(error.cause.stack ?? '', 1500) } : {}),
          ...caller,
          create_date: now(),
        }),
      ),

    clientError: (row) =>
      quietly('前端错误', () =>
        journal.append(COLLECTIONS.errors, {
          source: 'client',
          type: row.kind,
          error_code: cleanText(row.code, 40),
          error_message: cleanText(row.message),
          ...(row.out_trade_no ? { out_trade_no: row.out_trade_no } : {}),
          ...(row.stage ? { stage: cleanText(row.stage, 40) } : {}),
          ...(row.user_id ? { user_id: row.user_id } : {}),
          ...(row.detail === undefined ? {} : { payment_data: JSON.stringify(redact(row.detail)) }),
          ...caller,
          create_date: now(),
        }),
      ),

    async alert({ kind, level, out_trade_no, message }) {
      const subject = out_trade_no ?? createHash('sha256').update(message).digest('base64url').slice(0, 22);
      console.error(`[vk-pay] 告警 ${kind} ${cleanText(message)}`);
      await journal.appendOnce(COLLECTIONS.alerts, {
        _id: `${kind}:${subject}`,
        kind,
        level,
        message: cleanText(message),
        ...(out_trade_no ? { out_trade_no } : {}),
        status: 'OPEN',
        create_date: now(),
      });
    },
  };
}
