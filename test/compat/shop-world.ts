// 小项目（test/projects/compat-shop）的世界：一个文件一个，各组测试共用。
import { join } from 'node:path';
import { compatFunctions, openCompatShop, type CompatShop } from './shop';

export let shop: CompatShop;
export let user = '';
/** 电脑浏览器来的 */
export const PC = { APPID: '__UNI__DEMO', PLATFORM: 'h5', CLIENTIP: '203.0.113.7', CLIENTUA: 'Mozilla/5.0 (Windows NT 10.0)' };

let remove: () => void = () => undefined;
export async function openWorld(): Promise<void> {
  const functions = compatFunctions(join(__dirname, '../projects/compat-shop'));
  remove = functions.remove;
  shop = await openCompatShop(functions.functionsDir);
  user = String(shop.rows('uni-id-users').find((row) => row['username'] === 'demo')?.['_id']);
  await shop.save('shop_wallets', user, { balance: 0 });
}
export async function closeWorld(): Promise<void> {
  await shop.close();
  remove();
}

let next = 0;
const number = (): string => `DOC2026112300${String(next++).padStart(2, '0')}`;
export const order = (change: object = {}, top: object = {}): object => ({
  provider: 'wxpay',
  isPC: true,
  ...top,
  data: { out_trade_no: number(), total_fee: 100, subject: '杯子', type: 'silent', ...change },
});
export const numberOf = (input: object): string => (input as { data: { out_trade_no: string } }).data.out_trade_no;
export async function pay(out_trade_no: string): Promise<void> {
  shop.wxpay.pay(out_trade_no);
  await shop.wxpay.deliverDue();
}
