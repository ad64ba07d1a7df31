/**
 * 微信的开放接口（docs/protocols/wxpay.md §12）：小程序登录、网页授权、stable_token。应答没有签名，成败在 errcode 里。
 * 网页授权页只在微信里打得开；snsapi_base 不问人，当场带着 code 跳回去。
 */
import type { Context, Hono } from 'hono';
import { badGateway, createExchange, type ExchangePorts } from '../kit/exchange';
import { page, PAGE_HEADERS } from '../kit/page';
import { html } from 'hono/html';
import type { Operation, RequestFault } from './faults';
import { OpenApiError } from './open-api-error';
import type { People } from './people';

export interface OpenApiPorts extends ExchangePorts<Operation, RequestFault> {
  readonly people: People;
}

type Fields = Readonly<Record<string, string>>;

const BRAND = '#07c160';
const NOT_WECHAT = '请在微信客户端打开链接';

async function bodyOf(context: Context): Promise<Readonly<Record<string, unknown>>> {
  try {
    return ((await context.req.json()) ?? {}) as Record<string, unknown>;
  } catch {
    throw new OpenApiError(47001, 'data format error');
  }
}

/** code 与 state 加在 `#` 之前。 */
function backTo(redirect: string, query: Fields): string {
  const [address = '', hash] = redirect.split('#', 2);
  const sign = address.includes('?') ? '&' : '?';
  return `${address}${sign}${new URLSearchParams(query).toString()}${hash === undefined ? '' : `#${hash}`}`;
}

export function mountOpenApi(app: Hono, ports: OpenApiPorts): void {
  const { people } = ports;
  const answer = (error: OpenApiError): Response =>
    Response.json({ errcode: error.errcode, errmsg: `${error.message} rid: ${Date.now().toString(16)}` });
  const run = createExchange<Operation, RequestFault, OpenApiError>(ports, {
    isRefusal: (error) => error instanceof OpenApiError,
    codeOf: ({ errcode }) => String(errcode),
    early(fault) {
      if (fault.kind !== 'http') return undefined;
      if (fault.status === 502) return badGateway();
      if (fault.status === 500) return new Response('', { status: 500 });
      return answer(new OpenApiError(fault.status === 429 ? 45011 : -1, 'system error'));
    },
    refusal: () => undefined,
    denial: (fault) => (fault.kind === 'systemErrorCommitted' ? new OpenApiError(-1, 'system error') : undefined),
  });
  const cut = (text: string, fault: RequestFault | undefined): string =>
    fault?.kind === 'truncated' ? text.slice(0, Math.floor(text.length / 2)) : text;

  const endpoint =
    (operation: 'login' | 'accessToken', work: (fields: Fields) => object) =>
    async (context: Context): Promise<Response> => {
      const received = context.req.method === 'GET' ? context.req.query() : await bodyOf(context).catch(() => ({}));
      const fields = Object.fromEntries(Object.entries(received).map(([name, value]) => [name, String(value)]));
      return run(context, {
        operation,
        numbers: { method: context.req.method, path: context.req.path },
        admit: () => fields,
        work,
        // 微信这几个接口的 Content-Type 是 text/plain。
        answer: (result, _call, fault) => new Response(cut(JSON.stringify(result), fault), { headers: { 'content-type': 'text/plain' } }),
        refuse: answer,
      });
    };
  const need = (fields: Fields, name: string): string => fields[name] ?? '';
  const requireGrant = (fields: Fields): void => {
    if (need(fields, 'grant_type') !== 'authorization_code') throw new OpenApiError(40002, 'invalid grant_type');
  };

  app.get(
    '/sns/jscode2session',
    endpoint('login', (fields) => {
      const appid = need(fields, 'appid');
      people.requireApp(appid, need(fields, 'secret'));
      requireGrant(fields);
      const { openid } = people.redeem('mini', appid, need(fields, 'js_code'));
      return { session_key: people.openSession(appid, openid), openid };
    }),
  );
  app.get(
    '/sns/oauth2/access_token',
    endpoint('login', (fields) => {
      const appid = need(fields, 'appid');
      people.requireApp(appid, need(fields, 'secret'));
      requireGrant(fields);
      const { openid, snapshot } = people.redeem('web', appid, need(fields, 'code'));
      const user = { access_token: `user_${openid.slice(1, 20)}`, expires_in: 7200, refresh_token: `refresh_${openid.slice(1, 20)}` };
      return { ...user, openid, scope: 'snsapi_base', ...(snapshot ? { is_snapshotuser: 1 } : {}) };
    }),
  );
  app.post(
    '/cgi-bin/stable_token',
    endpoint('accessToken', (fields) => {
      if (need(fields, 'grant_type') !== 'client_credential') throw new OpenApiError(40002, 'invalid grant_type');
      const appid = need(fields, 'appid');
      people.requireApp(appid, need(fields, 'secret'));
      return people.token(appid, need(fields, 'force_refresh') === 'true');
    }),
  );

  app.get('/connect/oauth2/authorize', (c) => {
    const { appid = '', redirect_uri = '', response_type, scope, state = '' } = c.req.query();
    const tell = (said: string): Response | Promise<Response> =>
      c.html(
        page({ title: '微信授权', brand: BRAND, body: html`<h1>微信授权（模拟）</h1><p class="alert">${said}</p>` }),
        200,
        PAGE_HEADERS,
      );
    if (!/MicroMessenger/i.test(c.req.header('user-agent') ?? '')) return tell(NOT_WECHAT);
    if (!people.isRegistered(appid)) return tell('appid 参数错误');
    if (!/^https?:\/\//.test(redirect_uri)) return tell('redirect_uri 参数错误');
    if (response_type !== 'code' || scope !== 'snsapi_base') return tell('scope 参数错误或没有 scope 权限');
    if (!/^[0-9A-Za-z]{0,128}$/.test(state)) return tell('state 参数错误');
    return c.redirect(backTo(redirect_uri, { code: people.issueCode('web', appid), state }), 302);
  });
}
