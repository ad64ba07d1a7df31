/**
 * 记下系统里的每一次来回：前端调云函数、云函数调网关、网关调回调地址。
 * 记的是真正经过端口的报文，遮住不该留的（masking.ts）；只在内存里，只留最近的。
 */
import type { Context, MiddlewareHandler } from 'hono';
import { FORM, readable, shownHeaders } from './masking';
import type { Exchange, ExchangeSummary, Message } from './shapes';

const KEPT = 200;

/** 一个请求属于哪一种来回；不用记的为 undefined。 */
export type Classify = (method: string, path: string) => { readonly from: string; readonly to: string } | undefined;

/** 一句话：支付宝看 method，云函数看 $url，别的看路径。 */
function whatIs(method: string, path: string, body: string): string {
  const named = /(?:^|[?&])method=([\w.]+)/.exec(body)?.[1] ?? /\\?"\$url\\?":\s*\\?"([\w/]+)/.exec(body)?.[1];
  return named ?? (/anonymousAuthorize/.test(body) ? '匿名授权' : `${method} ${path}`);
}

/** 报文里的商户订单号；JSON、表单、包了一层的 JSON 都认。 */
const ORDER_NUMBER = /out_trade_no(?:\\?"|%22)?\s*(?:[:=]|%3A)\s*(?:\\?"|%22)?([\w-]{6,64})/;

interface Verdict {
  readonly verdict: string;
  readonly good: boolean;
}

const fieldsOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};

/** 200 里也可能是一次失败：云函数的 code，支付宝的 code 与 sub_code。 */
function verdictOf(status: number, body: string): Verdict {
  const plain = { verdict: String(status), good: status >= 200 && status < 400 };
  if (!plain.good || !body.startsWith('{')) return plain;
  try {
    const answer = fieldsOf(JSON.parse(body));
    if (answer['success'] === false) return { verdict: String(fieldsOf(answer['error'])['code'] ?? status), good: false };
    const [, node] = Object.entries(answer).find(([name]) => name.endsWith('_response')) ?? [];
    const { code, sub_code: subCode } = fieldsOf(node ?? answer['data']);
    if (node !== undefined) return code === '10000' ? plain : { verdict: String(subCode ?? code), good: false };
    return typeof code === 'number' && code !== 0 ? { verdict: String(code), good: false } : plain;
  } catch {
    return plain;
  }
}

async function bodyOf(message: { clone(): { text(): Promise<string> } }): Promise<string> {
  try {
    return await message.clone().text();
  } catch {
    return '';
  }
}

export class Recorder {
  private readonly kept: Exchange[] = [];
  private nextId = 1;

  constructor(
    private readonly classify: Classify,
    private readonly now: () => number,
  ) {}

  readonly middleware: MiddlewareHandler = async (c, next) => {
    const about = this.classify(c.req.method, c.req.path);
    if (!about) return next();
    const at = this.now();
    const startedAt = performance.now();
    const sentBody = await bodyOf(c.req.raw);
    await next();
    const ms = performance.now() - startedAt;
    const { search } = new URL(c.req.url);
    const sent: Message = {
      head: `${c.req.method} ${c.req.path}`,
      headers: shownHeaders(c.req.raw.headers),
      ...(search === '' ? {} : { query: readable(search.slice(1), FORM) }),
      body: readable(sentBody, c.req.header('content-type') ?? ''),
    };
    // 故障剧本断开了连接：没有答复可记。
    const answeredBody = isCut(c) ? '' : await bodyOf(c.res);
    this.add({
      ...about,
      at,
      ms,
      what: whatIs(c.req.method, c.req.path, `${search}\n${sentBody}`),
      no: (ORDER_NUMBER.exec(`${search}\n${sentBody}`) ?? ORDER_NUMBER.exec(answeredBody))?.[1],
      sent,
      ...answer(c, answeredBody),
    });
  };

  private add(exchange: Omit<Exchange, 'id'>): void {
    this.kept.push({ id: this.nextId++, ...exchange });
    if (this.kept.length > KEPT) this.kept.shift();
  }

  /** 新的在前。 */
  list(): ExchangeSummary[] {
    return this.kept.map(({ sent: _sent, answered: _answered, ...summary }) => summary).reverse();
  }

  find(id: number): Exchange | undefined {
    return this.kept.find((exchange) => exchange.id === id);
  }
}

function answer(c: Context, body: string): Verdict & Pick<Exchange, 'answered'> {
  if (isCut(c)) return { verdict: '断开', good: false, answered: { head: '连接断开', headers: {}, body: '' } };
  const { status, headers } = c.res;
  return {
    ...verdictOf(status, body),
    answered: { head: String(status), headers: shownHeaders(headers), body: readable(body, headers.get('content-type') ?? '') },
  };
}

/** 连接已经被销毁（网关的故障剧本）。 */
function isCut(c: Context): boolean {
  const { incoming } = (c.env ?? {}) as { readonly incoming?: { readonly socket?: { readonly destroyed?: boolean } } };
  return incoming?.socket?.destroyed === true;
}
