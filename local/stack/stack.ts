/**
 * 整套系统：云函数运行时 + 支付网关模拟器 + H5 站点，一个进程、一个端口。
 * `npm start`、`npm run demo` 与流程测试用的是同一份代码。
 */
import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { SIMULATORS } from '../gateways';
import type { Deliver } from '../gateways/kit/delivery';
import type { AnySimulator, StandingGateway } from '../gateways/kit/simulator';
import { loadDevelopmentKeys, type DevelopmentKeys } from '../keys';
import { openMailbox, type Mailbox } from '../mail';
import { openRobots, robotChannels, type Robots } from '../robots';
import { createRuntime, type LocalRuntime, type RuntimeOptions } from '../unicloud';
import { claimPlace, type Place } from './claim';
import { writeConfigCenter } from './config-center';
import { buildEntrance } from './entrance';
import { Feed } from './home/feed';
import { CLIENT_SECRET, SPACE_ID } from './space';
import type { StackEvent } from './stack-event';

type Simulators = typeof SIMULATORS;
type SimulatorName = keyof Simulators & string;
/** 每家一个打开了的网关，名字就是渠道的名字。 */
export type Gateways = { readonly [Name in SimulatorName]: ReturnType<Simulators[Name]['open']> };
/** `wxpayKeyMode`、`alipayKeyMode`……：密钥模式，缺省是那一家的第一个。 */
type KeyModes = { readonly [Name in SimulatorName as `${Name}KeyMode`]?: Simulators[Name]['keyModes'][number] };
/** `wxpay`、`alipay`……：那一家模拟网关的其余选项，如退款间隔。 */
type Extras = { readonly [Name in SimulatorName]?: Parameters<Simulators[Name]['open']>[3] };

interface Settings {
  /** 数据目录：数据库、账本、密钥、生成的配置。重启沿用 */
  readonly dataDir: string;
  /** 0 = 随机端口 */
  readonly port: number;
  /** 除本机之外还在哪个地址上监听；缺省只有回环地址 */
  readonly host?: string;
  /** 已经占好的端口与数据目录；缺省由这里去占。关闭时一并放开 */
  readonly place?: Place;
  /** 演示员工登录要的密码；缺省不要 */
  readonly demoPassword?: string;
  readonly functionsDir: string;
  readonly databaseDir: string;
  /** 框架与 uni-id 的文件 */
  readonly modules: Readonly<Record<string, string>>;
  /** H5 站点目录 */
  readonly siteDir?: string;
  /** 打开开发者的首页 /simulator/，并记下每一次往来；缺省不要 */
  readonly home?: boolean;
  /** 密钥所在目录；缺省为 dataDir。测试共用一份以省去生成时间 */
  readonly keysDir?: string;
  /** 已经在内存里的密钥，优先于目录 */
  readonly keys?: DevelopmentKeys;
  readonly clock?: () => number;
  /** 数据库与账本放内存（单元与流程测试） */
  readonly inMemory?: boolean;
  readonly synchronous?: 'FULL' | 'NORMAL';
  /** 网关回调重发计划压缩的倍数 */
  readonly timeCompression?: number;
  /** 告警的设置，渠道是模拟的群机器人与信箱；缺省只在打开首页时有 */
  readonly alerts?: Readonly<Record<string, unknown>>;
  /** 覆盖 vk-pay/config.js 的设置 */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** 覆盖 uni-pay/config.js 顶层的键，如 alipayAppPayToH5Pay */
  readonly uniPay?: Readonly<Record<string, unknown>>;
  /** 商户自己的配置中心目录，里面有的文件优先于生成的 */
  readonly configCenterDir?: string;
  /** 网关怎么投递通知；缺省为真实的 HTTP */
  readonly deliver?: Deliver;
  /** `dataFile`：几个进程共用一个数据库文件时写明；缺省在数据目录里 */
  readonly runtime?: Partial<
    Pick<RuntimeOptions, 'dataFile' | 'databaseFault' | 'httpFault' | 'databaseLatency' | 'httpLatency' | 'timers'>
  >;
  /** 空间的 Redis 的地址；缺省看环境变量 REDIS_URL，空的就是没有 */
  readonly redisUrl?: string;
  readonly onEvent?: (event: StackEvent) => void;
}
export type StackOptions = Settings & KeyModes & Extras;

interface Works {
  /** 本机用的网址 */
  readonly url: string;
  /** 别的设备用的网址；没有向外打开时与 url 相同 */
  readonly publicUrl: string;
  readonly runtime: LocalRuntime;
  readonly keys: DevelopmentKeys;
  /** 模拟的群机器人 */
  readonly robots: Robots;
  /** 模拟的信箱；没有告警的设置就没有 */
  readonly mailbox?: Mailbox;
  /** 打开真实的定时器：monitor 与网关的回调重发 */
  startTimers(): void;
  close(): Promise<void>;
}
export type Stack = Works & Gateways;

const EVERYONE = Object.entries<AnySimulator>(SIMULATORS) as readonly (readonly [SimulatorName, AnySimulator])[];

/** 住在哪一家里；自己有网关的就是自己。 */
const hostOf = (name: SimulatorName): SimulatorName => ((SIMULATORS[name] as AnySimulator).guestOf as SimulatorName | undefined) ?? name;
const HOSTS = EVERYONE.filter(([name]) => hostOf(name) === name);

/** 每家的密钥模式：点名的，或它的第一个。 */
function modesOf(options: StackOptions): ReadonlyMap<string, string> {
  const named: Readonly<Record<string, unknown>> = { ...options };
  return new Map(EVERYONE.map(([name, { keyModes }]) => [name, (named[`${name}KeyMode`] as string | undefined) ?? keyModes[0]]));
}

/** 每家一项，键是渠道的名字。 */
const perSimulator = <T>(value: (name: SimulatorName, simulator: AnySimulator) => T): Readonly<Record<SimulatorName, T>> =>
  Object.fromEntries(EVERYONE.map(([name, simulator]) => [name, value(name, simulator)])) as Readonly<Record<SimulatorName, T>>;

/**
 * 启动整套系统。
 * @throws PortTakenError 端口被占用；DataInUseError 数据目录正被另一个进程使用
 */
export async function createStack(options: StackOptions): Promise<Stack> {
  const { dataDir, clock = Date.now, inMemory = false, redisUrl = process.env['REDIS_URL'] ?? '' } = options;
  mkdirSync(dataDir, { recursive: true });
  // 配置里要写端口，所以先占住端口，再装配其余部分。
  const place = options.place ?? (await claimPlace({ port: options.port, host: options.host, ...(inMemory ? {} : { dataDir }) }));
  const { url, publicUrl } = place.door;
  let mailbox: Mailbox | undefined;
  try {
    const keys = options.keys ?? (await loadDevelopmentKeys(options.keysDir ?? dataDir));
    const modes = modesOf(options);
    const modeOf = (name: string): string => modes.get(name) as string;
    const alerts = options.alerts ?? (options.home ? {} : undefined);
    mailbox = alerts && (await openMailbox({ now: clock }));
    const robots = openRobots(url, clock, mailbox);
    const configDir = writeConfigCenter(
      dataDir,
      {
        uniPay: {
          notifyUrl: { [SPACE_ID]: `${url}/pay-notify` },
          ...perSimulator((name, simulator) => simulator.sections(keys[name], modeOf(name))),
          ...options.uniPay,
        },
        vkPay: {
          // 测试一秒里就有几百次；npm start 自己把限频打开。
          base: {
            seller: '示例商店',
            requireHTTPS: false,
            rateLimit: { windowMs: 60_000, max: 0 },
            gateways: perSimulator(() => url),
            openApis: perSimulator(() => ({ url, pageUrl: publicUrl })),
            redis: redisUrl !== '',
            ...(alerts
              ? { alerts: { allowLocal: true, channels: [...robotChannels(robots), ...(mailbox ? [mailbox.channel] : [])], ...alerts } }
              : {}),
            ...options.settings,
          },
          environments: {},
        },
      },
      options.modules['uni-config-center'],
    );
    const feed = options.home ? new Feed() : undefined;
    const onEvent = (event: StackEvent): void => {
      feed?.add(event);
      options.onEvent?.(event);
    };
    const opened = Object.fromEntries(
      HOSTS.map(([name, simulator]) => [
        name,
        simulator.open(
          keys[name],
          modeOf(name),
          {
            dataFile: inMemory ? ':memory:' : join(dataDir, `${name}.db`),
            clock,
            publicBaseUrl: publicUrl,
            timeCompression: options.timeCompression ?? 1,
            ...(options.deliver ? { deliver: options.deliver } : {}),
            onEvent: (event) => onEvent({ at: clock(), source: 'gateway', provider: name, event }),
          },
          options[name],
        ),
      ]),
    );
    const everyGateway = Object.values<StandingGateway>(opened);
    const gateways = perSimulator((name) => opened[hostOf(name)] as StandingGateway);
    /** 通知地址不在请求里的，到网关的后台去存；测试自己存。 */
    const subscribe = async (): Promise<void> => {
      for (const [name, simulator] of EVERYONE)
        for (const platform of Object.keys(simulator.sections(keys[name], modeOf(name))))
          await simulator.subscribe?.(gateways[name], keys[name], modeOf(name), `${url}/pay-notify/${name}/${platform}`);
    };
    const runtime = await createRuntime({
      functionsDir: options.functionsDir,
      databaseDir: options.databaseDir,
      // 商户自己的服务器从这里来
      urls: { 'vk-pay': '/vk-pay' },
      dataFile: inMemory ? ':memory:' : join(dataDir, 'space.db'),
      synchronous: options.synchronous ?? (inMemory ? 'NORMAL' : 'FULL'),
      modules: { ...options.modules },
      configCenterDirs: [
        ...(options.configCenterDir ? [options.configCenterDir] : []),
        configDir,
        join(options.functionsDir, 'common', 'uni-config-center'),
      ],
      env: { UNI_CLOUD_ENV: 'development', ...(options.demoPassword ? { VK_PAY_DEMO_PASSWORD: options.demoPassword } : {}) },
      clock,
      // 数据在内存里的，别的测试看不见；在文件里的，重启之后还在
      ...(redisUrl ? { redis: { url: redisUrl, prefix: inMemory ? `${randomUUID()}:` : `${dataDir}:` } } : {}),
      spaceId: SPACE_ID,
      clientSecret: CLIENT_SECRET,
      onEvent: (event) => onEvent({ at: clock(), source: 'cloud', event }),
      ...options.runtime,
    });
    const home = feed && { feed, now: clock };
    const root = buildEntrance({ gateways: opened, robots, runtime, siteDir: options.siteDir, home });
    place.door.serve((request, env) => root.fetch(request, env as object));
    return {
      url,
      publicUrl,
      runtime,
      ...(gateways as unknown as Gateways),
      keys,
      robots,
      ...(mailbox ? { mailbox } : {}),
      startTimers() {
        for (const gateway of everyGateway) gateway.start();
        runtime.startTimers();
        subscribe().catch((error: unknown) => console.error(error));
      },
      async close() {
        await Promise.all(everyGateway.map((gateway) => gateway.close()));
        await runtime.close();
        await mailbox?.close();
        await place.release();
      },
    };
  } catch (error) {
    await mailbox?.close();
    await place.release();
    throw error;
  }
}
