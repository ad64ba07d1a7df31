/** 函数实例池：一个实例同一时刻只服务一个请求（并发度 1），并行的请求得到更多实例，空闲的复用。 */
import type { CloudContext } from './context';
import { UniCloud, type UniCloudServices } from './uni-cloud';
import { FunctionLoader, type LoaderOptions } from './loader';

type Handler = (event: unknown, context: CloudContext) => unknown;

export interface InstanceOptions {
  readonly loader: Omit<LoaderOptions, 'globals'>;
  readonly globals: Omit<LoaderOptions['globals'], 'uniCloud'>;
  readonly services: Omit<UniCloudServices, 'current'>;
}

class FunctionInstance {
  private readonly handler: Handler;
  current: CloudContext | undefined;

  constructor(options: InstanceOptions) {
    const uniCloud = new UniCloud({ ...options.services, current: () => this.current });
    const loader = new FunctionLoader({ ...options.loader, globals: { ...options.globals, uniCloud } });
    const exported = loader.loadEntry();
    const main = (exported as { main?: unknown }).main ?? exported;
    if (typeof main !== 'function') throw new Error('入口文件必须导出 main 函数');
    this.handler = main as Handler;
  }

  async run(event: unknown, context: CloudContext): Promise<unknown> {
    this.current = context;
    try {
      return await this.handler(event, context);
    } finally {
      this.current = undefined;
    }
  }
}

export class InstancePool {
  private readonly idle: FunctionInstance[] = [];

  constructor(private readonly options: InstanceOptions) {}

  /** 运行一次；超时的实例不再复用（它可能还在后台跑）。 */
  async run(event: unknown, context: CloudContext, timeoutMs: number): Promise<unknown> {
    const instance = this.idle.pop() ?? new FunctionInstance(this.options);
    let timer: NodeJS.Timeout | undefined;
    const expiry = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => reject(Object.assign(new Error(`云函数运行超过 ${timeoutMs} 毫秒`), { code: 'FunctionTimeout' })), timeoutMs);
    });
    try {
      const result = await Promise.race([instance.run(event, context), expiry]);
      this.idle.push(instance);
      return result;
    } catch (error) {
      if ((error as { code?: string }).code !== 'FunctionTimeout') this.idle.push(instance);
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }
}
