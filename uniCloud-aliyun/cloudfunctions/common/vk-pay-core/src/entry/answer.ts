/** 任何一次对外的答复：成功带公共头，失败变成目录里的错误答复；意外只在服务端说清楚并留痕，从不抛给调用方。 */
import type { ErrorAnswer } from '../../../../../../common/contract/errors';
import type { OkAnswer } from '../../../../../../common/contract/answer';
import { ConfigError } from '../config/config';
import { printFailure } from '../kernel/console-line';
import { toPayError, type PayError } from '../kernel/pay-error';

export interface Answering<Port> {
  /** 装配可能因配置有误而抛错，所以也在保护之内 */
  readonly open: () => Port | Promise<Port>;
  readonly requestIdOf: (port: Port | undefined) => string;
  /** 把意外写进 payment_errors */
  readonly record: (port: Port, error: PayError) => void;
  /** 连装配都没有成（配置有误）：也写进 payment_errors */
  readonly recordFailedStart: (cause: unknown) => Promise<void>;
  /** 等日志写完：云函数一答复就可能冻结 */
  readonly flush: (port: Port) => Promise<void>;
}

export async function answerWith<Port, Body extends object>(
  { open, requestIdOf, record, recordFailedStart, flush }: Answering<Port>,
  run: (port: Port) => Promise<Body>,
): Promise<(OkAnswer & Body) | ErrorAnswer> {
  let port: Port | undefined;
  try {
    port = await open();
    const body = await run(port);
    return { code: 0, msg: 'ok', requestId: requestIdOf(port), ...body };
  } catch (thrown) {
    const error = toPayError(thrown);
    // 参数错误是调用方的事，不必占用错误表。
    if (error.kind === 'SYSTEM') {
      const cause = error.cause ?? error;
      const text = cause instanceof ConfigError ? cause.message : cause instanceof Error ? cause.stack : String(cause);
      printFailure(text ?? '', requestIdOf(port));
      if (port === undefined) await recordFailedStart(thrown);
      else record(port, error);
    }
    return error.toAnswer(requestIdOf(port));
  } finally {
    if (port !== undefined) await flush(port);
  }
}
