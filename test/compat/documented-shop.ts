// 照 vk-uni-pay 公开文档写的茶叶店，与兼容包放在一起跑起来。
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeProject } from './documented';
import { compatFunctions, openCompatShop, type CompatShop } from './shop';

export interface DocumentedShop extends CompatShop {
  /** 普通云函数 */
  call(name: string, event: object, platform?: string): Promise<Record<string, unknown>>;
  router(url: string, data: object): Promise<Record<string, unknown>>;
  /** 云对象 shop-pay */
  object(method: string, params: object, platform?: string): Promise<Record<string, unknown>>;
  readonly userId: string;
}

export async function openDocumentedShop(): Promise<DocumentedShop> {
  const project = await writeProject('documented-vk-uni-pay');
  const { functionsDir, remove } = compatFunctions(project.path('uniCloud-aliyun/cloudfunctions'));
  cpSync(join(__dirname, '../projects/compat-shop/plain'), join(functionsDir, 'plain'), { recursive: true });
  // npm 装公共模块时，它们的依赖也装在函数自己的 node_modules 里；本地的云只看声明。
  const about = JSON.parse(readFileSync(join(functionsDir, 'vk-pay/package.json'), 'utf8')) as { dependencies: object };
  const needed = Object.fromEntries(
    ['vk-pay-core', 'payment-types', 'vk-unicloud', 'uni-id'].map((name) => [name, `file:../common/${name}`]),
  );
  writeFileSync(
    join(functionsDir, 'vk-pay/package.json'),
    JSON.stringify({ ...about, dependencies: { ...needed, ...about.dependencies } }),
  );
  const shop = await openCompatShop(functionsDir, {
    keys: project.keys,
    configCenterDir: project.path('uniCloud-aliyun/cloudfunctions/common/uni-config-center'),
    wxpayKeyMode: 'publicKey',
    alipayKeyMode: 'key',
    settings: { requireHTTPS: false },
  });
  for (const { _id, ...row } of project.rows('vk-pay-orders')) await shop.save('vk-pay-orders', `old-${String(_id)}`, row);
  const userId = String(shop.rows('uni-id-users').find((row) => row['username'] === 'demo')?.['_id']);
  const invoke = async (name: string, event: object, platform: string): Promise<Record<string, unknown>> =>
    (await shop.runtime.invoke(name, event, {
      source: 'client',
      clientIP: '203.0.113.7',
      clientUA: 'Mozilla/5.0 (Windows NT 10.0)',
      clientInfo: { PLATFORM: platform, uniPlatform: platform, APPID: '__UNI__7A1B2C3', appId: '__UNI__7A1B2C3' },
    })) as Record<string, unknown>;
  return {
    ...shop,
    userId,
    call: (name, event, platform = 'h5') => invoke(name, event, platform),
    router: (url, data) => shop.client.callService(url, data, 'router'),
    object: (method, params, platform = 'mp-weixin') => invoke('shop-pay', { method, params: [params] }, platform),
    async close() {
      await shop.close();
      remove();
      project.remove();
    },
  };
}
