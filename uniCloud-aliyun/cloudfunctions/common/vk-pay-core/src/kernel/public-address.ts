/** 哪些地址可以去：只有公网。内网、本机、链路本地、保留段一律不去——对外的事件不该变成打内网的手。失败策略：拿不准就不去。 */
import { BlockList, isIP } from 'node:net';

const V4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
];
/** 全球单播（2000::/3）之外的都不去；之内再除去隧道与文档段：它们里面可以藏着一个内网的 IPv4。 */
const V6 = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'];

const refused = new BlockList();
const unicast = new BlockList();
for (const [ranges, family] of [
  [V4, 'ipv4'],
  [V6, 'ipv6'],
] as const) {
  for (const range of ranges) {
    const [address = '', prefix] = range.split('/');
    refused.addSubnet(address, Number(prefix), family);
  }
}
unicast.addSubnet('2000::', 3, 'ipv6');

/** 是不是公网地址；不是地址的也不算。 */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 4) return !refused.check(address, 'ipv4');
  return family === 6 && unicast.check(address, 'ipv6') && !refused.check(address, 'ipv6');
}
