/**
 * H5 直接打开收银台时，不等页面搭好就先问价格与方式：两次往返（uniCloud 的匿名登录、这一问）与搭页面同时进行，
 * 慢网慢机上早半秒看到金额（docs/pages.md「快」）。
 */
import type { App } from 'vue';
import type { OptionsAnswer } from '../../contract/payments/options';
import { browserHints } from '../shell/browser';
import { CHECKOUT_PAGE } from '../shell/pages';
import { callService } from '../shell/services';
import { intentFromQuery, intentKey, type PaymentIntent } from './intent';

/** uniCloud 的客户端自己要等一毫秒才动 */
const SEND_FIRST_MS = 2;

interface Asked {
  readonly key: string;
  readonly answer: Promise<OptionsAnswer>;
}

/** 只等第一次打开的收银台来取：再往后就不新鲜了 */
let ahead: Asked | undefined;

const ask = (intent: PaymentIntent): Promise<OptionsAnswer> => callService('options', { ...browserHints(), ...intent });

/** 地址是收银台时要买的东西；hash 与 history 两种路由都认得。 */
function intentAt({ pathname, search, hash }: Pick<Location, 'pathname' | 'search' | 'hash'>): PaymentIntent | undefined {
  const [page = '', query = ''] = hash.startsWith('#/') ? hash.slice(1).split('?', 2) : [pathname, search.slice(1)];
  if (!page.endsWith(CHECKOUT_PAGE)) return undefined;
  const asked: Record<string, string> = {};
  new URLSearchParams(query).forEach((value, key) => (asked[key] = value));
  return intentFromQuery(asked);
}

/**
 * 应用创建好、挂上页面之前调用（main.ts）。答复好坏都由收银台来说。
 * 挂页面会占住浏览器好一阵，请求发不出去，所以让一让：先发请求，再挂。
 */
export function askAhead(app: App, address: Pick<Location, 'pathname' | 'search' | 'hash'>): void {
  const intent = intentAt(address);
  if (!intent) return;
  const answer = ask(intent);
  answer.catch(() => undefined);
  ahead = { key: intentKey(intent), answer };
  const { mount } = app;
  Object.assign(app, { mount: (...given: Parameters<App['mount']>) => void setTimeout(() => mount(...given), SEND_FIRST_MS) });
}

/** 这样东西的价格与能用的方式：已经问过就用那一问，只用一次。 */
export function askOptions(intent: PaymentIntent): Promise<OptionsAnswer> {
  const asked = ahead;
  ahead = undefined;
  return asked?.key === intentKey(intent) ? asked.answer : ask(intent);
}
