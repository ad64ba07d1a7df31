/** 以员工的身份在本地数据上办一件事：临时把整套系统开在这份数据上，登录演示管理员，办完就关。 */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { createClient } from '../local/stack/client';
import { DataInUseError } from '../local/stack/data-lock';
import { CLIENT_SECRET, SPACE_ID } from '../local/stack/space';
import { createStack, type Stack, type StackOptions } from '../local/stack/stack';
import { buildFunctions, buildStandIns, ROOT } from './build-functions';
import { PlainError } from './plain-error';

/** 叫一个员工服务。@throws PlainError 答复不是 0 */
export type StaffCall = (service: string, data: object) => Promise<Readonly<Record<string, unknown>>>;

/** 数据在哪里；缺省 .vk-pay。@throws PlainError 里面没有数据 */
export function localData(folder: string | undefined): string {
  const dataDir = resolve(folder ?? join(ROOT, '.vk-pay'));
  if (!existsSync(join(dataDir, 'space.db'))) throw new PlainError(`${relative(process.cwd(), dataDir) || '.'}/ 里没有数据，先 npm start`);
  return dataDir;
}

async function loggedIn(stack: Stack): Promise<StaffCall> {
  const client = createClient({ endpoint: stack.url, spaceId: SPACE_ID, clientSecret: CLIENT_SECRET });
  const login = await client.callService('user/pub/loginDemo', { username: 'demo-admin' });
  client.setToken(String(login['token']));
  return async (service, data) => {
    const answer = await client.callService(service, data);
    if (answer['code'] !== 0) throw new PlainError(`${String(answer['msg'])}（${String(answer['code'])}）`);
    return answer;
  };
}

interface Place {
  readonly dataDir: string;
  readonly settings?: StackOptions['settings'];
  /** 数据正被别的进程使用时怎么办，接在「正被使用」之后 */
  readonly busy: string;
}

/** @throws PlainError 数据正被使用，或服务答了别的 */
export async function asLocalStaff<Done>(
  { dataDir, settings = {}, busy }: Place,
  work: (local: { readonly call: StaffCall; readonly stack: Stack }) => Promise<Done>,
): Promise<Done> {
  const folder = mkdtempSync(join(tmpdir(), 'vk-pay-staff-'));
  let stack: Stack | undefined;
  try {
    const functionsDir = await buildFunctions({ outDir: join(folder, 'cloudfunctions'), testEndpoints: true });
    const modules = await buildStandIns(join(folder, 'modules'));
    const databaseDir = join(ROOT, 'uniCloud-aliyun', 'database');
    stack = await createStack({ dataDir, port: 0, functionsDir, databaseDir, modules, settings });
    return await work({ call: await loggedIn(stack), stack });
  } catch (error) {
    if (error instanceof DataInUseError) throw new PlainError(`${error.message}。${busy}`);
    throw error;
  } finally {
    await stack?.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
