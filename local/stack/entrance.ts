/** 一个端口后面的全部：先看是谁、正文有多大，再交给网关、云函数、开发者的首页、站点。 */
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { PROVIDER_TITLES, PROVIDERS, type ProviderName } from '../../common/contract/channels';
import type { LocalRuntime } from '../unicloud';
import { mountHome } from './home';
import type { Feed } from './home/feed';
import { Recorder, type Classify } from './home/recorder';
import type { Robots } from '../robots';
import { serveSite } from './site';
import { requireOwnHost, requireOwnPage } from './visitors';

export interface EntranceParts {
  /** 渠道 → 它的网关；住在别家里的不另写 */
  readonly gateways: Readonly<Record<string, { readonly app: Hono }>>;
  /** 模拟的群机器人 */
  readonly robots: Pick<Robots, 'app'>;
  readonly runtime: LocalRuntime;
  /** H5 站点目录 */
  readonly siteDir: string | undefined;
  /** 开发者的首页；没有就不记往来 */
  readonly home: { readonly feed: Feed; readonly now: () => number } | undefined;
}

/** 请求正文的上限，字节；收到这么多就不再收 */
const BODY_LIMIT_BYTES = 6 * 1024 * 1024;

const isUnder = (path: string, prefix: string): boolean => path === prefix || path.startsWith(`${prefix}/`);

/** 网关对商户开放的接口（不含模拟器自己的页面）写成能比的样子：`/v3/refunds/:no` → 正则。 */
function apiPatterns(app: Hono): RegExp[] {
  const paths = new Set(app.routes.map(({ path }) => path).filter((path) => !path.startsWith('/simulator') && !path.includes('*')));
  return [...paths].map((path) => new RegExp(`^${path.replace(/[.+?^$()[\]\\]/g, '\\$&').replace(/:\w+(?:\{[^}]*\})?/g, '[^/]+')}$`));
}

/** 哪些请求是系统里的一次来回，谁给谁的。 */
function classifier({ gateways, runtime }: EntranceParts, functionUrls: readonly string[]): Classify {
  const apis = Object.entries(gateways).map(([name, { app }]) => ({
    title: `${PROVIDER_TITLES[name as ProviderName]}网关`,
    name,
    patterns: apiPatterns(app),
  }));
  const functionAt = (path: string): string | undefined =>
    runtime.functions.find((one) => one.path !== undefined && isUnder(path, one.path))?.name;
  return (method, path) => {
    if (path === '/client') return method === 'POST' ? { from: '前端', to: '云函数' } : undefined;
    if (functionUrls.some((url) => isUnder(path, url))) {
      const sender = apis.find(({ name }) => path.split('/').includes(name))?.title ?? '外面';
      return { from: sender, to: functionAt(path) ?? '云函数' };
    }
    const api = apis.find(({ patterns }) => patterns.some((pattern) => pattern.test(path)));
    return api && { from: '云函数', to: api.title };
  };
}

export function buildEntrance(parts: EntranceParts): Hono {
  const { gateways, robots, runtime, siteDir, home } = parts;
  const functionUrls = runtime.functions.flatMap(({ path }) => path ?? []);
  const root = new Hono();
  root.use(
    '*',
    requireOwnHost((path) => functionUrls.some((url) => isUnder(path, url))),
  );
  root.use('/simulator/*', requireOwnPage);
  root.use('*', bodyLimit({ maxSize: BODY_LIMIT_BYTES, onError: (c) => c.json({ code: 'tooLarge', message: '请求超过 6 MB' }, 413) }));
  if (home) {
    const recorder = new Recorder(classifier(parts, functionUrls), home.now);
    root.use('*', recorder.middleware);
    mountHome(root, {
      about: {
        // 与清单同样的先后，首页与收银台一致
        gateways: PROVIDERS.filter((name) => Object.hasOwn(gateways, name)).map((name) => ({
          name,
          title: PROVIDER_TITLES[name],
          base: `/simulator/${name}`,
        })),
        timers: runtime.functions.filter(({ cron }) => cron !== undefined).map(({ name }) => name),
        site: siteDir !== undefined,
      },
      feed: home.feed,
      recorder,
      runTimer: (name) => runtime.runTimer(name),
    });
    // 没有站点时，首页就是首页。
    if (siteDir === undefined) root.get('/', (c) => c.redirect('/simulator/'));
  }
  for (const { app } of [...Object.values(gateways), robots]) root.route('/', app);
  root.route('/', runtime.app);
  if (siteDir !== undefined) root.use('*', serveSite(siteDir));
  root.onError((error, c) => {
    // 对方没发完就断开，没有人在等答复。
    if (c.req.raw.signal.aborted) return c.body(null, 400);
    console.error(error);
    return c.json({ code: 'internal', message: '本地系统内部错误，详情见终端' }, 500);
  });
  return root;
}
