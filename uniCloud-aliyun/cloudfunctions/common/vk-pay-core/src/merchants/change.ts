/**
 * 员工看与改数据库里的商户。改之前与装载时同样检查，有问题就不存；密钥加密存放、只写不读；
 * 谁、什么时候、为什么、动了哪里与改变同一次写入；别人先改了就拒绝。
 */
import { accountPlatformsOf, PROVIDERS, type AccountPlatform, type ProviderName } from '../../../../../../common/contract/channels';
import {
  MERCHANT_FIELDS,
  type ListMerchantsAnswer,
  type MerchantChange,
  type SaveMerchantAnswer,
  type SaveMerchantInput,
} from '../../../../../../common/contract/merchants/merchants';
import { saveMerchantSchema } from '../../../../../../common/contract/merchants/params';
import { accountKey, isSection, type Section } from '../config/accounts';
import type { CipherKeys } from '../config/encryption';
import { COLLECTIONS } from '../kernel/collections';
import type { Kernel } from '../kernel/kernel';
import { PayError } from '../kernel/pay-error';
import { announceStored } from '../kernel/stored-version';
import { requireParams } from '../kernel/validate';
import type { Document } from '../kernel/vk';
import { crossedKeys } from '../providers/kit/compare-keys';
import { encryptData, isSealed } from '../security/cipher';
import { writtenMerchants } from './all';
import { forgetMerchant } from './book';
import { readMerchant } from './document';
import { documentsAfter, writeDocument } from './listing/store';
import { findDocument } from './store';
import { fieldPlace, isPlainId, versionOf, viewMerchant } from './view';

type Body<Answer> = Omit<Answer, 'code' | 'msg' | 'requestId'>;

const LISTED = 200;

/** listMerchants。调用方必须已核验员工身份。 */
export async function listMerchants(k: Kernel): Promise<Body<ListMerchantsAnswer>> {
  const rows = await documentsAfter(k.vk, '', LISTED + 1);
  return {
    rows: rows.slice(0, LISTED).map((row) => viewMerchant(k.config, row)),
    more: rows.length > LISTED,
    can_encrypt: k.config.cipher !== undefined,
    server_date: k.now(),
  };
}

function requireCipher(k: Kernel): CipherKeys {
  if (!k.config.cipher) throw new PayError('PERMISSION', { msg: '要先配置 encryption：商户的密钥必须加密存放' });
  return k.config.cipher;
}

interface Changed {
  readonly section: Section;
  /** 动了哪些键 */
  readonly touched: readonly string[];
}

/** 新的一节：给了的键换上，从前没有加密的密钥一并加密。@throws PayError PARAM 不认识的键 */
function changeSection(
  k: Kernel,
  pid: string,
  known: unknown,
  { provider, platform, fields }: NonNullable<SaveMerchantInput['section']>,
): Changed {
  if (!accountPlatformsOf(provider).includes(platform))
    throw PayError.param([{ field: 'section.platform', problem: `${provider} 没有这个端` }]);
  const { plain = [], flags = [], secret = [] } = MERCHANT_FIELDS[provider] ?? {};
  const section: Record<string, unknown> = isSection(known) ? { ...known } : {};
  for (const { name, value } of fields) {
    if (![...plain, ...flags, ...secret].includes(name)) throw PayError.param([{ field: `section.${name}`, problem: '不认识的键' }]);
    // 长得像密文的会被当作密文去解。
    if (isSealed(value as unknown)) throw PayError.param([{ field: `section.${name}`, problem: '不能是加密过的样子' }]);
    if (plain.includes(name) && value.trim() !== '' && !isPlainId(value.trim()))
      throw PayError.param([{ field: `section.${name}`, problem: '只能是编号：字母、数字、下划线、连字符，最长 64 位' }]);
    const isFlag = flags.includes(name);
    if (isFlag && value !== '' && value !== 'true') throw PayError.param([{ field: `section.${name}`, problem: '必须是 true 或空' }]);
    if (value.trim() === '') delete section[name];
    else if (isFlag) section[name] = true;
    else section[name] = value.trim();
  }
  for (const name of secret) {
    const value = section[name];
    if (typeof value === 'string' && value !== '' && !isSealed(value))
      section[name] = encryptData(requireCipher(k), value, fieldPlace(pid, provider, platform, name));
  }
  return { section, touched: fields.map(({ name }) => name) };
}

/** 与装载时同样的检查：碰过的一节有问题、整份有问题、密钥与别的商户放串了，都不存。@throws PayError PARAM 逐个点名 */
async function requireSound(
  k: Kernel,
  row: Document,
  touched: { provider: ProviderName; platform: AccountPlatform } | undefined,
): Promise<void> {
  const { pid, problems, book } = readMerchant(k.config, row);
  const path = `${COLLECTIONS.merchants}.${pid}`;
  const own = touched ? book.problems.filter((one) => `${one.path}.`.startsWith(`${path}.${touched.provider}.${touched.platform}.`)) : [];
  const others = [];
  for await (const other of writtenMerchants(k)) if (other.pid !== pid) others.push(...other.book.keys);
  const crossed = crossedKeys([...others, ...book.keys]).filter((one) => one.path.startsWith(`${path}.`));
  const channel = touched && row[touched.provider];
  const written =
    touched && isSection(channel) && isSection(channel[touched.platform]) ? Object.keys(channel[touched.platform] as Section) : [];
  // 只填了密钥、没有身份的一节不会开通：装载时当作没有写。
  const nobody =
    touched && written.length > 0 && own.length === 0 && !book.accounts.has(accountKey(touched.provider, touched.platform, pid));
  const unnamed = nobody && problems.length === 0 ? [{ path: `${path}.appId`, problem: '不能为空' }] : [];
  const found = [...problems, ...own, ...crossed, ...unnamed];
  if (found.length > 0)
    throw PayError.param(
      found.map((one) => ({ field: `section.${(one.path.split('.').pop() ?? '').replace(/Path$/, 'Content')}`, problem: one.problem })),
    );
}

const CONFLICT = { field: 'version', problem: '别人刚改过，请重新打开再改' };

/** saveMerchant。调用方必须已核验员工身份。@throws PayError 40001 点名字段，或别人先改过 · 40009 没有配置加密 */
export async function saveMerchant(k: Kernel, input: unknown, operator: string): Promise<Body<SaveMerchantAnswer>> {
  const wish: SaveMerchantInput = requireParams(saveMerchantSchema, input);
  const { pid, name, status, section: wanted, reason } = wish;
  const known = await findDocument(k.vk, pid);
  if ((known && versionOf(known)) !== wish.version)
    throw PayError.param([known && wish.version === undefined ? { field: 'pid', problem: '已经有这个商户' } : CONFLICT]);
  const channel = wanted && known?.[wanted.provider];
  const changed = wanted && changeSection(k, pid, isSection(channel) ? channel[wanted.platform] : undefined, wanted);
  const channels: Document =
    wanted && changed ? { [wanted.provider]: { ...(isSection(channel) ? channel : {}), [wanted.platform]: changed.section } } : {};
  if (PROVIDERS.every((provider) => channels[provider] === undefined && known?.[provider] === undefined))
    throw PayError.param([{ field: 'section', problem: '至少填一个账号' }]);
  // 停用总是可以：写坏的一份也要停得下来。
  if (wanted || status === 'active') await requireSound(k, { ...known, _id: pid, name, status, ...channels }, wanted);

  const at = k.now();
  const what = [
    ...(known?.['name'] === name ? [] : [`name ${name}`]),
    ...((known?.['status'] ?? 'active') === status ? [] : [`status ${status}`]),
    ...(wanted && changed ? [`${wanted.provider}.${wanted.platform} ${changed.touched.join(' ')}`.trim()] : []),
  ];
  const change: MerchantChange = { at, operator, reason, what };
  if (!(await writeDocument(k.vk, pid, known, { name, status, ...channels }, change))) throw PayError.param([CONFLICT]);
  forgetMerchant(k, pid);
  await announceStored(k, 'merchants');
  k.journal.log({ type: 'merchant', status: 'SUCCESS', pid, user_id: operator, startedAt: at, note: `${what.join('；')}：${reason}` });
  return { merchant: viewMerchant(k.config, (await findDocument(k.vk, pid)) ?? { _id: pid }), server_date: k.now() };
}
