/** 在网关的后台存通知地址时，它先用 GET 来核对是不是我们的：照渠道的规矩答，什么也不碰。签名不对的不答。 */
import type { ReceivingKernel } from '../kernel/kernel';
import { readHttpEvent } from './http-event';
import { accountNamed, namedBy, type ComposedResponse } from './receive';

/** @returns 不是来核对的 undefined，照常处理 @throws PayError BUSY 暂时查不了是谁 */
export async function greet(k: ReceivingKernel, httpEvent: unknown): Promise<ComposedResponse | undefined> {
  const request = readHttpEvent(httpEvent);
  const named = namedBy(request?.path ?? '');
  if (request?.method !== 'GET' || !named) return undefined;
  const account = await accountNamed(k, named);
  const answer = account && k.provider(named.provider).greet?.(account, request.query);
  return answer && { mpserverlessComposedResponse: true, ...answer };
}
