// 一个照 vk-uni-pay 公开文档写的小项目，与兼容包放在一起，在本地的云上跑起来。
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deliverByFetch } from '../../local/gateways/kit/delivery';
import { openShop, type Shop, type ShopOptions } from '../flow/harness';
import { stackFiles } from '../flow/harness-files';

const ROOT = join(__dirname, '../..');
export const NOTIFY_KEY = 'k'.repeat(64);

/** 复制一份：构建好的云函数、兼容包的文件、商户自己的文件，一层盖一层。 */
export function compatFunctions(...own: readonly string[]): { functionsDir: string; remove(): void } {
  const functionsDir = mkdtempSync(join(tmpdir(), 'vk-pay-compat-'));
  for (const from of [stackFiles.functionsDir, join(ROOT, 'package/compat/uniCloud/cloudfunctions'), ...own])
    cpSync(from, functionsDir, { recursive: true });
  return { functionsDir, remove: () => rmSync(functionsDir, { recursive: true, force: true }) };
}

/** 配置里写的：老项目的 URL 化地址。 */
export const OLD_ADDRESS = 'https://499e2a37.bspapp.example/http/vk-pay';

export interface CompatShop extends Shop {
  /** 通知送到旧地址的哪里：照我们写的（渠道与端），或在途的旧订单当时写的 */
  readonly notices: { path?: string };
  /** 没有框架的云函数里叫 vkPay 的一个方法；`context: false` 是什么也不给 */
  vkPay(method: string, input?: unknown, context?: unknown): Promise<Record<string, unknown>>;
  /** 旧的服务 */
  action(action: string, data?: object): Promise<Record<string, unknown>>;
  save(collection: string, id: string, row: Record<string, unknown>): Promise<void>;
}

/** 配置里写的通知地址，到了这里是哪一条路径。 */
interface NoticeAddress {
  readonly from: string;
  readonly to: string;
}

export async function openCompatShop(
  functionsDir: string,
  options: ShopOptions = {},
  { from, to }: NoticeAddress = { from: OLD_ADDRESS, to: '/http/vk-pay' },
): Promise<CompatShop> {
  let url = '';
  const notices: { path?: string } = {};
  const deliver = deliverByFetch(5000);
  const shop = await openShop({
    functionsDir,
    wxpay: { refundSpacingMs: 0, refundDurationMs: 500 },
    deliver(request) {
      expect(request.url.startsWith(`${from}/`)).toBe(true);
      const rest = notices.path ?? request.url.slice(from.length);
      return deliver({ ...request, url: `${url}${to}${rest}` });
    },
    ...options,
    uniPay: {
      notifyUrl: { 'mp-vkpay-local': OLD_ADDRESS, 'mp-another': 'https://other.example/http/vk-pay' },
      notifyKey: NOTIFY_KEY,
      ...options.uniPay,
    },
  });
  url = shop.url;
  return {
    ...shop,
    notices,
    vkPay: async (method, input = {}, context) =>
      (await shop.runtime.invoke('plain', { method, input, context }, { source: 'client', clientIP: '203.0.113.7' })) as Record<
        string,
        unknown
      >,
    action: (action, data = {}) => shop.client.callFunction('vk-pay', { action, data }),
    save: async (collection, id, row) => void (await shop.runtime.database.collection(collection).doc(id).set(row)),
  };
}
