/** 兼容包收通知：旧地址与新地址都认，还在旧表里的订单先抄过来，结算之后旧表跟着写。 */
import { findOrAdopt } from '../compat/adopt';
import { runFixedFile } from '../compat/handlers';
import { readdress } from '../compat/old-address';
import { mirror } from '../compat/old-row';
import { tellTransfers } from '../compat/tell-transfer';
import { printFailure } from '../kernel/console-line';
import type { Kernel } from '../kernel/kernel';
import type { CloudContext, Vk } from '../kernel/vk';
import { greet } from '../notify/greet';
import { readHttpEvent } from '../notify/http-event';
import { looking } from '../notify/look';
import { receive } from '../notify/receive';
import type { DeclaredType } from '../order-types/registry';
import { recordFailedStart } from './failed-start';
import { createKernel } from './full-kernel';

interface Receiving {
  readonly vk: Vk;
  readonly paymentTypes: readonly DeclaredType[];
}

/** @returns 配置有误为 undefined：已经留了痕 */
export async function kernelOrNothing({ vk, paymentTypes }: Receiving, context: CloudContext): Promise<Kernel | undefined> {
  try {
    return createKernel({ vk, paymentTypes, context });
  } catch (cause) {
    await recordFailedStart({ vk, context }, cause);
    printFailure(cause instanceof Error ? cause.message : String(cause), context.requestId);
    return undefined;
  }
}

/** HTTP 来的 JSON；不是的返回 undefined。 */
export function bodyOf(event: unknown): Readonly<Record<string, unknown>> | undefined {
  const request = readHttpEvent(event);
  if (!request || request.tooLarge(256 * 1024)) return undefined;
  try {
    const body = JSON.parse(request.body.toString('utf8')) as unknown;
    return typeof body === 'object' && body !== null && !Array.isArray(body) ? (body as Readonly<Record<string, unknown>>) : undefined;
  } catch {
    return undefined;
  }
}

/** 请网关稍后再来。 */
const AGAIN = { mpserverlessComposedResponse: true, statusCode: 500, headers: {}, body: 'error' } as const;

/** 免确认收款授权生效、关了：告诉商户的 transfer-auth-notify.js（名字是它的文档定的）。没有办成的请网关再来。 */
async function tellAuthorization(k: Kernel, facts: Readonly<Record<string, unknown>>): Promise<boolean> {
  try {
    return await runFixedFile(k.vk, 'transfer-auth-notify', facts);
  } catch (error) {
    printFailure(`transfer-auth-notify.js 没有办成：${error instanceof Error ? error.message : String(error)}`, k.requestId);
    return false;
  }
}

/** @returns 收一个通知的函数；不是通知的答 undefined */
export function noticeReceiver(receiving: Receiving): (event: unknown, context: CloudContext) => Promise<unknown> {
  return async (event, context) => {
    const k = await kernelOrNothing(receiving, context);
    // 配置读不出来时认不出是不是通知；像通知的答 500，网关会再来。
    if (!k) return bodyOf(event) ? undefined : AGAIN;
    const found = await readdress(k, event);
    if (!found) return undefined;
    try {
      if (found.out_trade_no !== undefined) await findOrAdopt(k, found.out_trade_no);
      const answered = (await greet(k, found.event)) ?? (await receive(k, found.event, looking(k)));
      return found.authorization && !(await tellAuthorization(k, found.authorization)) ? AGAIN : answered;
    } finally {
      await mirror(k, found.out_trade_no);
      if (found.kind === 'transfer') await tellTransfers(k);
      await k.journal.flush();
    }
  };
}
