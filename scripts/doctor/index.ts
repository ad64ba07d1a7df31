/** npm run doctor：上线之前一处处看过去。检查的表在 vk-pay-core 的 doctor/，与员工的清单页是同一张；看文件的几项在 file-checks.ts。 */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import Libsql from 'libsql';
import urllib, { type RequestOptions } from 'urllib';
import type { Examined } from '../../common/contract/doctor/doctor';
import { readIndexSql } from '../../local/unicloud/database/indexes';
import { createConfigCenter } from '../../local/unicloud/functions/config-center';
import { ConfigError, loadConfig, type Config } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/config/config';
import { examine } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/doctor/examine';
import type { FoundIndex, IndexLister } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/doctor/store';
import { createGatewayHttp } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/kernel/http';
import { systemIds } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/kernel/ids';
import { onlyOutside } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/kernel/outbound';
import type { Vk } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/kernel/vk';
import type { ProviderPorts } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/provider';
import type { ConfigProblem } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/credentials';
import { createProviders } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/registry';
import { UsageError } from '../arguments';
import type { BuildEnvironment } from '../build-environments';
import { ROOT } from '../build-functions';
import { reasonOf } from '../plain-error';
import { fileChecks } from './file-checks';
import { exitCodeOf, report } from './report';

export interface DoctorOptions {
  readonly env: BuildEnvironment | undefined;
  readonly space: string | undefined;
  readonly config: string | undefined;
  readonly data: string | undefined;
  readonly offline: boolean;
  readonly json: boolean;
}
/** 测试从外面给的。 */
export interface DoctorSurroundings {
  readonly root?: string;
  readonly http?: ProviderPorts['http'];
  readonly now?: () => number;
  readonly env?: Readonly<Record<string, string | undefined>>;
}

const CENTER = 'cloudfunctions/common/uni-config-center';
const EVERYWHERE = [`uniCloud-aliyun/${CENTER}`, `uni_modules/uni-config-center/uniCloud/${CENTER}`];

/** 与云函数走同一条出路：开发之外只去公网。 */
function connection(environment: BuildEnvironment): ProviderPorts['http'] {
  const vk = {
    async request({ url, ...options }: RequestOptions & { readonly url: string }) {
      const { res, data } = await urllib.request(url, { ...options, followRedirect: false });
      return { status: res.statusCode ?? 0, headers: res.headers, data: data as unknown };
    },
  } as unknown as Vk;
  return createGatewayHttp(environment === 'development' ? vk : onlyOutside(vk));
}

/** 本机的数据文件里真有的索引；只读，正在用着也看得。没有数据文件为 undefined。 */
function listerOf(file: string): IndexLister | undefined {
  if (!existsSync(file)) return undefined;
  return async (collection) => {
    const db = new Libsql(file, { readonly: true });
    try {
      const rows = db.prepare("SELECT sql FROM sqlite_master WHERE type='index' AND tbl_name=? AND sql IS NOT NULL").all(collection);
      return (rows as { sql: string }[]).map(({ sql }): FoundIndex => {
        const { paths, unique, sparse } = readIndexSql(sql);
        return { fields: paths, unique, sparse };
      });
    } finally {
      db.close();
    }
  };
}

interface Read {
  readonly config: Config | undefined;
  readonly problems: readonly ConfigProblem[];
}

function readConfig(load: () => Config): Read {
  try {
    const config = load();
    return { config, problems: config.problems };
  } catch (error) {
    if (error instanceof ConfigError) return { config: undefined, problems: error.problems };
    const problem = `读不出来：${reasonOf(error)}`;
    return { config: undefined, problems: [{ path: 'config.js', problem }] };
  }
}

/** 从不抛出；连不上网也是一件查出来的事。 */
export async function diagnose(
  { env: environment = 'development', space, config: center, data, offline }: Omit<DoctorOptions, 'json'>,
  { root = ROOT, http = connection(environment), now = Date.now, env = process.env }: DoctorSurroundings = {},
): Promise<Examined> {
  const dataDir = resolve(data ?? join(root, '.vk-pay'));
  const local = environment === 'development' ? [join(dataDir, 'config-center')] : [];
  const dirs = center === undefined ? [...local, ...EVERYWHERE.map((dir) => join(root, dir))] : [resolve(center)];
  const providers = createProviders({ http, now, nonce: () => systemIds.nonce(), claim: async () => true });
  const configCenter = createConfigCenter(
    dirs.filter((dir) => existsSync(dir)),
    createRequire(join(root, 'package.json')),
  );
  const read = readConfig(() => loadConfig({ configCenter, env: { ...env, VK_PAY_ENV: environment }, spaceId: space, providers }));
  return examine(
    {
      environment,
      ...read,
      providers,
      http: offline ? undefined : http,
      now,
      kernel: undefined,
      list: environment === 'development' ? listerOf(join(dataDir, 'space.db')) : undefined,
    },
    fileChecks(root),
  );
}

/** @throws UsageError --config 指着的目录不存在 */
export async function doctor({ json, ...options }: DoctorOptions): Promise<void> {
  if (options.config !== undefined && !existsSync(options.config)) throw new UsageError(`--config：没有目录 ${options.config}`);
  const examined = await diagnose(options);
  console.log(json ? JSON.stringify(examined, null, 2) : report(examined));
  process.exitCode = exitCodeOf(examined);
}
