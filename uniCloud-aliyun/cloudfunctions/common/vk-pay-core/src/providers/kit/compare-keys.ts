/**
 * 整份配置里的密钥放在一起比：网关的公钥与任何一把自己的密钥相同，就是放错了文件——
 * 收得了钱却认不出到账，而拿到商户私钥的人能伪造到账通知。
 */
import type { ConfigProblem, DeclaredKey } from '../credentials';

/** 每把网关公钥只报一次，点名它那一节与它实际上是谁的。 */
export function crossedKeys(keys: readonly DeclaredKey[]): ConfigProblem[] {
  const own = new Map(keys.filter(({ owner }) => owner === 'merchant').map(({ fingerprint, path }) => [fingerprint, path]));
  const gateways = new Map<string, DeclaredKey>();
  const problems: ConfigProblem[] = [];
  for (const key of keys.filter(({ owner }) => owner === 'gateway')) {
    const mine = own.get(key.fingerprint);
    const other = gateways.get(key.fingerprint);
    if (mine !== undefined) problems.push({ path: key.path, problem: `与自己的密钥 ${mine} 是同一对，应为网关的公钥`, about: 'own-key' });
    else if (other && other.provider !== key.provider)
      problems.push({ path: key.path, problem: `与 ${other.path} 是同一把公钥，两家网关不会共用` });
    gateways.set(key.fingerprint, other ?? key);
  }
  return problems;
}
