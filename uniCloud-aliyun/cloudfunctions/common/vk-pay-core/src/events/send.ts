/**
 * 把一件事告诉商户的地址：一次 POST，只看状态码。每次连接都重新解析、逐个核对地址（解析一次再连就会被换掉），
 * 不跟跳转、不复用连接、不读正文，全程限时。
 */
import { lookup as resolve, type LookupAddress } from 'node:dns';
import { request as plain } from 'node:http';
import { request as secure } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { isPublicAddress } from './address';

const TIMEOUT_MS = 10_000;

export interface Delivery {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** 开发时允许本机与内网 */
  readonly allowLocal: boolean;
}

const REFUSED = '地址不是公网的，不去';

/** 解析出来的每一个地址都要是公网的；有一个不是就整个不去。 */
const publicLookup: LookupFunction = (hostname, options, done) => {
  resolve(hostname, { ...options, all: true }, (error: Error | null, found: LookupAddress[]) => {
    if (error) return done(error, '');
    const [first] = found;
    if (!first || !found.every(({ address }) => isPublicAddress(address))) return done(new Error(REFUSED), '');
    return options.all ? done(null, found) : done(null, first.address, first.family);
  });
};

/**
 * @returns 状态码
 * @throws Error 连不上、超时、地址不许去
 */
export function send({ url, headers, body, allowLocal }: Delivery): Promise<number> {
  const target = new URL(url);
  const host = target.hostname.replace(/^\[|\]$/g, '');
  if (!allowLocal && isIP(host) !== 0 && !isPublicAddress(host)) return Promise.reject(new Error(REFUSED));
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
