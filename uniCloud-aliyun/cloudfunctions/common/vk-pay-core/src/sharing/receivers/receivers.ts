/**
 * 接收方的增删：网关答应了才记下来。加、删都可以重复；断在中间的再来一次就好，多加的一个也分不出钱去。
 * 删掉的那一行留着：分给过他的还要查、还要要回来；同一个名字不会再指另一个人。
 */
import { CHANNEL_PLATFORMS, type ProviderName } from '../../../../../../../common/contract/channels';
import {
  addSharingReceiverSchema,
  listReceiversSchema,
  receiverNumberSchema,
  type AddReceiverWish,
} from '../../../../../../../common/contract/sharing/params';
import type { SharingReceiverView } from '../../../../../../../common/contract/sharing/services';
import { DEFAULT_PID } from '../../config/config';
import type { Kernel } from '../../kernel/kernel';
import { PayError } from '../../kernel/pay-error';
import { requireParams } from '../../kernel/validate';
import { talk } from '../../ledger/talk';
import { accountsOf, requireOpenAccount } from '../../merchants/account';
import type { Account } from '../../providers/provider';
import type { SharingCapability } from '../../providers/sharing';
import {
  changeReceiver,
  contentHash,
  findReceiver,
  insertReceiver,
  listReceiverRows,
  openReceiver,
  requireCipher,
  sealReceiver,
  type ReceiverRecord,
} from './store';

const LISTED = 200;
const TAIL = 4;

/** @throws PayError PARAM 这个渠道不能分账 */
export function sharingOf(k: Kernel, provider: ProviderName): SharingCapability<Account> {
  const { sharing } = k.provider(provider);
  if (!sharing) throw PayError.param([{ field: 'provider', problem: `${provider} 不能分账` }]);
  return sharing;
}

function viewReceiver(receiver: ReceiverRecord): SharingReceiverView {
  const { _id, provider, pid, type, account_hint, title, relation_type, status, create_date } = receiver;
  return {
    receiver_no: _id,
    provider,
    pid,
    type,
    account: account_hint,
    title,
    ...(relation_type === undefined ? {} : { relation_type }),
    active: status === 'ACTIVE',
    create_date,
  };
}

/** 用哪个账号去添加：点名的端，否则这个商户在这个渠道的第一个。 */
async function accountFor(k: Kernel, { provider, platform, pid = DEFAULT_PID }: AddReceiverWish): Promise<Account> {
  const own = await accountsOf(k, provider, pid);
  const first = CHANNEL_PLATFORMS[provider].find((candidate) => own.some((account) => account.platform === candidate));
  const named = { pid: 'pid', section: 'platform', title: '账号' };
  return requireOpenAccount(k, { provider, platform: platform ?? first ?? CHANNEL_PLATFORMS[provider][0] ?? 'h5', pid }, named);
}

/** 认得出是哪一个、看不全的账号。邮箱的末四位总是「.com」：看名字的末两个字与域名。 */
export function hintOf({ type, account }: Pick<AddReceiverWish, 'type' | 'account'>): string {
  if (type === 'MERCHANT_ID') return account;
  const at = account.lastIndexOf('@');
  if (at < 0) return `…${account.slice(-TAIL)}`;
  return `…${account.slice(at > 2 ? at - 2 : at)}`;
}

/** 商户号不分应用，个人的 openid 属于一个应用。 */
const appOf = (type: AddReceiverWish['type'], { appid }: Account): string => (type === 'MERCHANT_ID' ? '' : appid);

function about({ _id, provider, platform, pid, mchid, appid }: ReceiverRecord) {
  return { type: 'receiver', out_trade_no: '', provider, platform, pid, mchid, appid, user_id: '', amount: 0, _id } as const;
}

/** 告诉网关；成败都留痕。 */
async function tell(
  k: Kernel,
  receiver: ReceiverRecord,
  work: (own: SharingCapability<Account>, account: Account) => Promise<void>,
): Promise<void> {
  const { _id, ...subject } = about(receiver);
  await talk(
    k,
    subject,
    async (_provider, account) => work(sharingOf(k, receiver.provider), account),
    () => _id,
  );
}

/**
 * addSharingReceiver。调用方必须已核验员工身份，或就是商户的服务端。
 * @throws PayError 40001 点名字段 · 40009 没有配置加密、没有开通分账 · 结果不明（再来一次）
 */
export async function addReceiver(k: Kernel, input: unknown, operator: string): Promise<SharingReceiverView> {
  const wish = requireParams(addSharingReceiverSchema, input);
  const capability = sharingOf(k, wish.provider);
  const keys = requireCipher(k);
  const account = await accountFor(k, wish);
  const { receiver_no: _id, type, name, relation_type, custom_relation } = wish;
  const secret = { account: wish.account, ...(name === undefined ? {} : { name }) };
  const request = {
    type,
    ...secret,
    ...(relation_type === undefined ? {} : { relation_type }),
    ...(custom_relation === undefined ? {} : { custom_relation }),
  };
  capability.checkReceiver(account, request);
  const at = k.now();
  const wanted: ReceiverRecord = {
    _id,
    provider: account.provider,
    platform: account.platform as ReceiverRecord['platform'],
    pid: account.pid,
    mchid: account.mchid,
    appid: account.appid,
    type,
    ...sealReceiver(keys, _id, secret),
    content_hash: contentHash(_id, [account.provider, account.mchid, appOf(type, account), type, wish.account, name]),
    account_hint: hintOf(wish),
    title: wish.title ?? _id,
    ...(relation_type === undefined ? {} : { relation_type }),
    status: 'ACTIVE',
    operator,
    create_date: at,
    update_date: at,
  };
  const requireSame = (known: ReceiverRecord): void => {
    if (known.content_hash !== wanted.content_hash)
      throw PayError.param([{ field: 'receiver_no', problem: '已是另一个接收方，请换一个名字' }]);
  };
  const known = await findReceiver(k, _id);
  if (known) requireSame(known);
  await tell(k, wanted, (own, channel) => own.addReceiver(channel, request));
  if (!known && (await insertReceiver(k, wanted))) return viewReceiver(wanted);
  const existing = (await findReceiver(k, _id)) ?? wanted;
  requireSame(existing);
  if (existing.status === 'ACTIVE') return viewReceiver(existing);
  await changeReceiver(k, existing, { status: 'ACTIVE', operator });
  return viewReceiver({ ...existing, status: 'ACTIVE' });
}

/** @throws PayError 40001 没有这个接收方 */
export async function requireReceiver(k: Kernel, receiver_no: string): Promise<ReceiverRecord> {
  const receiver = await findReceiver(k, receiver_no);
  if (!receiver) throw PayError.param([{ field: 'receiver_no', problem: `没有接收方 ${receiver_no}，请先添加` }]);
  return receiver;
}

/** removeSharingReceiver。@throws PayError 40001 没有这个接收方 · 结果不明（再来一次） */
export async function removeReceiver(k: Kernel, input: unknown, operator: string): Promise<SharingReceiverView> {
  const { receiver_no } = requireParams(receiverNumberSchema, input);
  const receiver = await requireReceiver(k, receiver_no);
  if (receiver.status === 'REMOVED') return viewReceiver(receiver);
  const { account } = openReceiver(k, receiver);
  await tell(k, receiver, (own, channel) => own.removeReceiver(channel, { type: receiver.type, account }));
  await changeReceiver(k, receiver, { status: 'REMOVED', operator });
  return viewReceiver({ ...receiver, status: 'REMOVED' });
}

export async function listReceivers(k: Kernel, input: unknown): Promise<{ readonly rows: readonly SharingReceiverView[] }> {
  const { provider, pid } = requireParams(listReceiversSchema, input);
  const where = { ...(provider === undefined ? {} : { provider }), ...(pid === undefined ? {} : { pid }) };
  return { rows: (await listReceiverRows(k, where, LISTED)).map(viewReceiver) };
}

/** 换密钥。@returns 换了没有；被别人抢先是 false @throws PayError CERTIFICATE 解不开 */
export async function resealReceiver(k: Kernel, keys: ReturnType<typeof requireCipher>, id: string): Promise<boolean> {
  const receiver = await findReceiver(k, id);
  if (!receiver) return false;
  return changeReceiver(k, receiver, sealReceiver(keys, id, openReceiver(k, receiver)));
}
