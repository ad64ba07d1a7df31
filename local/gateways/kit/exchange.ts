/**
 * 一次请求的来回，各网关共用的次序：
 * 取故障 → 进门检查 → （测试的延迟）→ 在一个账本事务里执行 → 回答。
 * 怎样检查、怎样签名、错误长什么样，由各协议给出。
 */
import type { Context } from 'hono';
import type { ExchangeLog } from './exchange-log';
import type { LateArrivals } from './late-arrivals';
import type { FaultContext, FaultScript } from './fault-script';
import type { LedgerStore } from './ledger-store';
import { resetConnection } from './lost-connection';

/** 各网关请求故障里，本流程认识的字段。 */
interface ScriptedExchange {
  readonly kind: string;
  readonly ms?: number;
}

export interface ExchangeProtocol<Fault extends ScriptedExchange, Refusal extends Error> {
  readonly isRefusal: (error: unknown) => error is Refusal;
  /** 网关自己的错误码，进时间线 */
  readonly codeOf: (refusal: Refusal) => string;
  /** 不理会请求、直接给的坏回答（5xx 等）；不是这类故障时为 undefined */
  readonly early: (fault: Fault) => Response | undefined;
  /** 没有提交，回答指定的错误；不是这类故障时为 undefined */
  readonly refusal: (fault: Fault) => Refusal | undefined;
  /** 已经提交，却说没有；不是这类故障时为 undefined */
  readonly denial: (fault: Fault) => Refusal | undefined;
}

/** 收到的一个请求，怎样变成一次调用、一个结果、一个回答。 */
export interface Attempt<Operation extends string, Fault, Refusal extends Error, Call, Result> {
  readonly operation: Exclude<Operation, 'callback'>;
  /** 挑剧本用的编号；这时还没有验签 */
  readonly numbers: FaultContext;
  /** 进门检查；不过时抛出 Refusal */
  readonly admit: () => Call;
  /** 业务，同步执行；拒绝时抛出 Refusal，拒绝都发生在写入之前 */
  readonly work: (call: Call) => Result;
  readonly answer: (result: Result, call: Call, fault: Fault | undefined) => Response;
  readonly refuse: (refusal: Refusal, fault: Fault | undefined) => Response;
}

export interface ExchangePorts<Operation extends string, Fault extends ScriptedExchange> {
  readonly store: LedgerStore;
  readonly faults: Pick<FaultScript<Operation, Fault, ScriptedExchange, FaultContext>, 'takeRequest'>;
  readonly log: ExchangeLog<Operation>;
  readonly sleep: (ms: number) => Promise<void>;
  readonly latency?: (operation: Operation) => Promise<void>;
  /** 迟到的请求在这里等 */
  readonly late: Pick<LateArrivals, 'send'>;
}

export type Exchange<Operation extends string, Fault, Refusal extends Error> = <Call, Result>(
  context: Context,
  attempt: Attempt<Operation, Fault, Refusal, Call, Result>,
) => Promise<Response>;

export function createExchange<Operation extends string, Fault extends ScriptedExchange, Refusal extends Error>(
  { store, faults, log, sleep, latency, late }: ExchangePorts<Operation, Fault>,
  protocol: ExchangeProtocol<Fault, Refusal>,
): Exchange<Operation, Fault, Refusal> {
  /** 在一个事务里执行；业务上的拒绝照常提交（读取时的自动关单不该被回滚）。 */
  function commit<Result>(work: () => Result): Result {
    const result = store.transaction(() => {
      try {
        return { done: work() };
      } catch (error) {
        if (protocol.isRefusal(error)) return { refusal: error };
        throw error;
      }
    });
    if ('refusal' in result) throw result.refusal;
    return result.done;
  }

  /** 拒绝作为值返回，好让「回答丢失」对成功与拒绝一视同仁。 */
  async function perform<Call, Result>(
    { operation, admit, work }: Attempt<Operation, Fault, Refusal, Call, Result>,
    fault: Fault | undefined,
  ): Promise<{ readonly call: Call; readonly result: Result } | Refusal> {
    try {
      const call = admit();
      const scripted = fault && protocol.refusal(fault);
      if (scripted) throw scripted;
      await latency?.(operation);
      return { call, result: commit(() => work(call)) };
    } catch (error) {
      if (protocol.isRefusal(error)) return error;
      throw error;
    }
  }

  /** 迟到的请求：签名与时间照送出的时候检查；到的时候照常生效，或照常被拒绝，没有人听得到。 */
  function underway<Call, Result>(
    { operation, numbers, admit, work }: Attempt<Operation, Fault, Refusal, Call, Result>,
    call: Call = admit(),
  ): () => void {
    const arrived = (outcome: 'verified' | 'refused', code?: string): void =>
      log.add({ kind: 'request', operation, outTradeNo: numbers['outTradeNo'], outcome, status: 0, code, fault: 'late' });
    return () => {
      try {
        commit(() => work(call));
        arrived('verified');
      } catch (error) {
        if (!protocol.isRefusal(error)) throw error;
        arrived('refused', protocol.codeOf(error));
      }
    };
  }

  return async (context, attempt) => {
    const { operation, numbers } = attempt;
    const fault = faults.takeRequest(operation, numbers);
    const report = (outcome: 'verified' | 'refused' | 'lost', status: number, code?: string): void =>
      log.add({ kind: 'request', operation, outTradeNo: numbers['outTradeNo'], outcome, status, code, fault: fault?.kind });
    const lose = (): Response => {
      report('lost', 0);
      return resetConnection(context);
    };
    const refuse = (refusal: Refusal): Response => {
      const response = attempt.refuse(refusal, fault);
      report('refused', response.status, protocol.codeOf(refusal));
      return response;
    };

    if (fault?.kind === 'lostRequest') return lose();
    if (fault?.kind === 'late') {
      try {
        late.send(fault.ms ?? 0, underway(attempt));
      } catch (error) {
        if (!protocol.isRefusal(error)) throw error;
      }
      return lose();
    }
    const early = fault && protocol.early(fault);
    if (early) {
      report('refused', early.status);
      return early;
    }
    const done = await perform(attempt, fault);
    if (fault?.kind === 'lostAnswer') return lose();
    if (fault?.kind === 'timeout') await sleep(fault.ms ?? 0);
    if (protocol.isRefusal(done)) return refuse(done);
    const denial = fault && protocol.denial(fault);
    if (denial) return refuse(denial);
    const response = attempt.answer(done.result, done.call, fault);
    report('verified', response.status);
    return response;
  };
}

/** 前置代理的坏回答：不是协议里的任何东西。 */
export const badGateway = (status = 502, headers: Readonly<Record<string, string>> = { 'content-type': 'text/html' }): Response =>
  new Response('<html><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad Gateway</h1></center></body></html>', {
    status,
    headers,
  });

/** 把状态换成没见过的值，并多一个没见过的字段。 */
export function fromTheFuture(fields: Readonly<Record<string, unknown>>, isStatus: RegExp, extra: unknown): Record<string, unknown> {
  const renamed = Object.entries(fields).map(([key, value]) => [key, isStatus.test(key) ? 'FUTURE_STATE' : value] as const);
  return { ...Object.fromEntries(renamed), future_field: extra };
}
