/**
 * 连接在回答之前断开。真实端口上直接销毁套接字，调用方得到 ECONNRESET；
 * 进程内调用没有套接字，用一个带记号的回答代替，由 fetchOrReset 换成同样的错误。
 */
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { Context } from 'hono';

interface NodeBindings {
  readonly incoming?: { readonly socket?: { destroy(): unknown } };
}
const MARK = 'x-simulated-connection-reset';

/** 断开这个请求的连接；返回值直接作为处理函数的返回值。 */
export function resetConnection(context: Context): Response {
  const socket = (context.env as NodeBindings | undefined)?.incoming?.socket;
  if (socket) {
    socket.destroy();
    return RESPONSE_ALREADY_SENT;
  }
  return new Response(null, { status: 502, headers: { [MARK]: '1' } });
}

/** 进程内调用网关：被断开的连接变成抛出 ECONNRESET，与网络上看到的一样。 */
export async function fetchOrReset(fetch: (request: Request) => Response | Promise<Response>, request: Request): Promise<Response> {
  const response = await fetch(request);
  if (response.headers.has(MARK)) throw Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
  return response;
}
