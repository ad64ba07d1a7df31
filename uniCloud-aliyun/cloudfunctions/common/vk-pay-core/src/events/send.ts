/**
 * 把一件事告诉商户的地址：一次 POST，只看状态码。每次连接都重新解析、逐个核对地址（解析一次再连就会被换掉），
 * 不跟跳转、不复用连接，全程限时；正文只在要看时读，至多 64 KiB。
 */
import { request as plain } from 'node:http';
import { request as secure } from 'node:https';
import { publicLookup, requirePublicHost } from '../kernel/public-lookup';

const TIMEOUT_MS = 10_000;

export interface Delivery {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** 开发时允许本机与内网 */
  readonly allowLocal: boolean;
}

const MAX_ANSWER_BYTES = 64 * 1024;

/**
 * 不看正文。
 * @returns 状态码
 * @throws Error 连不上、超时、地址不许去
 */
export const send = async (delivery: Delivery): Promise<number> => (await exchange(delivery, 0)).status;

/**
 * @param most 最多读这么多字节的正文；再多就断开
 * @throws Error 连不上、超时、地址不许去、正文太长
 */
export async function exchange(
  { url, headers, body, allowLocal }: Delivery,
  most = MAX_ANSWER_BYTES,
): Promise<{ readonly status: number; readonly body: string }> {
  const target = new URL(url);
  if (!allowLocal) requirePublicHost(url);
  const request = target.protocol === 'https:' ? secure : plain;
  return new Promise((done, fail) => {
    const sent = request(target, {
      method: 'POST',
      headers: { ...headers, 'content-length': Buffer.byteLength(body) },
      agent: false,
      ...(allowLocal ? {} : { lookup: publicLookup }),
    });
    const alarm = setTimeout(() => sent.destroy(new Error('超时')), TIMEOUT_MS);
    sent.on('response', (response) => {
      const status = response.statusCode ?? 0;
      const finish = (text: string): void => {
        clearTimeout(alarm);
        done({ status, body: text });
      };
      if (most === 0) {
        finish('');
        response.on('error', () => undefined);
        response.destroy();
        return;
      }
      const chunks: Buffer[] = [];
      let size = 0;
      response.on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size > most) sent.destroy(new Error('答复太长'));
        else chunks.push(chunk);
      });
      response.on('end', () => finish(Buffer.concat(chunks).toString('utf8')));
      response.on('error', (error) => {
        clearTimeout(alarm);
        fail(error);
      });
    });
    sent.on('error', (error) => {
      clearTimeout(alarm);
      fail(error);
    });
    sent.end(body);
  });
}
