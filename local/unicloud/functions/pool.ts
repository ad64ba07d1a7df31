/** 函数实例池：一个实例同一时刻只服务一个请求（并发度 1），并行的请求得到更多实例，空闲的复用。 */
import { createOperationPort, LocalDatabase, type DatabaseOperation, type Engine } from '../database';
import { PlatformError } from '../platform-error';
import { REAL_TIMERS, timerGlobals, type Timers } from '../timing';
import type { PortHooks, PortOwner } from '../port';
import { cloudObject } from './cloud-object';
import type { CloudContext, Request } from './context';
import { createConsole, createProcess, type ConsoleLevel } from './environment';
import { Lifeline } from './lifeline';
import { FunctionLoader, type LoaderOptions } from './loader';
import { InstanceRedis, type RedisSpace } from './redis';
import { createUniCloud, type UniCloudServices } from './uni-cloud';
import { createDate } from './virtual-date';

type Handler = (event: unknown, context: CloudContext) => unknown;

export interface InstanceOptions {
  readonly type: CloudContext['FUNCTION_TYPE'];
  readonly loader: Omit<LoaderOptions, 'globals'>;
  readonly engine: Engine;
  readonly clock: () => number;
  readonly env: Readonly<Record<string, string>>;
  readonly databaseHooks: PortHooks<DatabaseOperation>;
  readonly noteDatabase: (operation: DatabaseOperation, ms: number, failed: boolean) => void;
  readonly noteConsole: (level: ConsoleLevel, text: string) => void;
  /** 空间的 Redis；没有就不给 */
  readonly redis?: RedisSpace;
  /** 缺省是真实的时间 */
  readonly timers?: Timers;
  readonly outside: Pick<UniCloudServices, 'callFunction' | 'newRequestId' | 'noteHttp' | 'httpHooks' | 'patient'>;
}

class FunctionInstance {
  private readonly handler: Handler;
  private readonly lifeline: Lifeline;
  private readonly database: LocalDatabase;
  private readonly redis: InstanceRedis | undefined;
  private readonly killed: Promise<never>;
  private die: (error: Error) => void = () => undefined;
  private current: Request | undefined;
  private readonly timers: Timers;

  constructor(options: InstanceOptions) {
    this.timers = options.timers ?? REAL_TIMERS;
    const own = createConsole(options.noteConsole);
    const process = createProcess(options.env);
    const Date = createDate(options.clock, () => process.env['TZ'] ?? 'UTC');
    this.lifeline = new Lifeline((what) => options.noteConsole('error', `返回之后还在${what}：云端此时实例已冻结，这件事可能永远不会完成`));
    this.killed = new Promise<never>((_resolve, reject) => {
      this.die = reject;
    });
    this.killed.catch(() => undefined);
    const owner: PortOwner = {
      guard: (what, work) => this.lifeline.guard(what, work),
      alive: () => this.lifeline.alive(),
      kill: () => this.kill(new PlatformError('FunctionServerError', '云函数实例被杀', this.current?.context.requestId)),
    };
    const database = new LocalDatabase(options.engine, createOperationPort(options.databaseHooks, options.noteDatabase, owner), Date);
    this.database = database;
    const redis = options.redis && new InstanceRedis(options.redis, owner);
    this.redis = redis;
    const uniCloud = createUniCloud({
      ...options.outside,
      database,
      console: own,
      owner,
      current: () => this.current,
      ...(redis ? { redis: () => redis.open() } : {}),
    });
    // 载入时也算醒着：有的模块一加载就访问数据库。
    this.lifeline.thaw();
    const exported = new FunctionLoader({
      ...options.loader,
      globals: { uniCloud, Date, process, console: own, ...timerGlobals(options.timers) },
    }).loadEntry();
    if (options.type === 'cloudobject') {
      this.handler = cloudObject(exported, () => this.current as Request);
      return;
    }
    const main = (exported as { main?: unknown } | undefined)?.main ?? exported;
    if (typeof main !== 'function') throw new Error('入口文件必须导出 main 函数');
    this.handler = main as Handler;
  }

  /** @throws PlatformError 超时（实例随之被杀）或运行时关闭 */
  async run(event: unknown, request: Request, timeoutMs: number): Promise<unknown> {
    this.current = request;
    this.lifeline.thaw();
    if (this.isDead) return this.killed;
    const cancel = this.timers.after(timeoutMs, () =>
      this.kill(new PlatformError('FunctionTimeout', `云函数运行超过 ${timeoutMs} 毫秒`, request.context.requestId)),
    );
    try {
      return await Promise.race([Promise.resolve(this.handler(event, request.context)), this.killed]);
    } finally {
      cancel();
      this.lifeline.freeze();
      this.current = undefined;
    }
  }

  /** 进程没了：它没做完的事不会再做，等它的人得到 error。 */
  kill(error: PlatformError): void {
    this.isDead = true;
    this.lifeline.kill();
    this.database.abandon();
    this.redis?.close();
    this.die(error);
  }
  isDead = false;
}

export class InstancePool {
  private readonly idle: FunctionInstance[] = [];
  private readonly all = new Set<FunctionInstance>();

  constructor(private readonly options: InstanceOptions) {}

  /** 运行一次；超时的实例不再使用。 */
  async run(event: unknown, request: Request, timeoutMs: number): Promise<unknown> {
    let instance = this.idle.pop();
    // 闲着的时候也可能被杀（返回之后还没做完的事）。
    while (instance?.isDead) instance = this.idle.pop();
    instance ??= new FunctionInstance(this.options);
    this.all.add(instance);
    try {
      return await instance.run(event, request, timeoutMs);
    } finally {
      if (instance.isDead) this.all.delete(instance);
      else this.idle.push(instance);
    }
  }

  /** 收走全部实例；池子还能再用。 */
  close(): void {
    for (const instance of this.all) instance.kill(new PlatformError('FunctionServerError', '实例已被收走（运行时关闭或回收）'));
    this.all.clear();
    this.idle.length = 0;
  }
}
