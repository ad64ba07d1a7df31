/**
 * 群机器人与 webhook：各家的正文、签名、怎样算送到（docs/protocols/robots.md）。HTTP 总是 200，成败在正文的码里。
 */
import { createHmac } from 'node:crypto';
import { signedHeaders } from '../events/sign';
import { cleanText } from '../journal/redact';
import type { RobotChannel } from './settings';

/** 企业微信的 text 至多 2048 字节，三家里最短；一律按它截。 */
const MAX_BYTES = 2000;

export interface Notice {
  readonly title: string;
  readonly text: string;
  readonly level: string;
}
export interface Prepared {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** 按 UTF-8 字节截断，不切开一个字。 */
function clip(text: string): string {
  const bytes = Buffer.from(text, 'utf8');
  if (bytes.length <= MAX_BYTES) return text;
  return `${bytes
    .subarray(0, MAX_BYTES - 4)
    .toString('utf8')
    .replace(/\ufffd+$/, '')}…`;
}

const hmac = (key: string, text: string): string => createHmac('sha256', key).update(text, 'utf8').digest('base64');

interface Robot {
  prepare(channel: RobotChannel, notice: Notice, now: number): Omit<Prepared, 'headers'> & { readonly headers?: Prepared['headers'] };
  /** 没有送到的原因；送到了为 undefined */
  problem(status: number, body: string): string | undefined;
}

const plain = ({ title, text }: Notice): string => clip(`${title}\n${text}`);

/** 正文里的码；不是 JSON 的也是没有送到。 */
function codeIn(body: string, names: readonly string[], messages: readonly string[]): string | undefined {
  try {
    const answer = JSON.parse(body) as Record<string, unknown> | null;
    const code = names.map((name) => answer?.[name]).find((value) => value !== undefined);
    if (code === 0) return undefined;
    const why = messages.map((name) => answer?.[name]).find((value) => typeof value === 'string');
    return cleanText(`${String(code)} ${typeof why === 'string' ? why : ''}`.trim(), 120);
  } catch {
    return '答复不是 JSON';
  }
}

const ROBOTS: Readonly<Record<RobotChannel['type'], Robot>> = {
  wecom: {
    prepare: ({ url }, notice) => ({ url, body: JSON.stringify({ msgtype: 'text', text: { content: plain(notice) } }) }),
    problem: (_status, body) => codeIn(body, ['errcode'], ['errmsg']),
  },
  dingtalk: {
    prepare({ url, secret }, notice, now) {
      const signed = new URL(url);
      if (secret !== undefined) {
        signed.searchParams.set('timestamp', String(now));
        signed.searchParams.set('sign', hmac(secret, `${now}\n${secret}`));
      }
      return { url: signed.href, body: JSON.stringify({ msgtype: 'text', text: { content: plain(notice) } }) };
    },
    problem: (_status, body) => codeIn(body, ['errcode'], ['errmsg']),
  },
  feishu: {
    prepare({ url, secret }, notice, now) {
      // 与钉钉相反：秒，而且密钥与正文换了位置（正文是空的）。
      const timestamp = String(Math.floor(now / 1000));
      const sign = secret === undefined ? {} : { timestamp, sign: hmac(`${timestamp}\n${secret}`, '') };
      return { url, body: JSON.stringify({ ...sign, msg_type: 'text', content: { text: plain(notice) } }) };
    },
    problem: (_status, body) => codeIn(body, ['code', 'StatusCode'], ['msg', 'StatusMessage']),
  },
  webhook: {
    prepare({ url, secret, name }, { title, text, level }, now) {
      const body = JSON.stringify({ title, message: text, level, at: now });
      return { url, body, ...(secret === undefined ? {} : { headers: signedHeaders(secret, `alert-${name}-${now}`, body, now) }) };
    },
    problem: (status) => (status >= 200 && status < 300 ? undefined : `HTTP ${status}`),
  },
};

export function prepare(channel: RobotChannel, notice: Notice, now: number): Prepared {
  const { url, body, headers = {} } = ROBOTS[channel.type].prepare(channel, notice, now);
  return { url, body, headers: { 'content-type': 'application/json; charset=utf-8', ...headers } };
}

export const problemOf = (channel: RobotChannel, status: number, body: string): string | undefined =>
  ROBOTS[channel.type].problem(status, body);
