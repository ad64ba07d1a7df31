/**
 * 平台给的客户端地址 → 网关要的一个 IP。经过 CDN 时平台给的是转发名单，第一个才是付款人；
 * 有的还带端口、空格、方括号，或写成 IPv4 映射的 IPv6。
 */
import { isIP } from 'node:net';

/** 去掉端口与方括号：`1.2.3.4:443`、`[::1]:443`、`[::1]`。 */
function bareAddress(text: string): string {
  const bracketed = /^\[([^\]]+)\](?::\d+)?$/.exec(text);
  if (bracketed) return bracketed[1] as string;
  return /^[\d.]+:\d+$/.test(text) ? text.slice(0, text.indexOf(':')) : text;
}

/** 网关按 IPv4 核对付款人：`::ffff:1.2.3.4` 就是 1.2.3.4；本机的接口名（`%eth0`）出了这台机器没有意义。 */
const plainAddress = (text: string): string => text.replace(/%.*$/, '').replace(/^::ffff:(?=\d+\.)/i, '');

/** 名单里的第一个地址；`unknown` 之类不是地址的跳过，一个地址都没有返回 undefined。 */
export function payerIp(text: string | undefined): string | undefined {
  return (text ?? '')
    .split(',')
    .map((entry) => plainAddress(bareAddress(entry.trim())))
    .find((entry) => isIP(entry) !== 0);
}
