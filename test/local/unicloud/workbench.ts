/** 本目录测试共用：临时目录里的云函数与数据库定义。 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createOperationPort, Engine, LocalDatabase } from '../../../local/unicloud/database';
import { createRuntime, type LocalRuntime, type RuntimeEvent, type RuntimeOptions } from '../../../local/unicloud';

export const NOW = Date.UTC(2026, 10, 23, 16, 30);

export function indexOf(name: string, keys: string[], unique: boolean, sparse = false): object {
  return {
    IndexName: name,
    MgoKeySchema: { MgoIndexKeys: keys.map((Name) => ({ Name, Direction: '1' })), MgoIsUnique: unique, MgoIsSparse: sparse },
  };
}

export class Workbench {
  readonly dir = mkdtempSync(join(tmpdir(), 'vk-pay-unicloud-'));
  readonly events: RuntimeEvent[] = [];
  readonly functionsDir = join(this.dir, 'functions');
  readonly databaseDir = join(this.dir, 'database');
  private readonly open: { close(): unknown }[] = [];

  write(file: string, content: string | object): string {
    const path = join(this.dir, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
    return path;
  }
  writeFunction(name: string, code: string, config: object = {}, dependencies: object = {}): void {
    this.write(`functions/${name}/index.js`, code);
    this.write(`functions/${name}/package.json`, { name, dependencies, 'cloudfunction-config': config });
  }
  async start(options: Partial<RuntimeOptions> = {}): Promise<LocalRuntime> {
    const runtime = await createRuntime({
      functionsDir: this.functionsDir,
      databaseDir: this.databaseDir,
      dataFile: ':memory:',
      synchronous: 'NORMAL',
      clock: () => NOW,
      onEvent: (event) => this.events.push(event),
      ...options,
    });
    this.open.push(runtime);
    return runtime;
  }
  database(dataFile = ':memory:'): { db: LocalDatabase; engine: Engine } {
    const engine = new Engine(dataFile, this.databaseDir, 'NORMAL', () => NOW);
    this.open.push(engine);
    return {
      engine,
      db: new LocalDatabase(engine, createOperationPort()),
    };
  }
  async close(): Promise<void> {
    for (const item of this.open.splice(0)) {
      try {
        await item.close();
      } catch {
        // 测试里已经关过。
      }
    }
    rmSync(this.dir, { recursive: true, force: true });
  }
}

/** db.command 在本地是普通对象；测试里按需取用。 */
export type Command = Record<string, (...args: unknown[]) => Command>;
