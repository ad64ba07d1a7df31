/**
 * 邮件渠道的两头。送的一头（这里的 tellByMail）只说送哪个渠道、说什么；密码从不在云函数之间走，由 pay-mailer 自己读配置。
 * 收的一头核对来源与内容：只认别的云函数；标题里不许有换行（那会变成邮件头）。失败策略：核对不过的不送（fail closed）。
 */
import { cleanText } from '../journal/redact';
import { publicAddressOf } from '../kernel/public-lookup';
import type { Kernel } from '../kernel/kernel';
import type { CloudContext } from '../kernel/vk';
import type { Notice } from './robots';
import { alertSettings, type Channel, type EmailChannel } from './settings';

declare const uniCloud: { callFunction(options: { name: string; data: object }): Promise<{ readonly result?: unknown }> };

const MAILER = 'pay-mailer';
const MAX_TITLE = 100;
const MAX_TEXT = 8000;

export interface MailServer {
  /** 连这个地址，已经核对过 */
  readonly address: string;
  /** 证书里的名字 */
  readonly host: string;
  readonly port: number;
  /** 一连上就是 TLS；否则先升级（STARTTLS） */
  readonly secure: boolean;
  /** 可以不加密：只有开发时、连本机 */
  readonly plain: boolean;
  readonly user?: string;
  readonly pass?: string;
}
export interface Mail {
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: string;
  /** 纯文字 */
  readonly text: string;
}

/** @returns 没有送到的原因 */
export async function tellByMail({ name }: EmailChannel, { title, text }: Notice): Promise<string | undefined> {
  const { result } = await uniCloud.callFunction({ name: MAILER, data: { channel: name, title, text } });
  const { code, problem } = (result ?? {}) as { readonly code?: unknown; readonly problem?: unknown };
  if (code === 0) return undefined;
  return cleanText(typeof problem === 'string' ? problem : `${MAILER} 答 ${String(code)}`, 120);
}

/** 只认别的云函数：前端、URL、定时器都不行。 */
export const mayMail = ({ SOURCE }: CloudContext): boolean => SOURCE === 'function';

interface Wish {
  readonly channel: string;
  readonly title: string;
  readonly text: string;
}
/** 不像样的为 undefined。 */
function readWish(event: unknown): Wish | undefined {
  const { channel, title, text } = (typeof event === 'object' && event !== null ? event : {}) as Partial<Record<keyof Wish, unknown>>;
  const line = (value: unknown, max: number): value is string => typeof value === 'string' && value !== '' && value.length <= max;
  // eslint-disable-next-line no-control-regex -- 找的就是控制字符
  const oneLine = (value: unknown, max: number): value is string => line(value, max) && !/[\u0000-\u001f\u007f\u2028\u2029]/.test(value);
  return oneLine(channel, 30) && oneLine(title, MAX_TITLE) && line(text, MAX_TEXT) ? { channel, title, text } : undefined;
}

const isEmail = (channel: Channel | undefined): channel is EmailChannel => channel?.type === 'email';

/**
 * 送一封。
 * @param send 经 SMTP 送出去；送不到就抛出
 * @returns 没有送到的原因
 */
export async function mailOut(
  k: Kernel,
  event: unknown,
  send: (server: MailServer, mail: Mail) => Promise<void>,
): Promise<string | undefined> {
  const wish = readWish(event);
  if (!wish) return '要送的内容不像样';
  const settings = alertSettings(k);
  const channel = settings?.channels.find(({ name }) => name === wish.channel);
  if (!settings || !isEmail(channel)) return `没有邮件渠道 ${wish.channel}`;
  const { host, port, secure, user, pass } = channel.smtp;
  const { allowLocal } = settings;
  try {
    const address = allowLocal ? host : await publicAddressOf(host);
    const plain = allowLocal && k.config.settings.environment === 'development';
    const who = user === undefined ? {} : { user, pass: pass ?? '' };
    await send(
      { address, host, port, secure, plain, ...who },
      { from: channel.from, to: channel.to, subject: wish.title, text: wish.text },
    );
    return undefined;
  } catch (error) {
    return cleanText(error instanceof Error ? error.message : String(error), 120);
  }
}
