/** 流程测试的台架：真实的运行时、真实的模拟网关、虚拟时钟；付款与回调由测试推进。 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bareKey } from '../../local/gateways/alipay/keys';
import { createClient, type UniClient } from '../../local/stack/client';
import { CLIENT_SECRET, SPACE_ID } from '../../local/stack/space';
import type { Stack, StackOptions } from '../../local/stack/stack';
import { createStack } from '../watched-stack';
import { ORDER_TABLE, type HistoryEntry } from '../../common/contract/payments/order';
import { REFUND_TABLE, type RefundHistoryEntry } from '../../common/contract/refunds/refund';
import type { DemoUsername } from '../../demo/login';
import { START, testKeys } from '../keys';
import { closedAtTheEnd } from '../leftovers';
import { SENTINEL_HEADERS } from '../sentinels';
import { stackFiles } from './harness-files';

export { START, testKeys };

export interface Shop extends Stack {
  readonly client: UniClient;
  /** 把虚拟时钟拨快，毫秒 */
  tick(ms: number): void;
  now(): number;
  /** 一个已登录用户的客户端 */
  login(username?: DemoUsername, clientInfo?: object, userAgent?: string): Promise<UniClient>;
  /** 下一张商品单 */
  createGoods(options?: {
    provider?: 'wxpay' | 'alipay';
    out_trade_no?: string;
    quantity?: number;
    platform?: string;
    openid?: string;
    return_url?: string;
    goods_id?: string;
  }): Promise<Record<string, unknown>>;
  rows(collection: string): Record<string, unknown>[];
  order(out_trade_no: string): Record<string, unknown>;
  runMonitor(): Promise<unknown>;
}

export type ShopOptions = Partial<StackOptions>;

export async function openShop(options: ShopOptions = {}): Promise<Shop> {
  const dataDir = mkdtempSync(join(tmpdir(), 'vk-pay-flow-'));
  let now = START;
  const opened = await createStack({
    dataDir,
    port: 0,
    ...stackFiles,
    inMemory: true,
    clock: () => now,
    keys: await testKeys(),
    ...options,
  });
  const stack = closedAtTheEnd({
    ...opened,
    async close() {
      await opened.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  });
  const login: Shop['login'] = async (username = 'demo', clientInfo = {}, userAgent) => {
    const client = createClient({
      endpoint: stack.url,
      spaceId: SPACE_ID,
      clientSecret: CLIENT_SECRET,
      clientInfo: clientInfo as Record<string, unknown>,
      now: () => now,
      fetch: (url, init) => fetch(url, { ...init, headers: { ...(init.headers as Record<string, string>), ...SENTINEL_HEADERS } }),
      ...(userAgent ? { userAgent } : {}),
    });
    client.setToken(String((await client.callService('user/pub/loginDemo', { username }))['token']));
    return client;
  };
  const client = await login();
  const rows = (collection: string): Record<string, unknown>[] => stack.runtime.database.raw(collection);
  return {
    ...stack,
    client,
    login,
    now: () => now,
    tick: (ms) => {
      now += ms;
    },
    rows,
    order: (out_trade_no) => rows('payment_orders').find((row) => row['_id'] === out_trade_no) as Record<string, unknown>,
    createGoods: ({ provider = 'wxpay', out_trade_no, quantity = 1, platform, openid, return_url, goods_id = 'mug' } = {}) =>
      client.callService('pay/kh/createPayment', {
        provider,
        ...(platform ? { platform } : {}),
        data: {
          type: 'goods',
          custom: { goods_id, quantity },
          ...(out_trade_no ? { out_trade_no } : {}),
          ...(openid ? { openid } : {}),
          ...(return_url ? { return_url } : {}),
        },
      }),
    runMonitor: () => stack.runtime.runTimer('monitor'),
  };
}

/** 不变量 I3、I4、I9：每张订单的履历能重放出状态，退款不超额。 */
export function checkInvariants(shop: Pick<Shop, 'rows' | 'keys'>): void {
  for (const row of shop.rows('payment_orders')) {
    expect([row['_id'], ORDER_TABLE.replay(row['history'] as HistoryEntry[])]).toEqual([row['_id'], row['status']]);
    expect(Number(row['refund_fee']) + Number(row['refunding_fee'])).toBeLessThanOrEqual(Number(row['paid_fee'] ?? row['total_fee']));
  }
  for (const row of shop.rows('payment_refunds')) {
    expect([row['_id'], REFUND_TABLE.replay(row['history'] as RefundHistoryEntry[])]).toEqual([row['_id'], row['status']]);
  }
  // I12：没有任何秘密或 openid 出现在表里。
  const secrets = [shop.keys.wxpay.apiV3Key, bareKey(shop.keys.alipay.app.privateKeyPem).slice(60, 120), 'demo_openid', 'PRIVATE KEY'];
  for (const collection of ['payment_orders', 'payment_logs', 'payment_errors', 'payment_alerts', 'payment_refunds']) {
    const text = JSON.stringify(shop.rows(collection));
    for (const secret of secrets) expect(text).not.toContain(secret);
  }
}
