/**
 * 供应商：有外部效果的处理找的那个「别人」。它记下每一次开工与完工，
 * 发现同一件事有两个人同时在办就记一笔——承诺是「只有持有者倒下，别人才能重来」。
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** 一个持有者最多活这么久：最长的云函数超时（monitor，120 秒）。这之前就有第二个人开工，就是同时在办。 */
const LONGEST_LIFE_MS = 120_000;

export interface Run {
  readonly key: string;
  readonly begunAt: number;
  endedAt?: number;
}

export interface Supplier {
  readonly url: string;
  /** 换一个世界：账清空，时间从此看 clock */
  open(clock: () => number): void;
  runs(key?: string): readonly Run[];
  /** 同时办了同一件事的，各一句话 */
  readonly overlaps: readonly string[];
  /** 接下来的几次开工都不受理 */
  refuse(times: number): void;
  /** 从现在起，开工的都等着，直到 release */
  hold(): void;
  release(): void;
  /** 停在那里等着的有几个 */
  readonly waiting: number;
  close(): Promise<void>;
}

export async function openSupplier(): Promise<Supplier> {
  let clock: () => number = Date.now;
  let runs: Run[] = [];
  let overlaps: string[] = [];
  let refusals = 0;
  let waiting = 0;
  let gate: { readonly opened: Promise<void>; open(): void } | undefined;

  const begin = (key: string): void => {
    const before = runs.findLast((run) => run.key === key);
    if (before && before.endedAt === undefined && clock() - before.begunAt < LONGEST_LIFE_MS)
      overlaps.push(`${key} 在 ${clock() - before.begunAt} 毫秒之内有两个人同时在办`);
    runs.push({ key, begunAt: clock() });
  };
  const end = (key: string): void => {
    const open = runs.findLast((run) => run.key === key && run.endedAt === undefined);
    if (open) open.endedAt = clock();
  };

  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://supplier');
    const key = searchParams.get('key') ?? '';
    const answer = (status: number): void => void response.writeHead(status).end('ok');
    if (pathname === '/end') {
      end(key);
      answer(200);
    } else if (refusals > 0) {
      refusals -= 1;
      answer(503);
    } else {
      begin(key);
      waiting += 1;
      void (gate?.opened ?? Promise.resolve()).then(() => {
        waiting -= 1;
        answer(200);
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  server.unref();
  const release = (): void => {
    gate?.open();
    gate = undefined;
  };
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    open(next) {
      release();
      [clock, runs, overlaps, refusals] = [next, [], [], 0];
    },
    runs: (key) => runs.filter((run) => key === undefined || run.key === key),
    get overlaps() {
      return overlaps;
    },
    refuse: (times) => void (refusals = times),
    hold() {
      let open: () => void = () => undefined;
      const opened = new Promise<void>((resolve) => {
        open = resolve;
      });
      gate = { opened, open };
    },
    release,
    get waiting() {
      return waiting;
    },
    close: () =>
      new Promise((resolve) => {
        release();
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
