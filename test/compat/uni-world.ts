// 书店的世界：一个文件一个，各组证明共用。
import type { UniClient } from '../../local/stack/client';
import { openUniShop, type UniShop } from './uni-shop';

type Answer = Record<string, unknown>;
export let shop: UniShop;
export let mini: UniClient;
export let desktop: UniClient;
export let admin: UniClient;
export let cashier: UniClient;

export async function openWorld(): Promise<UniShop> {
  shop = await openUniShop();
  mini = await shop.visitor('demo', 'mp-weixin', 'Mozilla/5.0 MicroMessenger');
  desktop = await shop.visitor(undefined);
  admin = await shop.visitor('demo-admin');
  cashier = await shop.visitor('demo-viewer');
  await shop.runtime.database
    .collection('uni-id-users')
    .doc(shop.idOf('demo-viewer'))
    .update({ role: ['cashier'] });
  return shop;
}

let next = 0;
/** 业务单号：22 位 */
export const orderNo = (): string => `B17957425099993${String(next++).padStart(7, '0')}`;
export const create = (change: object = {}, client: UniClient = mini): Promise<Answer> =>
  shop.co(
    'createOrder',
    { provider: 'wxpay', total_fee: 4800, type: 'goods', order_no: orderNo(), description: '《茶经》', openid: 'openid-mo', ...change },
    client,
  );
export async function pay(out_trade_no: unknown, gateway: 'wxpay' | 'alipay' = 'wxpay'): Promise<void> {
  shop[gateway].pay(String(out_trade_no));
  await shop[gateway].deliverDue();
}
interface Order {
  readonly type?: string;
  readonly total_fee?: number;
  readonly custom?: object;
}
/** 书店自己的业务单，付好了。 */
export async function paid({ type = 'goods', total_fee = 4800, ...change }: Order = {}): Promise<Answer> {
  const { order_no } = await shop.object('book-order', 'create', { title: '茶', total_fee, type, user_id: shop.idOf('demo') });
  const made = await create({ type, total_fee, order_no, ...change });
  expect(made).toMatchObject({ errCode: 0 });
  await pay(made['out_trade_no']);
  return made;
}
export const rowOf = (out_trade_no: unknown): Answer | undefined =>
  shop.rows('uni-pay-orders').find((row) => row['out_trade_no'] === out_trade_no);
export const bookOf = (order_no: unknown): Answer | undefined => shop.rows('book-orders').find((row) => row['order_no'] === order_no);
