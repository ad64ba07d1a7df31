/** 一个商户给员工看的样子：只写不读的只说填了没有与指纹。 */
import { createHash } from 'node:crypto';
import { accountPlatformsOf, PROVIDERS, type AccountPlatform, type ProviderName } from '../../../../../../common/contract/channels';
import {
  MERCHANT_FIELDS,
  type MerchantChange,
  type MerchantField,
  type MerchantSection,
  type MerchantView,
} from '../../../../../../common/contract/merchants/merchants';
import { isSection, type Section } from '../config/accounts';
import type { Config } from '../config/config';
import { COLLECTIONS } from '../kernel/collections';
import type { Document } from '../kernel/vk';
import type { ConfigProblem } from '../providers/credentials';
import { decryptData, isSealed } from '../security/cipher';
import { readMerchant } from './document';

export const fieldPlace = (pid: string, provider: ProviderName, platform: AccountPlatform, name: string) => ({
  collection: COLLECTIONS.merchants,
  id: pid,
  field: `${provider}.${platform}.${name}`,
});

/** 看得到的键都是短编号；别的多半是贴错了格子的密钥，不收也不给人看。 */
export const isPlainId = (text: string): boolean => /^[0-9A-Za-z_-]{1,64}$/.test(text);

const FINGERPRINT = 12;
const textOf = (value: unknown): string =>
  typeof value === 'string' ? value : value instanceof Uint8Array ? Buffer.from(value).toString('base64') : '';
/** 首尾的空白不算：贴进来时常多一个换行。 */
const fingerprintOf = (text: string): string => createHash('sha256').update(text.trim()).digest('hex').slice(0, FINGERPRINT);

/** 明文，或打开的密文；打不开为 undefined。 */
function openText(config: Config, value: unknown, place: ReturnType<typeof fieldPlace>): string | undefined {
  if (!isSealed(value)) return textOf(value);
  try {
    return textOf(decryptData(config.cipher, value, place));
  } catch {
    return undefined;
  }
}

const said = ({ path, problem }: ConfigProblem): string => `${path.replace(/^[\w-]+\.[\w-]+\./, '')}：${problem}`;

export const versionOf = (row: Document): number => (Number.isSafeInteger(row['version']) ? Number(row['version']) : 0);

function fieldsOf(config: Config, pid: string, provider: ProviderName, platform: AccountPlatform, section: Section): MerchantField[] {
  const { plain = [], flags = [], secret = [] } = MERCHANT_FIELDS[provider] ?? {};
  const shown = [...plain, ...flags].map((name): MerchantField => {
    const value = section[name];
    const text = typeof value === 'number' || value === true ? String(value) : textOf(value).trim();
    return { name, filled: text !== '', ...(text === '' || isPlainId(text) ? { value: text } : {}) };
  });
  const hidden = secret.map((name): MerchantField => {
    const text = openText(config, section[name], fieldPlace(pid, provider, platform, name));
    if (text === '') return { name, filled: false };
    return { name, filled: true, ...(text === undefined ? {} : { fingerprint: fingerprintOf(text) }) };
  });
  return [...shown, ...hidden];
}

export function viewMerchant(config: Config, row: Document): MerchantView {
  const { pid, name = '', problems, book } = readMerchant(config, row);
  const sections = PROVIDERS.flatMap((provider): MerchantSection[] => {
    const channel = row[provider];
    if (!isSection(channel)) return [];
    return accountPlatformsOf(provider).flatMap((platform) => {
      const section = channel[platform];
      if (!isSection(section)) return [];
      const at = `${COLLECTIONS.merchants}.${pid}.${provider}.${platform}.`;
      const own = book.problems.filter(({ path }) => `${path}.`.startsWith(at)).map(said);
      return { provider, platform, fields: fieldsOf(config, pid, provider, platform, section), problems: own };
    });
  });
  const status = row['status'] ?? 'active';
  return {
    pid,
    name,
    status: status === 1 || status === true ? 'active' : status === 0 || status === false ? 'inactive' : String(status),
    sections,
    problems: problems.map(said),
    version: versionOf(row),
    history: Array.isArray(row['history']) ? [...(row['history'] as MerchantChange[])].reverse() : [],
  };
}
