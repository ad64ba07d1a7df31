/**
 * 没有登录的人按来源地址数次数：一个来源是什么。IPv4 是那个地址；IPv6 是它的 /64——上网的人手里至少有这么一段，
 * 换着用就有 2^64 个地址，每个都从头数等于没有数，还会写满记次数的表。平台给的写法不一样（大小写、省略的零、IPv4 映射）也是同一个来源。
 * 失败策略：不像地址的原样当名字；没有的合在一起数。
 */
import { isIPv6 } from 'node:net';

const GROUPS = 8;
const NETWORK_GROUPS = 4;
/** `::ffff:0:0/96` 的前六段：里面就是一个 IPv4 */
const MAPPED = '0:0:0:0:0:ffff';

/** IPv6 的八段，十六进制，没有多余的零。 */
function groupsOf(address: string): string[] {
  const [plain = ''] = address.split('%');
  const dotted = plain.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_all, ...bytes: string[]) => {
    const [a, b, c, d] = bytes.slice(0, 4).map(Number) as [number, number, number, number];
    return `${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
  });
  const [head = '', tail] = dotted.split('::');
  const left = head.split(':').filter(Boolean);
  const right = (tail ?? '').split(':').filter(Boolean);
  const zeros = Array.from({ length: GROUPS - left.length - right.length }, () => '0');
  return [...left, ...zeros, ...right].map((group) => parseInt(group, 16).toString(16));
}

/** 平台给的地址 → 数次数用的名字。 */
export function sourceOf(address: string | undefined): string {
  if (!address) return 'unknown';
  if (!isIPv6(address)) return address;
  const groups = groupsOf(address);
  if (groups.slice(0, 6).join(':') !== MAPPED) return `${groups.slice(0, NETWORK_GROUPS).join(':')}::/64`;
  const pairs = groups.slice(6).map((group) => parseInt(group, 16));
  return pairs.flatMap((pair) => [pair >> 8, pair & 255]).join('.');
}
