/**
 * 商户自己的服务器：app key → secret 与能叫的服务（设置 `servers`）。没有写的一个也不放行。
 * secret 至少 32 字节（base64）；换的时候写两个，两个都认，对方换完再拿掉旧的。
 */
import { APP_KEY_PATTERN, SERVER_SERVICES } from '../../../../../../common/contract/servers/server-services';
import type { ConfigProblem } from '../providers/credentials';
import { listOf, oneOf, optional, recordOf, shapeOf, sized, text, type Read } from './rules';

const MIN_SECRET_BYTES = 32;

const secret = text([
  [(value) => /^[A-Za-z0-9+/]+={0,2}$/.test(value), '必须是 base64'],
  [(value) => Buffer.from(value, 'base64').length >= MIN_SECRET_BYTES, `必须至少 ${MIN_SECRET_BYTES} 字节（openssl rand -base64 32）`],
]);
const appKey = text([[(name) => APP_KEY_PATTERN.test(name), 'app key 必须是 3–32 位字母、数字、下划线、连字符']]);

export const serversRule = optional(
  recordOf(
    appKey,
    shapeOf({
      secrets: sized(listOf(secret), [1, '至少一个'], [2, '最多两个']),
      services: listOf(oneOf(SERVER_SERVICES, `必须是 ${SERVER_SERVICES.join('、')} 之一`)),
    }),
  ),
  {},
);
export type Servers = Read<typeof serversRule>;

/** 两个 app key 用同一个 secret，就分不清是谁。 */
export function checkServers(servers: Servers, problems: ConfigProblem[]): void {
  const owners = new Map<string, string>();
  for (const [name, { secrets }] of Object.entries(servers))
    for (const secret of secrets) {
      const owner = owners.get(secret) ?? name;
      owners.set(secret, owner);
      if (owner !== name) problems.push({ path: `vk-pay.servers.${name}.secrets`, problem: `与 ${owner} 的相同` });
    }
}
