/**
 * 一份 vk-pay-config 文档 → 一个商户。检查与配置文件是同一套（config/accounts）；加密存放的先打开。
 * 失败策略：说不清的（状态不认识、密文解不开、密钥放串了）这一份停用，别的商户照常；绝不凑合着用。
 */
import { PROVIDERS } from '../../../../../../common/contract/channels';
import { isSection, type AccountBook, type Merchant, type Section } from '../config/accounts';
import type { Config } from '../config/config';
import { COLLECTIONS } from '../kernel/collections';
import { PayError } from '../kernel/pay-error';
import type { Document } from '../kernel/vk';
import { crossedKeys } from '../providers/kit/compare-keys';
import type { ConfigProblem } from '../providers/credentials';
import { decryptData, isSealed } from '../security/cipher';

/** 没有写状态的是 vk-uni-pay 的写法：写进去就是启用。 */
const STATUSES: ReadonlyMap<unknown, boolean> = new Map<unknown, boolean>([
  [undefined, true],
  [1, true],
  [true, true],
  ['active', true],
  [0, false],
  [false, false],
  ['inactive', false],
]);

const NOTHING: AccountBook = { accounts: new Map(), disabled: new Map(), problems: [], keys: [], expiring: [] };
const isWritten = (value: unknown): boolean => typeof value === 'string' && value.trim() !== '';

/** 打开密文；读文件的键点名。问题记在 problems 里。 */
function readableSection(config: Config, pid: string, at: string, section: Section, problems: ConfigProblem[]): Section {
  const opened: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(section)) {
    opened[key] = value;
    const path = `${COLLECTIONS.merchants}.${pid}.${at}.${key}`;
    const [, name] = /^(\w+)Path$/.exec(key) ?? [];
    if (name !== undefined && isWritten(value) && !isWritten(section[name]) && !isWritten(section[`${name}Content`]))
      problems.push({ path, problem: `数据库里的商户不读文件，请写 ${name}Content` });
    if (!isSealed(value)) continue;
    try {
      opened[key] = decryptData(config.cipher, value, { collection: COLLECTIONS.merchants, id: pid, field: `${at}.${key}` });
    } catch (error) {
      problems.push({ path, problem: (error instanceof PayError ? error.detail : undefined) ?? '解不开' });
    }
  }
  return opened;
}

function readableSections(config: Config, pid: string, row: Document, problems: ConfigProblem[]): Section {
  const root: Record<string, unknown> = {};
  for (const name of PROVIDERS) {
    const channel = row[name];
    if (channel === undefined || channel === null) continue;
    root[name] = isSection(channel)
      ? Object.fromEntries(
          Object.entries(channel).map(([platform, section]) => [
            platform,
            isSection(section) ? readableSection(config, pid, `${name}.${platform}`, section, problems) : section,
          ]),
        )
      : channel;
  }
  return root;
}

/** 从不抛出。 */
export function readMerchant(config: Config, row: Document): Merchant {
  const pid = String(row['_id']);
  const path = `${COLLECTIONS.merchants}.${pid}`;
  const problems: ConfigProblem[] = [];
  const active = STATUSES.get(row['status'] ?? undefined);
  if (active === undefined) problems.push({ path: `${path}.status`, problem: '必须是 active 或 inactive' });
  const root = readableSections(config, pid, row, problems);
  const book = config.readMerchant(root, pid, path);
  problems.push(...crossedKeys([...config.book.keys, ...book.keys]));
  const [account] = book.accounts.values();
  if (account && !account.notifyUrl.startsWith('http')) problems.push({ path: 'uni-pay.notifyUrl', problem: '没有这个空间的通知地址' });
  return {
    pid,
    ...(isWritten(row['name']) ? { name: String(row['name']).trim() } : {}),
    active: active ?? false,
    problems,
    declared: PROVIDERS.filter((name) => root[name] !== undefined),
    book: problems.length > 0 ? NOTHING : book,
  };
}
