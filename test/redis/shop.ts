/** Redis 的两组测试共用的店：限频的设置、签名的请求、付好的一张单。 */
import type { UniClient } from '../../local/stack/client';
import { learnServerClock } from '../../common/client/shell/request-signing';
import type { Shop } from '../flow/harness';

export const LIST = 'pay/kh/listPayments';
export const LIMITED = { rateLimit: { windowMs: 60_000, max: 0, services: { [LIST]: { max: 5, windowMs: 60_000 } } } };

export const list = (shop: Shop): Promise<Record<string, unknown>> => shop.client.callService(LIST);
export const query = (shop: Shop, out_trade_no: string): Promise<Record<string, unknown>> =>
  shop.client.callService('pay/kh/queryPayment', { out_trade_no });

/** 付好了的单号。 */
export async function paid(shop: Shop): Promise<string> {
  const no = String((await shop.createGoods())['out_trade_no']);
  shop.wxpay.pay(no);
  await shop.wxpay.deliverDue();
  return no;
}

/** 同时来八个请求，放行了几个。 */
export async function admitted(shop: Shop): Promise<number> {
  const answers = await Promise.all(Array.from({ length: 8 }, () => list(shop)));
  return answers.filter(({ code }) => code === 0).length;
}

/** 登录，并让前端的签名认得这个人。 */
export async function signedIn(shop: Shop): Promise<UniClient> {
  const payer = await shop.login();
  const token = String((shop.rows('uni-id-users')[0]?.['token'] as string[]).at(-1));
  (globalThis as { uni?: unknown }).uni = { getStorageSync: (key: string) => (key === 'uni_id_token' ? token : '') };
  learnServerClock({ server_date: shop.now() });
  return payer;
}
