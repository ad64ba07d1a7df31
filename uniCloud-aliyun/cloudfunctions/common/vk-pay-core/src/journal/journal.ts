/**
 * payment_logs / payment_errors / payment_alerts 的写入。字段名取自规范「日志记录」，加上 response_time。
 * 日志与错误立刻开始写、不等它写完：它与后面的数据库操作同行；答复之前由 flush 等齐（云函数一答复就可能冻结）。
 * 失败策略：日志写不进去绝不影响支付（fail open），只在控制台留一行；告警必须落盘，写不进去就抛出。
 */
import { createHash } from 'node:crypto';
import type { AlertFigures } from '../../../../../../common/contract/watch/alerts';
import type { NoteKind } from '../../../../../../common/contract/review/review';
import { cloudErrorRow, type ErrorSite } from './error-row';
import { cleanText } from './redact';
import { COLLECTIONS } from '../kernel/collections';
import { printFailure, printLine } from '../kernel/console-line';
import type { JournalStore } from './store';
import type { CloudContext, Document } from '../kernel/vk';
import type { PayError } from '../kernel/pay-error';

export interface LogEntry {
  /** 操作：create / query / close / notify / fulfil / monitor / refund … */
  readonly type: string;
  readonly status: 'SUCCESS' | 'ERROR' | 'IGNORED';
  readonly out_trade_no?: string;
  readonly provider?: string;
  readonly platform?: string;
  readonly pid?: string;
  /** 灰度的哪一支 */
  readonly variant?: string;
  /** 分 */
  readonly amount?: number;
  readonly user_id?: string;
  /** 操作开始的时间，毫秒；用来算 response_time */
  readonly startedAt: number;
  readonly note?: string;
  readonly error?: PayError;
}

/** 告警的同时记到复核台：没有自己一行可看、又要人处理的事。 */
export interface ReviewNote {
  readonly kind: NoteKind;
  /** 看到的证据（网关怎么说、多少钱）：人销掉之后，同一件事有了没见过的证据就重新等人看 */
  readonly evidence?: string;
  readonly out_refund_no?: string;
  readonly provider?: string;
  readonly platform?: string;
  readonly pid?: string;
  /** 分 */
  readonly fee?: number;
  /** 对账不平的是哪一份账单、当时差几处 */
  readonly bill?: { readonly id: string; readonly wrong: number };
  /** 读不懂的是哪张表的哪一行、停掉的是哪个排期 */
  readonly row?: { readonly table: 'orders' | 'refunds' | 'requests'; readonly id: string; readonly field: string };
}

export interface AlertEntry {
  readonly kind: string;
  readonly level: 'warning' | 'critical';
  readonly out_trade_no?: string;
  readonly message: string;
  /** message 里的数目与单号 */
  readonly figures?: AlertFigures;
  /** 说的是哪一份（账单……），收件箱由它找到背后的行 */
  readonly subject?: string;
  /** 告警的身份：同一张单上的同一件事只告警一次，另一件事就是另一条。缺省为 message */
  readonly fact?: string;
  /** 同时上复核台；同一件事只有一条 */
  readonly review?: ReviewNote;
}

/** 单号、网关码与说明一样要清洗。 */
const cleanFigures = (figures: AlertFigures): AlertFigures =>
  Object.fromEntries(Object.entries(figures).map(([name, value]) => [name, typeof value === 'string' ? cleanText(value, 100) : value]));

export interface Journal {
  log(entry: LogEntry): void;
  /** 记一条错误；原始网关码只存在这里。`once`：这一行的身份，同一件事不论遇上多少次只有一行 */
  error(error: PayError, about: ErrorSite & { readonly once?: string }): void;
  /** 另外拼好、已脱敏的一行错误（前端报上来的） */
  errorRow(row: Document): void;
  /** 同一件事只告警一次。返回后告警已落盘；写不进去则抛出，由调用方决定。 */
  alert(entry: AlertEntry): Promise<void>;
  /** 等到目前为止的日志都写完；从不抛出 */
  flush(): Promise<void>;
}

/** @param print 控制台那一行怎样打印；样例数据（npm run seed）不打印 */
export function createJournal(
  store: JournalStore,
  context: CloudContext,
  now: () => number,
  requestId: string,
  print: typeof printLine = printLine,
): Journal {
  const writing = new Set<Promise<void>>();
  const attempt = async (what: string, write: () => Promise<unknown>): Promise<void> => {
    try {
      await write();
    } catch (error) {
      printFailure(`写入${what}失败：${cleanText(error instanceof Error ? error.message : String(error))}`, requestId);
    }
  };
  const quietly = (what: string, write: () => Promise<unknown>): void => {
    const written = attempt(what, write).finally(() => writing.delete(written));
    writing.add(written);
  };
  const caller = {
    ip_address: cleanText(context.CLIENTIP ?? '', 64),
    user_agent: cleanText(context.CLIENTUA ?? '', 200),
    request_id: requestId,
  };

  return {
    log: ({ startedAt, error, note, ...entry }) => {
      const at = now();
      const response_time = Math.max(0, at - startedAt);
      const said = note ? { note: cleanText(note) } : {};
      print(error ? 'error' : 'info', 'log', {
        request_id: requestId,
        ...entry,
        ...(error ? { error_code: error.code, ...(error.gatewayCode ? { gateway_code: error.gatewayCode } : {}) } : {}),
        ...said,
        response_time,
      });
      return quietly('支付日志', () =>
        store.append(COLLECTIONS.logs, {
          ...entry,
          error_info: error ? JSON.stringify({ code: error.code, gateway_code: error.gatewayCode ?? null }) : null,
          ...said,
          ...caller,
          response_time,
          create_date: at,
          update_date: at,
        }),
      );
    },

    error: (error, { once, ...site }) => {
      const found = cloudErrorRow(error, site);
      // 入参与堆栈只进数据库；控制台一行说得出是什么、哪张订单、哪个请求。
      print('error', 'error', { request_id: requestId, ...found, payment_data: undefined, stack_trace: undefined });
      quietly('错误日志', () => {
        const row = { ...found, ...caller, create_date: now() };
        return once === undefined ? store.append(COLLECTIONS.errors, row) : store.appendOnce(COLLECTIONS.errors, { _id: once, ...row });
      });
    },

    errorRow: (row) => quietly('前端错误', () => store.append(COLLECTIONS.errors, { ...row, ...caller, create_date: now() })),

    async alert({ kind, level, out_trade_no, subject, message, figures, fact = message, review }) {
      const identity = createHash('sha256').update(fact).digest('base64url').slice(0, 16);
      let again = '';
      const cleaned = figures ? { figures: cleanFigures(figures) } : {};
      // 先上复核台：倒在两次写入之间的，下一次遇到同一件事再补告警；反过来就没有人知道要处理。
      if (review) {
        const id = createHash('sha256')
          .update(`${kind}\n${out_trade_no ?? ''}\n${fact}`)
          .digest('base64url')
          .slice(0, 32);
        const { evidence = '', ...note } = review;
        const _id = `${review.kind}:${id}`;
        const fresh = await store.appendOnce(COLLECTIONS.reviews, {
          _id,
          ...note,
          ...(out_trade_no ? { out_trade_no } : {}),
          message: cleanText(message),
          alert: { kind, ...cleaned },
          evidence: [evidence],
          status: 'OPEN',
          acts: [],
          version: 1,
          create_date: now(),
        });
        if (!fresh)
          again = await store.seenAgain(_id, { evidence, message: cleanText(message), alert: { kind, ...cleaned }, at: now(), requestId });
      }
      print('error', 'alert', {
        request_id: requestId,
        kind,
        alert_level: level,
        ...(out_trade_no ? { out_trade_no } : {}),
        text: cleanText(message),
      });
      await store.appendOnce(COLLECTIONS.alerts, {
        _id: [kind, out_trade_no, identity, again].filter(Boolean).join(':'),
        kind,
        level,
        message: cleanText(message),
        ...cleaned,
        ...(out_trade_no ? { out_trade_no } : {}),
        ...(subject ? { subject } : {}),
        status: 'OPEN',
        // 该往外说了（alerts/deliver）
        next_date: now(),
        create_date: now(),
      });
    },

    async flush() {
      while (writing.size > 0) await Promise.all(writing);
    },
  };
}
