// 照 uni-pay 2 公开文档写的书店，与兼容包的两个文件夹放在一起跑起来；项目里没有 vk-unicloud。
import { join } from 'node:path';
import type { UniClient } from '../../local/stack/client';
import { stackFiles } from '../flow/harness-files';
import { UNI_ADDRESS, writeProject, type WrittenProject } from './documented';
import { compatFunctions, openCompatShop, type CompatShop } from './shop';

const UNI_PAY_CO = join(__dirname, '../../package/compat/uni-pay/uniCloud/cloudfunctions');
const CENTER = 'uniCloud-aliyun/cloudfunctions/common/uni-config-center';

type Answer = Record<string, unknown>;
export interface UniShop extends CompatShop {
  /** 前端叫 uni-pay-co；errCode 不为 0 的也答出来 */
  co(method: string, params?: object, client?: UniClient): Promise<Answer>;
  /** 前端叫项目自己的云对象 */
  object(name: string, method: string, params: object, client?: UniClient): Promise<Answer>;
  /** 登录的人，在某个端上；没有登录的给 undefined */
  visitor(username: 'demo' | 'demo-admin' | 'demo-viewer' | undefined, platform?: string, userAgent?: string): Promise<UniClient>;
  idOf(username: string): string;
}

const answerOf = async (call: Promise<Answer>): Promise<Answer> => {
  try {
    return await call;
  } catch (error) {
    const { detail } = error as { detail?: Answer };
    if (detail === undefined) throw error;
    return detail;
  }
};

/** @param change 在上传之前改这个项目的副本 */
export async function openUniShop(change: (project: WrittenProject) => void = () => undefined): Promise<UniShop> {
  const project = await writeProject('documented-uni-pay-2');
  change(project);
  const { functionsDir, remove } = compatFunctions(
    UNI_PAY_CO,
    project.path('uniCloud-aliyun/cloudfunctions'),
    project.path('uni_modules/uni-pay/uniCloud/cloudfunctions'),
  );
  const shop = await openCompatShop(
    functionsDir,
    {
      keys: project.keys,
      configCenterDir: project.path(CENTER),
      wxpayKeyMode: 'publicKey',
      alipayKeyMode: 'certificate',
      settings: { requireHTTPS: false, rateLimit: { windowMs: 60_000, max: 100 } },
      modules: { ...stackFiles.modules, 'uni-id-common': stackFiles.modules['uni-id'] as string },
    },
    { from: UNI_ADDRESS, to: '/uni-pay-co' },
  );
  for (const { _id, ...row } of project.rows('uni-pay-orders')) await shop.save('uni-pay-orders', `old-${String(_id)}`, row);
  const visitor: UniShop['visitor'] = async (username, platform = 'web', userAgent = 'Mozilla/5.0 (Windows NT 10.0)') => {
    const info = { PLATFORM: platform, uniPlatform: platform, APPID: '__UNI__5D4E3F2', DEVICEID: 'device-9' };
    const client = await shop.login(username ?? 'demo', info, userAgent);
    if (username === undefined) client.setToken(undefined);
    return client;
  };
  return {
    ...shop,
    visitor,
    co: (method, params = {}, client = shop.client) => answerOf(client.callObject('uni-pay-co', method, params)),
    object: (name, method, params, client = shop.client) => answerOf(client.callObject(name, method, params)),
    idOf: (username) => String(shop.rows('uni-id-users').find((row) => row['username'] === username)?.['_id']),
    async close() {
      await shop.close();
      remove();
      project.remove();
    },
  };
}
