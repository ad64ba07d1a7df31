/** 一次通知的投递。 */

export interface OutgoingRequest {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface DeliveryAnswer {
  readonly status: number;
  readonly body: string;
}

export type Deliver = (request: OutgoingRequest) => Promise<DeliveryAnswer>;

/** 用全局 fetch 投递；超时或连不上时抛出。不跟随重定向。 */
export function deliverByFetch(timeoutMs: number): Deliver {
  return async ({ url, method, headers, body }) => {
    const response = await fetch(url, {
      method,
      headers,
      ...(method === 'GET' ? {} : { body }),
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    });
    return { status: response.status, body: await response.text() };
  };
}
