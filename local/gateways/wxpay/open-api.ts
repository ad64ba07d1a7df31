/**
 * 微信的开放接口（docs/protocols/wxpay.md §12）：小程序登录、网页授权、stable_token。应答没有签名，成败在 errcode 里。
 * 网页授权页只在微信里打得开；snsapi_base 不问人，当场带着 code 跳回去。
 */
import type { Hono } from 'hono';
import { page, PAGE_HEADERS } from '../kit/page';
import { html } from 'hono/html';
import { OpenApiError } from './open-api-error';
import type { Fields, OpenEndpoint } from './open-endpoint';
import { hmacOf } from './xpay-signature';
import type { People } from './people';

const BRAND = '#07c160';
const NOT_WECHAT = '请在微信客户端打开链接';

/** code 与 state 加在 `#` 之前。 */
function backTo(redirect: string, query: Fields): string {
  const [address = '', hash] = redirect.split('#', 2);
  const sign = address.includes('?') ? '&' : '?';
  return `${address}${sign}${new URLSearchParams(query).toString()}${hash === undefined ? '' : `#${hash}`}`;
}

export function mountOpenApi(app: Hono, open: OpenEndpoint, people: People): void {
  const endpoint = (operation: 'login' | 'accessToken', work: (fields: Fields) => object) =>
    open(operation, ({ query, body = {} }) =>
      work({ ...query, ...Object.fromEntries(Object.entries(body).map(([name, value]) => [name, String(value)])) }),
    );
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

  app.get(
    '/wxa/checksession',
    endpoint('login', (fields) => {
      const appid = people.appidOf(need(fields, 'access_token'));
      if (need(fields, 'sig_method') !== 'hmac_sha256') throw new OpenApiError(87008, 'invalid sig_method');
      const key = people.sessionKeyOf(appid, need(fields, 'openid'));
      if (key === undefined) throw new OpenApiError(87007, 'session_key is not existed or expired');
      if (need(fields, 'signature') !== hmacOf(key, '')) throw new OpenApiError(87009, 'invalid signature');
      return { errcode: 0, errmsg: 'ok' };
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
