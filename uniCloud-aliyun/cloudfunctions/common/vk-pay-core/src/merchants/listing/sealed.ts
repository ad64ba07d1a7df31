/**
 * 商户封着的密钥换成现在的加密密钥。用的是哪一把以密文里写的为准，不另记：一份里可以有几把（只重存过一节），
 * 别的后台、从前的版本写的也算得进去。商户不多，数的时候从头看一遍。
 */
import { PROVIDERS } from '../../../../../../../common/contract/channels';
import { isSection } from '../../config/accounts';
import type { CipherKeys } from '../../config/encryption';
import { COLLECTIONS } from '../../kernel/collections';
import type { Kernel } from '../../kernel/kernel';
import type { Document } from '../../kernel/vk';
import { decryptData, encryptData, isSealed, sealedWith } from '../../security/cipher';
import { findDocument } from '../store';
import { documentsAfter, swapSealed } from './store';

interface SealedField {
  /** `渠道.端.键` */
  readonly field: string;
  readonly sealed: string;
}

/** 与装载时打开的（merchants/document）是同样的地方。 */
function sealedFields(row: Document): SealedField[] {
  const entriesOf = (value: unknown): [string, unknown][] => (isSection(value) ? Object.entries(value) : []);
  return PROVIDERS.flatMap((provider) =>
    entriesOf(row[provider]).flatMap(([platform, section]) =>
      entriesOf(section).flatMap(([name, sealed]) => (isSealed(sealed) ? [{ field: `${provider}.${platform}.${name}`, sealed }] : [])),
    ),
  );
}

const BATCH = 50;

/** 有这样的密文的商户，按编号从小到大，接着 after 往下。 */
async function* sealedMerchants(k: Kernel, wanted: (keyId: string) => boolean, after = ''): AsyncGenerator<string> {
  for (let from = after; ;) {
    const rows = await documentsAfter(k.vk, from, BATCH);
    for (const row of rows) if (sealedFields(row).some(({ sealed }) => wanted(sealedWith(sealed)))) yield String(row['_id']);
    const last = rows.at(-1)?.['_id'];
    if (rows.length < BATCH || typeof last !== 'string') return;
    from = last;
  }
}

async function countOf(ids: AsyncGenerator<string>): Promise<number> {
  let count = 0;
  for await (const id of ids) count += id === '' ? 0 : 1;
  return count;
}

/** 与 ledger/sealed-rows 问法相同。 */
export function createSealedMerchants(k: Kernel) {
  return {
    async next(keyIds: readonly string[], after: string, limit: number): Promise<readonly string[]> {
      const found: string[] = [];
      for await (const id of sealedMerchants(k, (keyId) => keyIds.includes(keyId), after)) {
        found.push(id);
        if (found.length >= limit) break;
      }
      return found;
    },
    count: (keyIds: readonly string[]) => countOf(sealedMerchants(k, (keyId) => keyIds.includes(keyId))),
    countOthers: (keyIds: readonly string[]) => countOf(sealedMerchants(k, (keyId) => !keyIds.includes(keyId))),
  };
}

/**
 * 配置里没有那把密钥的密文不动（它算在 lost 里），别的照换。
 * @returns 换了没有；被别人抢先是 false。@throws PayError CERTIFICATE 解不开
 */
export async function resealMerchant(k: Kernel, keys: CipherKeys, id: string): Promise<boolean> {
  const row = await findDocument(k.vk, id);
  if (!row) return false;
  const old = sealedFields(row).filter(({ sealed }) => sealedWith(sealed) !== keys.current && keys.byId.has(sealedWith(sealed)));
  if (old.length === 0) return false;
  const swaps = old.map(({ field, sealed }) => {
    const place = { collection: COLLECTIONS.merchants, id, field };
    return { field, from: sealed, to: encryptData(keys, decryptData(keys, sealed, place), place) };
  });
  return swapSealed(k.vk, row, swaps);
}
