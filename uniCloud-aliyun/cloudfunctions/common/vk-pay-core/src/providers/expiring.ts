/** 同一张证书写在好几处（每个端一节，几个商户共用）：到期是一件事，说一次，说出每一处。 */
import type { Expiring } from './credentials';

/** 一句话里最多说出几处。 */
const NAMED = 6;

const named = (paths: readonly string[]): string =>
  paths.length <= NAMED ? paths.join(', ') : `${paths.slice(0, NAMED).join(', ')} … (${paths.length})`;

/** 一张证书一项：序列号与是什么都相同的是同一张；`path` 是写着它的每一处。 */
export function oncePerCertificate(expiring: readonly Expiring[]): Expiring[] {
  const places = new Map<string, Expiring[]>();
  for (const one of expiring) {
    const key = `${one.title} ${one.serial}`;
    places.set(key, [...(places.get(key) ?? []), one]);
  }
  return [...places.values()].map((same) => ({ ...(same[0] as Expiring), path: named(same.map(({ path }) => path)) }));
}
