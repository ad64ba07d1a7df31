/**
 * 消息推送（docs/protocols/wxpay.md §13.2）：小程序后台配置的一个地址，收这个应用的全部事件；存地址时先用 GET 核对。
 * 投递、重发与记账用的是同一个通知器；明文模式不签正文，安全模式加密。
 */
import { randomBytes, randomInt } from 'node:crypto';
import type { Deliver, DeliveryAnswer, OutgoingRequest } from '../kit/delivery';
import type { NoticeOf } from '../kit/notice';
import type { Collection, LedgerStore } from '../kit/ledger-store';
import { SECOND } from '../kit/schedule';
import type { JsonObject, NotificationContent, NotificationVariant, PushEvent } from './model';
import type { WxpayApp } from './options';
import { encryptMessage, sha1Of } from './push-cipher';

export interface PushAddress {
  readonly url: string;
  readonly mode: 'plain' | 'compatible' | 'safe';
  readonly format: 'json' | 'xml';
}
export type PushNotice = NoticeOf<NotificationContent> & { readonly push: NonNullable<NotificationContent['push']> };

/** 造一个推送时改什么；签名照改过的来，除非 variant 说要伪造。 */
export interface PushOverrides {
  /** 哪一种事件的；缺省是最近的 */
  readonly event?: PushEvent;
  readonly variant?: NotificationVariant;
  readonly plaintext?: JsonObject;
}

/** 一般的事件：5 秒没有答复就再送，总共三次。 */
export const EVENT_RETRIES_MS: readonly number[] = [5 * SECOND, 5 * SECOND];
const STALE_BY_S = 600;
const FOREIGN_APPID = 'wx0000000000000000';

export const isPush = (notice: NoticeOf<NotificationContent>): notice is PushNotice => notice.push !== undefined;

/** xpay 的事件要 ErrCode 0、空正文或 success；别的要空正文或 success。 */
export function pushAcknowledged({ status, body }: DeliveryAnswer, eventType: string): boolean {
  const text = body.trim();
  if (status !== 200) return false;
  if (text === '' || text === 'success') return true;
  if (!eventType.startsWith('xpay_')) return false;
  try {
    return (JSON.parse(text) as { ErrCode?: unknown } | null)?.ErrCode === 0;
  } catch {
    return /<ErrCode>(?:<!\[CDATA\[)?0(?:\]\]>)?<\/ErrCode>/.test(text);
  }
}

const element = (name: string, value: unknown): string => {
  if (typeof value === 'object' && value !== null) return `<${name}>${elements(value as JsonObject)}</${name}>`;
  return typeof value === 'number' ? `<${name}>${value}</${name}>` : `<${name}><![CDATA[${String(value)}]]></${name}>`;
};
const elements = (fields: JsonObject): string =>
  Object.entries(fields)
    .map(([name, value]) => element(name, value))
    .join('');
const written = (fields: JsonObject, format: PushAddress['format']): string =>
  format === 'json' ? JSON.stringify(fields) : `<xml>${elements(fields)}</xml>`;

const withQuery = (url: string, query: Readonly<Record<string, string>>): string =>
  `${url}${url.includes('?') ? '&' : '?'}${new URLSearchParams(query).toString()}`;
const newNonce = (): string => String(randomInt(1e8, 1e9));

export class MessagePush {
  private readonly addresses: Collection<PushAddress>;

  constructor(
    store: LedgerStore,
    private readonly apps: ReadonlyMap<string, WxpayApp>,
    private readonly deliver: Deliver,
    private readonly now: () => number,
  ) {
    this.addresses = store.collection('push_addresses');
  }

  addressOf(appid: string): PushAddress | undefined {
    return this.addresses.get(appid);
  }

  /** 有没有哪个应用存了地址 */
  get configured(): boolean {
    return this.addresses.all().length > 0;
  }

  private secretsOf(appid: string): NonNullable<WxpayApp['push']> {
    const secrets = this.apps.get(appid)?.push;
    if (!secrets) throw new Error(`应用 ${appid} 没有消息推送的 Token 与 EncodingAESKey`);
    return secrets;
  }

  /** 在后台存一个地址：对方要照原样答回 echostr，否则不存。@returns 存了没有 */
  async configure(appid: string, address: PushAddress): Promise<boolean> {
    const { token } = this.secretsOf(appid);
    const timestamp = String(Math.floor(this.now() / 1000));
    const nonce = newNonce();
    const echostr = randomBytes(8).toString('hex');
    const url = withQuery(address.url, { signature: sha1Of(token, timestamp, nonce), echostr, timestamp, nonce });
    const answer = await this.deliver({ url, method: 'GET', headers: { 'User-Agent': 'Mozilla/4.0' }, body: '' }).catch(() => undefined);
    if (answer?.status !== 200 || answer.body !== echostr) return false;
    this.addresses.put(appid, address, null);
    return true;
  }

  /** 一次投递；地址在后台改了，重发就去新的地址。 */
  request(notice: PushNotice, now: number, variant: NotificationVariant = 'genuine'): OutgoingRequest {
    const { appid, openid } = notice.push;
    const { token, encodingAesKey, originalId } = this.secretsOf(appid);
    const { url, mode, format } = this.addressOf(appid) ?? { url: notice.url, mode: 'plain', format: 'json' };
    const timestamp = String(Math.floor(now / 1000) - (variant === 'stale' ? STALE_BY_S : 0));
    const nonce = newNonce();
    const key = variant === 'forged' ? 'someone-else' : token;
    const message = {
      ToUserName: originalId,
      FromUserName: openid,
      CreateTime: Math.floor(notice.createdAt / 1000),
      MsgType: 'event',
      Event: notice.eventType,
      ...notice.plaintext,
    };
    const signature = sha1Of(key, timestamp, nonce);
    const query: Record<string, string> = variant === 'signTest' ? { timestamp, nonce, openid } : { signature, timestamp, nonce, openid };
    const headers = {
      'Content-Type': format === 'json' ? 'application/json' : 'text/xml',
      'User-Agent': 'Mozilla/4.0',
    };
    if (mode === 'plain') return { url: withQuery(url, query), method: 'POST', headers, body: written(message, format) };
    const aesKey = variant === 'wrongApiKey' ? 'B'.repeat(43) : encodingAesKey;
    const sealed = encryptMessage(written(message, format), aesKey, variant === 'unknownSerial' ? FOREIGN_APPID : appid);
    const safe = { ...query, msg_signature: sha1Of(key, timestamp, nonce, sealed), encrypt_type: 'aes' };
    const Encrypt = variant === 'tampered' ? `${sealed.startsWith('A') ? 'B' : 'A'}${sealed.slice(1)}` : sealed;
    const body = mode === 'safe' ? { ToUserName: originalId, Encrypt } : { ...message, Encrypt };
    return { url: withQuery(url, safe), method: 'POST', headers, body: written(body, format) };
  }
}
