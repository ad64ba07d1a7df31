/** 三家群机器人各自怎样认签名、怎样答（docs/protocols/robots.md）。与云函数的代码没有一行共用。 */
import { createHmac, timingSafeEqual } from 'node:crypto';

export const ROBOT_NAMES = ['wecom', 'dingtalk', 'feishu'] as const;
export type RobotName = (typeof ROBOT_NAMES)[number];
export const ROBOT_TITLES: Readonly<Record<RobotName, string>> = { wecom: '企业微信', dingtalk: '钉钉', feishu: '飞书' };

export interface RobotKeys {
  readonly token: string;
  /** 加签的密钥；企业微信没有 */
  readonly secret?: string;
}

/** 收下的一条。 */
export interface RobotMessage {
  readonly at: number;
  readonly robot: RobotName;
  readonly text: string;
}

/** 收到的一次请求。 */
export interface Received {
  readonly token: string;
  readonly query: Readonly<Record<string, string>>;
  readonly body: string;
  readonly contentType: string;
}

/** 答复：HTTP 总是 200。 */
export type Answer = Readonly<Record<string, unknown>>;
export type Verdict = { readonly refused: Answer } | { readonly text: string };

const HOUR_MS = 3_600_000;
const sign = (key: string, text: string): string => createHmac('sha256', key).update(text).digest('base64');
const same = (a: string, b: string): boolean => a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
const fresh = (at: number, now: number): boolean => Number.isFinite(at) && Math.abs(now - at) <= HOUR_MS;

function parse(body: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
const textIn = (value: unknown, name: string): string | undefined => {
  const text = (value as Record<string, unknown> | undefined)?.[name];
  return typeof text === 'string' && text !== '' ? text : undefined;
};

export interface Robot {
  /** 每分钟最多几条 */
  readonly perMinute: number;
  readonly ok: Answer;
  readonly tooFast: Answer;
  judge(keys: RobotKeys, received: Received, now: number): Verdict;
}

const err = (errcode: number, errmsg: string): Answer => ({ errcode, errmsg });
const code = (number: number, msg: string): Answer => ({ code: number, msg, data: {} });

const WECOM_MAX_BYTES = 2048;
const FEISHU_MAX_BYTES = 20 * 1024;

export const ROBOTS: Readonly<Record<RobotName, Robot>> = {
  wecom: {
    perMinute: 20,
    ok: err(0, 'ok'),
    tooFast: err(45009, 'api freq out of limit'),
    judge(keys, { token, body }) {
      if (token !== keys.token) return { refused: err(93000, 'invalid webhook url, hint: [simulator], from ip: 127.0.0.1') };
      const message = parse(body);
      if (message?.['msgtype'] !== 'text') return { refused: err(40008, 'invalid message type') };
      const text = textIn(message['text'], 'content');
      if (text === undefined || Buffer.byteLength(text) > WECOM_MAX_BYTES) return { refused: err(40058, 'invalid Request Parameter') };
      return { text };
    },
  },
  dingtalk: {
    perMinute: 20,
    ok: err(0, 'ok'),
    tooFast: err(130101, 'send too fast, exceed 20 times per minute'),
    judge({ token, secret }, received, now) {
      if (received.token !== token) return { refused: err(300001, 'token is not exist') };
      if (secret !== undefined) {
        const { timestamp = '', sign: given = '' } = received.query;
        if (!fresh(Number(timestamp), now)) return { refused: err(310000, 'invalid timestamp') };
        if (!same(given, sign(secret, `${timestamp}\n${secret}`))) return { refused: err(310000, 'sign not match') };
      }
      const message = parse(received.body);
      const text = message?.['msgtype'] === 'text' ? textIn(message['text'], 'content') : undefined;
      return text === undefined ? { refused: err(400101, 'param error') } : { text };
    },
  },
  feishu: {
    perMinute: 100,
    ok: { code: 0, msg: 'success', data: {}, StatusCode: 0, StatusMessage: 'success' },
    tooFast: code(11232, 'frequency limited psm'),
    judge({ token, secret }, received, now) {
      if (received.token !== token) return { refused: code(19001, 'param invalid: incoming webhook access token invalid') };
      if (Buffer.byteLength(received.body) > FEISHU_MAX_BYTES) return { refused: code(9499, 'Bad Request') };
      const message = parse(received.body);
      if (!message) return { refused: code(9499, 'Bad Request') };
      if (secret !== undefined) {
        const timestamp = String(message['timestamp'] ?? '');
        const expected = sign(`${timestamp}\n${secret}`, '');
        if (!fresh(Number(timestamp) * 1000, now) || !same(String(message['sign'] ?? ''), expected))
          return { refused: code(19021, 'sign match fail or timestamp is not within one hour from current time') };
      }
      if (message['msg_type'] === undefined) return { refused: code(19002, 'params error, msg_type need') };
      const text = message['msg_type'] === 'text' ? textIn(message['content'], 'text') : undefined;
      return text === undefined ? { refused: code(9499, 'Bad Request') } : { text };
    },
  },
};
