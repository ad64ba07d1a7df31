/**
 * 演示用户买到了什么：余额与会员。测试接口：只存在于本地构建，生产构建不含此文件（见 scripts/build-functions.ts）。
 */
import { serveTestEndpoint, type ServiceEvent } from 'vk-pay-core';

/** 答复 `{ balance: 分, vip_expire_date?: 毫秒 }`。 */
export const main = (event: ServiceEvent): Promise<object> => serveTestEndpoint(event, () => account(event));

async function account(event: ServiceEvent): Promise<object> {
  const { vk } = event.util;
  const id = event.uid ?? '';
  const [wallet, membership] = await Promise.all([
    vk.baseDao.findById({ dbName: 'demo_wallets', id }),
    vk.baseDao.findById({ dbName: 'demo_memberships', id }),
  ]);
  const expire = Number(membership?.['expire_date'] ?? 0);
  return { code: 0, msg: 'ok', balance: Number(wallet?.['balance'] ?? 0), ...(expire > 0 ? { vip_expire_date: expire } : {}) };
}
