// 照 vk-uni-pay 公开文档写的茶叶店，与兼容包放在一起跑起来。
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeProject } from './documented';
import { compatFunctions, openCompatShop, type CompatShop } from './shop';

export interface DocumentedShop extends CompatShop {
  /** 普通云函数 */
  call(name: string, event: object, platform?: string): Promise<Record<string, unknown>>;
  router(url: string, data: object): Promise<Record<string, unknown>>;
  /** 员工（admin）叫项目自己的后台服务 */
  staff(url: string, data: object): Promise<Record<string, unknown>>;
  /** 茶叶店自己的一张待付的订单；@returns 它的 _id，也是支付单号 */
  teaOrder(total_fee?: number): Promise<string>;
  /** 表 vk-pay-config 的初始数据：入驻商户 001 */
  merchants(): Promise<void>;
  /** 云对象 shop-pay */
  object(method: string, params: object, platform?: string): Promise<Record<string, unknown>>;
  readonly userId: string;
}

export async function openDocumentedShop(alipayKeyMode: 'key' | 'certificate'): Promise<DocumentedShop> {
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
  cpSync(join(__dirname, '../projects/compat-shop/customer'), join(functionsDir, 'customer'), { recursive: true });
  const shop = await openCompatShop(functionsDir, {
    keys: project.keys,
    configCenterDir: project.path('uniCloud-aliyun/cloudfunctions/common/uni-config-center'),
    wxpayKeyMode: 'publicKey',
    alipayKeyMode,
    settings: { requireHTTPS: false, transfers: { maxFee: 1_000_000, dayFee: 10_000_000, personDayFee: 2_000_000 } },
  });
  for (const { _id, ...row } of project.rows('vk-pay-orders')) await shop.save('vk-pay-orders', `old-${String(_id)}`, row);
  // 顾客的编号与真的 uni-id 一样只有字母和数字：项目拿它拼转账单号
  const userId = 'customerlin00001';
  const { parts } = (await shop.runtime.invoke('customer', { uid: userId }, { source: 'function' })) as { parts: string[] };
  shop.client.setToken(parts.join('.'));
  const invoke = async (name: string, event: object, platform: string): Promise<Record<string, unknown>> =>
    (await shop.runtime.invoke(name, event, {
      source: 'client',
      clientIP: '203.0.113.7',
      clientUA: 'Mozilla/5.0 (Windows NT 10.0)',
      clientInfo: { PLATFORM: platform, uniPlatform: platform, APPID: '__UNI__7A1B2C3', appId: '__UNI__7A1B2C3' },
    })) as Record<string, unknown>;
  const admin = await shop.login('demo-admin');
  let orders = 0;
  return {
    ...shop,
    staff: (url, data) => admin.callService(url, data, 'router'),
    async teaOrder(total_fee = 1000) {
      const _id = `65f0c0ffee0000000000${(0xc000 + orders++).toString(16)}`;
      await shop.save('shop-orders', _id, { user_id: userId, total_fee, title: '茶', status: 0 });
      return _id;
    },
    async merchants() {
      for (const { _id, ...row } of project.rows('vk-pay-config')) await shop.save('vk-pay-config', String(_id), row);
    },
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
