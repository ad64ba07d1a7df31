/**
 * 来源地址的名单（设置 `ipWhitelist`）：员工服务与商户的服务器只许从这些地址来；空的就是不限。付款人的服务不限，
 * 回调也不限（网关的地址会变，它们有签名）。
 * 失败策略：平台没有说来源地址就拒绝（fail closed）。
 */
import { BlockList, isIPv4, isIPv6 } from 'node:net';
import type { ReceivingKernel } from '../kernel/kernel';
import { PayError } from '../kernel/pay-error';

/** 名单按设置里的那个数组各造一份；设置每个实例只读一次。 */
const lists = new WeakMap<readonly string[], BlockList>();

function listOf(ranges: readonly string[]): BlockList {
  let list = lists.get(ranges);
  if (list === undefined) {
    lists.set(ranges, (list = new BlockList()));
    for (const range of ranges) {
      const [address = '', prefix] = range.split('/');
      const family = isIPv4(address) ? 'ipv4' : 'ipv6';
      list.addSubnet(address, prefix === undefined ? (family === 'ipv4' ? 32 : 128) : Number(prefix), family);
    }
  }
  return list;
}

/** IPv4 映射的 IPv6（`::ffff:1.2.3.4`）就是那个 IPv4。 */
function isListed(list: BlockList, address: string): boolean {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '');
  if (isIPv4(plain)) return list.check(plain, 'ipv4');
  return isIPv6(plain) && list.check(plain, 'ipv6');
}

/** @throws PayError PERMISSION 来源地址不在名单里 */
export function requireListedAddress(k: ReceivingKernel): void {
  const { ipWhitelist } = k.config.settings;
  if (ipWhitelist.length === 0) return;
  const address = k.context.CLIENTIP ?? '';
  if (!isListed(listOf(ipWhitelist), address)) throw new PayError('PERMISSION', { detail: '来源地址不在 ipWhitelist 里' });
}
