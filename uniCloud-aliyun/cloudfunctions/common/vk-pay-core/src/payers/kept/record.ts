/**
 * 记下来的付款人（payment_payers）：一个人在一个应用里一行。编号与会话密钥只加密存放（不变量 I12），
 * 密文绑定这一行，搬到别人名下就解不开；会话密钥每次登录换掉旧的。
 */
import { payersOf } from '../../../../../../../common/contract/channels';
import type { CipherKeys } from '../../config/encryption';
import { COLLECTIONS } from '../../kernel/collections';
import type { Account } from '../../providers/provider';
import type { PayerIdentity } from '../../providers/login';
import { decryptData, encryptData } from '../../security/cipher';
import { payerHash } from '../payer-hash';

export interface PayerRecord {
  /** `<渠道>:<应用>:<用户>` */
  readonly _id: string;
  /** 没有说是谁的是 `openid:<指纹>` */
  readonly user_id: string;
  readonly provider: Account['provider'];
  readonly appid: string;
  /** openid、unionid 的密文 */
  readonly identity: string;
  /** 会话密钥的密文；没有的不写 */
  readonly session?: string;
  /** 毫秒 */
  readonly create_date: number;
  readonly update_date: number;
}
type Whose = Pick<Account, 'provider' | 'appid'>;

/** 替别的渠道收的与它记在一行：同一个应用里是同一个人，会话密钥也只有一把有效。 */
export const payerId = ({ provider, appid }: Whose, user_id: string): string => `${payersOf(provider)}:${appid}:${user_id}`;

const place = (id: string, field: 'identity' | 'session') => ({ collection: COLLECTIONS.payers, id, field });

/** 商户的云函数登录时没有说是哪个用户：记在编号的指纹名下，拿着编号来的找得到，看这一行的人拼不回编号。 */
export const unnamedUser = (appid: string, openid: string): string => `openid:${payerHash(appid, openid)}`;

export function sealPayer(cipher: CipherKeys, whose: Whose, user_id: string, payer: PayerIdentity, now: number): PayerRecord {
  const _id = payerId(whose, user_id);
  const { session_key, ...identity } = payer;
  return {
    _id,
    user_id,
    provider: payersOf(whose.provider),
    appid: whose.appid,
    identity: encryptData(cipher, identity, place(_id, 'identity')),
    ...(session_key === undefined ? {} : { session: encryptData(cipher, session_key, place(_id, 'session')) }),
    create_date: now,
    update_date: now,
  };
}

/** @throws PayError CERTIFICATE 解不开：密钥换掉了，或被搬动过 */
export function openPayer(cipher: CipherKeys, { _id, identity }: Pick<PayerRecord, '_id' | 'identity'>): PayerIdentity {
  return decryptData(cipher, identity, place(_id, 'identity')) as PayerIdentity;
}

/** @returns 没有的 undefined @throws PayError CERTIFICATE 解不开 */
export function openSession(cipher: CipherKeys, { _id, session }: Pick<PayerRecord, '_id' | 'session'>): string | undefined {
  const opened = session === undefined ? undefined : decryptData(cipher, session, place(_id, 'session'));
  return typeof opened === 'string' && opened !== '' ? opened : undefined;
}
