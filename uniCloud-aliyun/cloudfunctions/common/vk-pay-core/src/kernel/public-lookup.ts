/** 解析与核对：名字解析出来的、写成数字的，都要是公网地址。失败策略：拿不准就不去（fail closed）。 */
import { lookup as resolve, type LookupAddress } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { isPublicAddress } from './public-address';

const REFUSED = '地址不是公网的，不去';

/** 解析出来的每一个地址都要是公网的；有一个不是就整个不去。 */
export const publicLookup: LookupFunction = (hostname, options, done) => {
  resolve(hostname, { ...options, all: true }, (error: Error | null, found: LookupAddress[]) => {
    if (error) return done(error, '');
    const [first] = found;
    if (!first || !found.every(({ address }) => isPublicAddress(address))) return done(new Error(REFUSED), '');
    return options.all ? done(null, found) : done(null, first.address, first.family);
  });
};

/** 写成数字的地址不经解析，当场核对。@throws Error 不是公网的 */
export function requirePublicHost(url: string): void {
  const host = new URL(url).hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) !== 0 && !isPublicAddress(host)) throw new Error(REFUSED);
}

/** 主机名或地址 → 核对过的一个公网地址；要连的就是它。@throws Error 解析不了，或不是公网的 */
export async function publicAddressOf(host: string): Promise<string> {
  return new Promise((done, fail) => publicLookup(host, { all: false }, (error, address) => (error ? fail(error) : done(String(address)))));
}
