/** 设置 `<渠道>.debug`：与网关的往来（脱敏后）打印到控制台。只给开发与测试用，生产环境打不开。 */
import type { createGatewayHttp } from '../kernel/http';
import { printLine } from '../kernel/console-line';
import { redact } from './redact';

type Http = ReturnType<typeof createGatewayHttp>;

/** JSON 与表单都拆开来看，键名像秘密的才遮得住；表单里的 JSON 也一样。 */
function opened(body: string): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    if (!/^[\w.-]+=/.test(body)) return body;
    return Object.fromEntries([...new URLSearchParams(body)].map(([name, value]) => [name, /^[[{]/.test(value) ? opened(value) : value]));
  }
}
const shown = (body: string | undefined): unknown => (body ? redact(opened(body)) : undefined);

function addressOf(url: string): { url: string; query?: unknown } {
  const [address = '', query] = url.split('?');
  return { url: address, ...(query ? { query: shown(query) } : {}) };
}

export function traced(http: Http, now: () => number): Http {
  return async (request) => {
    if (!request.debug) return http(request);
    const startedAt = now();
    const asked = { method: request.method, ...addressOf(request.url), request: shown(request.body) };
    const tell = (level: 'info' | 'error', answered: object): void =>
      printLine(level, 'gateway', { ...asked, ...answered, ms: now() - startedAt });
    try {
      const response = await http(request);
      tell('info', { status: response.status, response: shown(response.body) });
      return response;
    } catch (error) {
      tell('error', { failed: redact(error instanceof Error ? error.message : String(error)) });
      throw error;
    }
  };
}
