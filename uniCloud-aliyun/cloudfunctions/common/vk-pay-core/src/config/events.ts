/** 对外的事件：哪些订单类型告诉哪个地址。凭据（whsec_）与地址都写在 vk-pay/config.js，加载时检查。 */
import type { ConfigProblem } from '../providers/credentials';
import { flag, optional, recordOf, shapeOf, text, type Read } from './rules';

const MIN_SECRET_BYTES = 24;
const MAX_SECRET_BYTES = 64;
const secretSize = (secret: string): number => Buffer.from(secret.slice('whsec_'.length), 'base64').length;

const endpointRule = shapeOf({
  url: text([[(url) => /^https?:\/\/[^\s#@]+$/.test(url), '必须是 http(s) 地址，不能带账号与片段']]),
  secret: text([
    [(secret) => /^whsec_[A-Za-z0-9+/]+={0,2}$/.test(secret), '必须是 whsec_ 加 base64'],
    [(secret) => secretSize(secret) >= MIN_SECRET_BYTES && secretSize(secret) <= MAX_SECRET_BYTES, '必须是 24–64 字节'],
  ]),
});
const typeName = text([[(name) => /^(?:\*|[a-z][a-z0-9_-]{0,31})$/.test(name), '必须是订单类型或 *']]);

export const eventsRule = optional(
  shapeOf({
    /** 允许本机与内网的地址：只有开发时可以 */
    allowLocal: optional(flag, false),
    /** 订单类型 → 地址；`*` 是没有写的那些。空 = 谁也不告诉 */
    endpoints: optional(recordOf(typeName, endpointRule), {}),
  }),
  {},
);
export type EventSettings = Read<typeof eventsRule>;
export type Endpoint = Read<typeof endpointRule>;

/** 这个订单类型告诉哪个地址；没有配置返回 undefined。 */
export function endpointOf({ endpoints }: EventSettings, type: string): Endpoint | undefined {
  const own = (name: string): Endpoint | undefined => (Object.prototype.hasOwnProperty.call(endpoints, name) ? endpoints[name] : undefined);
  return own(type) ?? own('*');
}

/** 环境说了算的那些。 */
export function checkEvents(
  { allowLocal, endpoints }: EventSettings,
  { requireHTTPS, production }: { readonly requireHTTPS: boolean; readonly production: boolean },
  problems: ConfigProblem[],
): void {
  if (allowLocal && production) problems.push({ path: 'vk-pay.events.allowLocal', problem: '生产环境不能打开' });
  for (const [name, { url }] of Object.entries(endpoints))
    if (requireHTTPS && !url.startsWith('https://'))
      problems.push({ path: `vk-pay.events.endpoints.${name}.url`, problem: 'requireHTTPS 已开启，必须是 https 地址' });
}

interface Announced {
  readonly type: string;
  readonly history: readonly unknown[];
  readonly event_date?: number;
}

/**
 * 随状态变化一起写下的记号：从履历的第几步起还没有列成事件。先前的还没列完，就接着从那里起。
 * 没有配置地址的类型不留记号：以后配置了，也不会把从前的事翻出来告诉人家。
 */
export function markEvents(
  k: { readonly config: { readonly settings: { readonly events: EventSettings } }; now(): number },
  row: Announced,
): { readonly event_date?: number; readonly events_from?: number } {
  if (!endpointOf(k.config.settings.events, row.type)) return {};
  return { event_date: k.now(), ...(row.event_date ? {} : { events_from: row.history.length }) };
}
