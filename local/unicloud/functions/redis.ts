/**
 * 云函数里的 `uniCloud.redis()`（docs/protocols/unicloud.md §1.4）：方法与参数照 Redis 的命令。
 * 一个函数实例一条连接，第一次用到才连；quit() 之后再取就是新的一条。空间没有开通时调用它就抛出。
 */
import Redis from 'ioredis';
import { PlatformError } from '../platform-error';
import type { PortOwner } from '../port';

export interface RedisSpace {
  /** 没有就是空间没有开通 */
  readonly url?: string;
  /** 这个空间的键都带着它：几个空间可以共用一个 Redis */
  readonly prefix?: string;
}

const CONNECT_MS = 2000;

export class InstanceRedis {
  private client: Redis | undefined;
  private shown: object | undefined;

  constructor(
    private readonly space: RedisSpace,
    private readonly owner: PortOwner,
  ) {}

  /** @throws PlatformError 空间没有开通 */
  open(): object {
    const { url, prefix = '' } = this.space;
    if (url === undefined) throw new PlatformError('RedisNotOpened', '当前服务空间没有开通 Redis');
    if (this.client && this.shown && this.client.status !== 'end') return this.shown;
    const client = new Redis(url, {
      lazyConnect: true,
      keyPrefix: prefix,
      connectTimeout: CONNECT_MS,
      disconnectTimeout: 100,
      maxRetriesPerRequest: 0,
      retryStrategy: (times) => Math.min(times * 100, 2000),
    });
    // 连不上由每一条命令自己说；没有人听的 error 会让进程退出
    client.on('error', () => undefined);
    this.client = client;
    this.shown = this.guarded(client);
    return this.shown;
  }

  /** 实例没了，连接也就没了。 */
  close(): void {
    this.client?.disconnect();
    this.client = undefined;
  }

  /** 每条命令都算这个实例正在做的事：返回之后还没做完的要说出来。 */
  private guarded(client: Redis): object {
    const { owner } = this;
    return new Proxy(client, {
      get(target, name): unknown {
        const value: unknown = Reflect.get(target, name, target);
        if (typeof value !== 'function' || typeof name !== 'string') return value;
        return (...given: unknown[]): unknown => {
          const answer: unknown = Reflect.apply(value, target, given);
          return answer instanceof Promise ? owner.guard(`Redis ${name}`, () => answer) : answer;
        };
      },
    });
  }
}
