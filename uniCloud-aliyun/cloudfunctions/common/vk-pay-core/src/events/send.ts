/**
 * 把一件事告诉商户的地址：一次 POST，只看状态码。每次连接都重新解析、逐个核对地址（解析一次再连就会被换掉），
 * 不跟跳转、不复用连接、不读正文，全程限时。
 */
import { request as plain } from 'node:http';
import { request as secure } from 'node:https';
import { publicLookup, requirePublicHost } from '../kernel/outbound';

const TIMEOUT_MS = 10_000;

export interface Delivery {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** 开发时允许本机与内网 */
  readonly allowLocal: boolean;
}

/**
 * @returns 状态码
 * @throws Error 连不上、超时、地址不许去
 */
export async function send({ url, headers, body, allowLocal }: Delivery): Promise<number> {
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
      clearTimeout(alarm);
      done(response.statusCode ?? 0);
      response.on('error', () => undefined);
      response.destroy();
    });
    sent.on('error', (error) => {
      clearTimeout(alarm);
      fail(error);
    });
    sent.end(body);
  });
}
