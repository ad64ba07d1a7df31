/**
 * 世界立在什么上面：构建好的云函数与框架、开发密钥、编译好的订单类型、供应商。每个进程一份。
 * 单独运行的扫描用自己的构建与密钥（环境变量指出），不与同时在跑的测试抢。
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { createDevelopmentKeys, type DevelopmentKeys } from '../../local/keys';
import { buildFunctions, buildStandIns } from '../../scripts/build-functions';
import { frameworkModules } from '../../scripts/framework';
import { stackFiles } from '../flow/harness-files';
import { keysAt, START, testKeys } from '../keys';
import { openSupplier, type Supplier } from './supplier';

export { START };

const BUILD = 'VK_PAY_WORLD_BUILD';
const KEYS = 'VK_PAY_WORLD_KEYS';

/** 构建到 dir；此后这个进程与它的子进程都用它。 */
export async function buildForWorld(dir: string): Promise<void> {
  await buildFunctions({ outDir: join(dir, 'cloudfunctions'), testEndpoints: true });
  await buildStandIns(join(dir, 'modules'));
  process.env[BUILD] = dir;
}

const secondOf = (file: string): string => `${file}.second`;

/** 生成密钥（另一个商户的也要）写进文件；此后这个进程与它的子进程都用它们。 */
export async function shareKeys(file: string): Promise<void> {
  for (const path of [file, secondOf(file)]) writeFileSync(path, JSON.stringify(await createDevelopmentKeys(START)), { mode: 0o600 });
  process.env[KEYS] = file;
}

export interface Ground {
  readonly keys: DevelopmentKeys;
  /** 另一个商户的 */
  secondKeys(): Promise<DevelopmentKeys>;
  readonly supplier: Supplier;
  readonly files: typeof stackFiles;
  /** 各个世界的数据目录都在它下面 */
  readonly dir: string;
  close(): Promise<void>;
}

export async function prepareGround(): Promise<Ground> {
  const { [BUILD]: build, [KEYS]: keysFile } = process.env;
  const readKeys = (file: string): DevelopmentKeys => JSON.parse(readFileSync(file, 'utf8')) as DevelopmentKeys;
  const keys = keysFile === undefined ? testKeys() : readKeys(keysFile);
  const supplier = await openSupplier();
  const dir = mkdtempSync(join(tmpdir(), 'vk-pay-world-'));
  const types = join(dir, 'types', 'index.js');
  buildSync({
    entryPoints: [join(__dirname, 'order-types.ts')],
    outfile: types,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    packages: 'external',
    define: { SUPPLIER_URL: JSON.stringify(supplier.url) },
  });
  const files =
    build === undefined
      ? stackFiles
      : { ...stackFiles, functionsDir: join(build, 'cloudfunctions'), modules: frameworkModules(join(build, 'modules')) };
  return {
    keys: await keys,
    secondKeys: async () => (keysFile === undefined ? keysAt(START, 'second') : readKeys(secondOf(keysFile))),
    supplier,
    files: {
      ...files,
      modules: { ...files.modules, 'payment-types': types },
    },
    dir,
    async close() {
      await supplier.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
