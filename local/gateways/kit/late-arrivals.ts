/**
 * 还在路上的请求：商户那边连接早已断开，过一会儿才到，照常生效，没有人听得到答复。
 * 到期的由 deliverDue 落地；重启之后没有了，如同一直没有到。
 */

export interface LateArrivals {
  /** @param ms 过多久到，毫秒（网关时钟） */
  send(ms: number, land: () => void): void;
  nextAt(): number | undefined;
  /** 到期的依次落地。 */
  landDue(): void;
}

interface Underway {
  readonly at: number;
  readonly land: () => void;
}

export function createLateArrivals(now: () => number): LateArrivals {
  let underway: readonly Underway[] = [];
  return {
    send(ms, land) {
      underway = [...underway, { at: now() + ms, land }];
    },
    nextAt: () => (underway.length === 0 ? undefined : Math.min(...underway.map(({ at }) => at))),
    landDue() {
      const due = underway.filter(({ at }) => at <= now()).sort((a, b) => a.at - b.at);
      underway = underway.filter(({ at }) => at > now());
      for (const { land } of due) land();
    },
  };
}
