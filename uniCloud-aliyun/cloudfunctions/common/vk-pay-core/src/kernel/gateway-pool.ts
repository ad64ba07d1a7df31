/**
 * 到网关的连接池（设置 `gatewayPool`）：连接留着再用，省去每次的握手；同一个网关同时最多 `poolSize` 个请求，
 * 多的排队，等过 `acquireTimeout` 就放弃（请求没有发出去，什么也没有发生）；闲过 `idleTimeout` 的连接关掉。
 * 云函数答复之后会被冻结，定时器不走：所以不靠定时器回收，而是每次取连接时看一眼，最多每 `reapInterval` 看一次。
 */
import http from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';
import type { Clock } from './clock';
import { PayError } from './pay-error';

export interface PoolLimits {
  /** 同一个网关同时最多几个请求 */
  readonly poolSize: number;
  /** 排队最多等多久，毫秒 */
  readonly acquireTimeout: number;
  /** 连接最多闲多久，毫秒；要比网关自己的短 */
  readonly idleTimeout: number;
  /** 最多隔多久看一次有没有闲着的，毫秒 */
  readonly reapInterval: number;
}

/** 交给 urllib 的两个代理。 */
export interface Agents {
  readonly agent: http.Agent;
  readonly httpsAgent: https.Agent;
}

interface Lane {
  active: number;
  readonly waiting: (() => void)[];
}

export interface GatewayPool {
  /** @throws PayError BUSY（outcome 'none'）排队太久，请求没有发出去；其余是 work 自己的 */
  run<T>(url: string, work: (agents: Agents) => Promise<T>): Promise<T>;
  /** 闲着的连接有几个 */
  idle(): number;
}

const originOf = (url: string): string => /^https?:\/\/[^/?#]+/.exec(url)?.[0] ?? url;

export function createGatewayPool(clock: Pick<Clock, 'now' | 'alarm'>, limits: PoolLimits): GatewayPool {
  const { poolSize, acquireTimeout, idleTimeout, reapInterval } = limits;
  const options = { keepAlive: true, maxSockets: poolSize, maxFreeSockets: poolSize };
  const agents: Agents = { agent: new http.Agent(options), httpsAgent: new https.Agent(options) };
  const idleSince = new WeakMap<Socket, number>();
  const both = [agents.agent, agents.httpsAgent];
  for (const agent of both) agent.on('free', (socket: Socket) => idleSince.set(socket, clock.now()));
  const free = (): Socket[] => both.flatMap(({ freeSockets }) => Object.values(freeSockets).flatMap((sockets) => sockets ?? []));
  const lanes = new Map<string, Lane>();
  let reapedAt = clock.now();

  const reap = (): void => {
    const now = clock.now();
    // 时钟被拨回来时也看一眼
    if (now >= reapedAt && now - reapedAt < reapInterval) return;
    reapedAt = now;
    for (const socket of free()) if (now - (idleSince.get(socket) ?? -Infinity) >= idleTimeout) socket.destroy();
  };

  const acquire = async (lane: Lane): Promise<void> => {
    if (lane.active < poolSize) {
      lane.active += 1;
      return;
    }
    const expired = await new Promise<boolean>((resolve) => {
      const go = (): void => {
        hush();
        resolve(false);
      };
      const hush = clock.alarm(acquireTimeout, () => {
        lane.waiting.splice(lane.waiting.indexOf(go), 1);
        resolve(true);
      });
      lane.waiting.push(go);
    });
    if (expired) throw new PayError('BUSY', { detail: `到网关的连接都在用，等了 ${acquireTimeout} 毫秒` });
  };

  const release = (lane: Lane): void => {
    const next = lane.waiting.shift();
    if (next) next();
    else lane.active -= 1;
  };

  return {
    async run(url, work) {
      const origin = originOf(url);
      const lane = lanes.get(origin) ?? { active: 0, waiting: [] };
      lanes.set(origin, lane);
      await acquire(lane);
      try {
        reap();
        return await work(agents);
      } finally {
        release(lane);
      }
    },
    idle: () => free().length,
  };
}
