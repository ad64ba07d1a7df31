/** 接收方（`payment_sharing_receivers`，`_id` 是商户起的名字）：账号与姓名只加密存放（不变量 I12），分账单里只写名字。 */
import { createHash } from 'node:crypto';
import type { Platform, ProviderName } from '../../../../../../../common/contract/channels';
import type { ReceiverType } from '../../../../../../../common/contract/sharing/params';
import type { CipherKeys } from '../../config/encryption';
import { isDuplicateKey } from '../../kernel/duplicate-key';
import type { Kernel, ReceivingKernel } from '../../kernel/kernel';
import { PayError } from '../../kernel/pay-error';
import type { Document } from '../../kernel/vk';
import type { SharingParty } from '../../providers/sharing';
import { decryptData, encryptData } from '../../security/cipher';
import { SHARING_COLLECTIONS } from '../collections';

const dbName = SHARING_COLLECTIONS.receivers;

export interface ReceiverRecord {
  readonly _id: string;
  readonly provider: ProviderName;
  readonly platform: Platform;
  readonly pid: string;
  readonly mchid: string;
  readonly appid: string;
  readonly type: ReceiverType;
  /** 账号与姓名（加密） */
  readonly sealed: string;
  readonly sealed_with: string;
  /** 内容的指纹：认出「同名却换了人」 */
  readonly content_hash: string;
  /** 给员工看的：商户号是全的，个人的只有尾号 */
  readonly account_hint: string;
  readonly title: string;
  readonly relation_type?: string;
  readonly status: 'ACTIVE' | 'REMOVED';
  readonly operator: string;
  readonly create_date: number;
  readonly update_date: number;
}

/** 加密存放的那一半。 */
export interface ReceiverSecret {
  readonly account: string;
  readonly name?: string;
}

/** @throws PayError PERMISSION 没有配置加密：接收方的账号没有地方放 */
export function requireCipher(k: Pick<Kernel, 'config'>): CipherKeys {
  if (!k.config.cipher) throw new PayError('PERMISSION', { msg: '分账要先配置 encryption：接收方的账号必须加密存放' });
  return k.config.cipher;
}

const place = (id: string) => ({ collection: dbName, id, field: 'sealed' });
export const sealReceiver = (keys: CipherKeys, id: string, secret: ReceiverSecret): Pick<ReceiverRecord, 'sealed' | 'sealed_with'> => ({
  sealed: encryptData(keys, secret, place(id)),
  sealed_with: keys.current,
});
/** @throws PayError CERTIFICATE 解不开 */
export const openReceiver = (k: ReceivingKernel, { _id, sealed }: Pick<ReceiverRecord, '_id' | 'sealed'>): ReceiverSecret =>
  decryptData(k.config.cipher, sealed, place(_id)) as ReceiverSecret;
export const partyOf = (k: ReceivingKernel, receiver: ReceiverRecord): SharingParty => ({
  type: receiver.type,
  account: openReceiver(k, receiver).account,
});

/** 加入名字，不能跨接收方关联。 */
export const contentHash = (id: string, parts: readonly (string | undefined)[]): string =>
  createHash('sha256')
    .update([id, ...parts.map((part) => part ?? '')].join('\n'))
    .digest('base64url')
    .slice(0, 22);

function readReceiver(document: Document): ReceiverRecord {
  const sound = ['_id', 'provider', 'mchid', 'appid', 'type', 'sealed', 'content_hash', 'status'].every(
    (key) => typeof document[key] === 'string',
  );
  if (!sound) throw new Error(`接收方数据不完整：${String(document['_id'])}`);
  return document as unknown as ReceiverRecord;
}

export async function findReceiver(k: ReceivingKernel, id: string): Promise<ReceiverRecord | undefined> {
  const row = await k.vk.baseDao.findById({ dbName, id });
  return row ? readReceiver(row) : undefined;
}

/** 新的一行；名字已经有了返回 false。 */
export async function insertReceiver(k: ReceivingKernel, receiver: ReceiverRecord): Promise<boolean> {
  try {
    await k.vk.baseDao.add({ dbName, dataJson: { ...receiver }, cancelAddTime: true });
    return true;
  } catch (error) {
    if (isDuplicateKey(error)) return false;
    throw error;
  }
}

/** 封着它的还是原来那样才写。@returns 写上了没有 */
export async function changeReceiver(
  k: ReceivingKernel,
  { _id, sealed }: ReceiverRecord,
  change: Partial<Pick<ReceiverRecord, 'status' | 'operator' | 'sealed' | 'sealed_with'>>,
): Promise<boolean> {
  const dataJson = { ...change, update_date: k.now() };
  return Boolean(await k.vk.baseDao.updateAndReturn({ dbName, whereJson: { _id, sealed }, dataJson }));
}

export async function listReceiverRows(k: ReceivingKernel, whereJson: Document, limit: number): Promise<readonly ReceiverRecord[]> {
  const { rows } = await k.vk.baseDao.select({
    dbName,
    whereJson,
    sortArr: [{ name: 'create_date', type: 'desc' }],
    pageIndex: 1,
    pageSize: limit,
    getCount: false,
  });
  return rows.map(readReceiver);
}
