// 茶叶店的世界：一个文件一个，各组证明共用。
import { openDocumentedShop, type DocumentedShop } from './documented-shop';

type Answer = Record<string, unknown>;

export let shop: DocumentedShop;
/** @param alipayKeyMode 支付宝那边的应用处在哪一种模式：项目里两种都写了 */
export async function openWorld(alipayKeyMode: 'key' | 'certificate'): Promise<DocumentedShop> {
  shop = await openDocumentedShop(alipayKeyMode);
  return shop;
}

export const OPENID = 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o';
let next = 0;
const number = (): string => `DOC20260101${String(next++).padStart(4, '0')}`;
export const base = (change: object = {}): Answer => ({
  provider: 'wxpay',
  isPC: true,
  total_fee: 1000,
  subject: '茶',
  type: 'nothing',
  out_trade_no: number(),
  ...change,
});
export const create = (change: object = {}): Promise<Answer> => shop.action('pay/createPayment', base(change));
export const query = (input: object): Promise<Answer> => shop.action('pay/queryPayment', input);
export async function pay(out_trade_no: unknown, gateway: 'wxpay' | 'alipay' = 'wxpay'): Promise<void> {
  shop[gateway].pay(String(out_trade_no));
  await shop[gateway].deliverDue();
}
export async function paid(change: { readonly provider?: 'alipay'; readonly [name: string]: unknown } = {}): Promise<string> {
  const { code, out_trade_no } = await create(change);
  expect(code).toBe(0);
  await pay(out_trade_no, change.provider ?? 'wxpay');
  return String(out_trade_no);
}
/** 旧表里的那一行 */
export const rowOf = (out_trade_no: unknown): Answer | undefined =>
  shop.rows('vk-pay-orders').find((row) => row['out_trade_no'] === out_trade_no);
