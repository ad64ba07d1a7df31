/**
 * npm run replay：把一件留存的回调（payment_notifies）在开发环境里再处理一遍，看它怎样答、改了什么。
 * 缺省在数据目录的副本上做，什么也不留下；时钟拨回收到它的那一刻，否则签名的时间早就过了。
 */
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import color from 'picocolors';
import { developmentKeys } from '../local/stack/config-center';
import { DataInUseError } from '../local/stack/data-lock';
import { createStack, type Stack } from '../local/stack/stack';
import { readCipherKeys } from '../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/config/encryption';
import { decryptData } from '../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/security/cipher';
import { UsageError } from './arguments';
import { buildFunctions, buildStandIns, ROOT } from './build-functions';
import { PlainError } from './plain-error';

export interface ReplayOptions {
  readonly data: string | undefined;
  readonly apply: boolean;
}
type Row = Readonly<Record<string, unknown>>;

const TABLE = 'payment_notifies';
/** 没有给编号时列出最近的几件 */
const LISTED = 20;
const timeText = (row: Row): string => new Date(Number(row['create_date'])).toISOString();

function list(rows: readonly Row[]): void {
  if (rows.length === 0) return console.log('还没有留存的回调。npm start 会留存；云端打开 keepNotifies。');
  for (const row of rows.slice(0, LISTED))
    console.log(
      `  ${String(row['_id'])}  ${color.dim(timeText(row))}  ${String(row['kind'])} ${String(row['outcome'])} ${String(row['out_trade_no'] ?? '')}`,
    );
  console.log('\n重放一件：npm run replay -- <编号>');
}

/** 封着的 → 当时收到的请求。@throws PayError 没有那把密钥，或被改过 */
function opened(row: Row, given: readonly string[]): { path: string; headers: Record<string, string>; body: string } {
  const keys = readCipherKeys(undefined, given, []);
  const place = { collection: TABLE, id: String(row['_id']), field: 'sealed' };
  return decryptData(keys, String(row['sealed']), place) as ReturnType<typeof opened>;
}

const orderOf = (stack: Stack, out_trade_no: unknown): Row | undefined =>
  stack.runtime.database.raw('payment_orders').find(({ _id }) => _id === out_trade_no);
const stateOf = (order: Row | undefined): string =>
  order ? `${String(order['status'])}，业务 ${String((order['fulfil'] as Row | undefined)?.['status'])}` : '没有这张订单';

async function replayOne(stack: Stack, row: Row, keys: readonly string[], moveClock: (at: number) => void): Promise<void> {
  const request = opened(row, keys);
  const before = stateOf(orderOf(stack, row['out_trade_no']));
  moveClock(Number(row['create_date']));
  const answer = (await stack.runtime.invoke(
    'pay-notify',
    {
      path: request.path,
      httpMethod: 'POST',
      headers: request.headers,
      queryStringParameters: {},
      body: request.body,
      isBase64Encoded: true,
    },
    { source: 'http' },
  )) as Row;
  console.log(`  回调    ${String(row['_id'])}（${request.path}，收到于 ${timeText(row)}）`);
  console.log(`  当时    ${String(row['kind'])}，答 ${String(row['outcome'])}`);
  console.log(`  现在    答 ${String(answer['statusCode'])} ${String(answer['body']).slice(0, 200)}`);
  if (row['out_trade_no'] !== undefined)
    console.log(`  订单    ${String(row['out_trade_no'])}：${before} → ${stateOf(orderOf(stack, row['out_trade_no']))}`);
}

/** @throws UsageError 编号不像样；PlainError 没有数据、没有这一件，或数据正被使用 */
export async function replay(id: string | undefined, { data, apply }: ReplayOptions): Promise<void> {
  if (id !== undefined && !/^[a-z0-9]{1,20}:[\w:-]{1,64}$/.test(id))
    throw new UsageError(`编号要写成 渠道:…，不能是「${id}」；npm run replay 列出最近的`);
  const dataDir = resolve(data ?? join(ROOT, '.vk-pay'));
  if (!existsSync(join(dataDir, 'space.db'))) throw new PlainError(`${relative(process.cwd(), dataDir) || '.'}/ 里没有数据，先 npm start`);
  const work = mkdtempSync(join(tmpdir(), 'vk-pay-replay-'));
  const used = apply ? dataDir : join(work, 'data');
  if (!apply) cpSync(dataDir, used, { recursive: true, filter: (from) => !/[\\/](?:build|lock\.db[^\\/]*|running\.json)$/.test(from) });
  const keys = developmentKeys(used);
  let offset = 0;
  let stack: Stack | undefined;
  try {
    const functionsDir = await buildFunctions({ outDir: join(work, 'cloudfunctions'), testEndpoints: true });
    const modules = await buildStandIns(join(work, 'modules'));
    const databaseDir = join(ROOT, 'uniCloud-aliyun', 'database');
    const settings = { keepNotifies: true, encryption: { keys, fields: [] } };
    stack = await createStack({ dataDir: used, port: 0, functionsDir, databaseDir, modules, settings, clock: () => Date.now() + offset });
    const rows = [...stack.runtime.database.raw(TABLE)].sort((a, b) => Number(b['create_date']) - Number(a['create_date']));
    if (id === undefined) return list(rows);
    const row = rows.find(({ _id }) => _id === id);
    if (!row) throw new PlainError(`没有留存 ${id}；npm run replay 列出最近的`);
    await replayOne(stack, row, keys, (at) => (offset = at - Date.now()));
    console.log(apply ? '\n改动留在数据目录里。' : '\n在副本上做的，数据没有动；要留下改动就加 --apply。');
  } catch (error) {
    if (error instanceof DataInUseError) throw new PlainError(`${error.message}。先停掉它，或不加 --apply`);
    throw error;
  } finally {
    await stack?.close();
    rmSync(work, { recursive: true, force: true });
  }
}
