/**
 * 业务处理文件：vk-uni-pay 的 `vk-pay/service/pay-notify/<type>.js`、uni-pay 2 的 `uni-pay-co/notify/<type>.js`。
 * 文件就是订单类型，不用登记；订单里有 order_no 的归后一处。只有那个云函数自己手里有文件，别的（路由、定时任务）
 * 查到已付时叫它去办。
 * 失败策略：一个文件载入不了，只有这一种类型办不成（每次都说是哪个文件、为什么），订单按排期重试、告警；别的照常。
 */
import { printFailure } from '../kernel/console-line';
import type { Vk } from '../kernel/vk';
import type { PaymentType } from '../order-types/payment-type';
import type { RestOfTypes } from '../order-types/registry';
import { isUniOrder, uniOrderOf } from '../order-types/uni-pay-orders';
import { runHandlerFile, type VkUniPayHandler } from '../order-types/vk-uni-pay';
import { saveOldOrder } from './old-orders/store';

/** 怎样取一个文件：名字 → 载入。装载时就列好，从不按调用方给的字符串去 require。 */
export type HandlerFiles = ReadonlyMap<string, () => unknown>;

/** 文件在哪个云函数里。 */
const HOMES = { 'vk-pay': 'vk-pay/service/pay-notify', 'uni-pay-co': 'uni-pay-co/notify' } as const;
export type HandlerHome = keyof typeof HOMES;

const announced = new Map<HandlerHome, HandlerFiles>();

/** 云函数启动时说：文件都在我这里。 */
export function announceHandlers(home: HandlerHome, own: HandlerFiles): void {
  announced.set(home, own);
}

/** @throws Error 没有这个文件，或载入不了 */
function load(home: HandlerHome, type: string, own: HandlerFiles): VkUniPayHandler {
  const file = `${HOMES[home]}/${type}.js`;
  const read = own.get(type);
  if (!read) throw new Error(`没有业务处理文件 ${file}`);
  let found: unknown;
  try {
    found = read();
  } catch (error) {
    const why = `${file} 载入不了，这一种订单的业务办不成：${error instanceof Error ? error.stack : String(error)}`;
    printFailure(why);
    throw new Error(why, { cause: error });
  }
  if (typeof found !== 'function') throw new Error(`${file} 没有导出函数（module.exports = async (obj) => …）`);
  return found as VkUniPayHandler;
}

/** @throws 处理自己抛的，或文件有问题 */
export async function runLocally(home: HandlerHome, vk: Vk, type: string, data: Readonly<Record<string, unknown>>): Promise<boolean> {
  const own = announced.get(home);
  if (!own) throw new Error('这个云函数里没有业务处理文件');
  return runHandlerFile(load(home, type, own), vk, data);
}

/**
 * 名字固定的文件（`transfer`、`transfer-auth-notify`）：没有就不用办，也算办成。只在 vk-pay 里。
 * @throws 处理自己抛的，或文件有问题
 */
export async function runFixedFile(vk: Vk, name: string, data: Readonly<Record<string, unknown>>): Promise<boolean> {
  const own = announced.get('vk-pay');
  if (!own) return runRemotely('vk-pay', name, data, true);
  return own.has(name) ? runHandlerFile(load('vk-pay', name, own), vk, data) : true;
}

/** 叫 vk-pay 去办时说的话；只有别的云函数能叫（entry/vk-pay-door 核对来源）。 */
export const RUN_HANDLER = 'pay-notify/run';
/** uni-pay-co 上的同一件事（entry/uni-pay-co 核对来源） */
export const RUN_NOTIFY = 'runNotify';

interface Called {
  readonly result?: { readonly code?: unknown; readonly done?: unknown; readonly msg?: unknown };
}
declare const uniCloud: { callFunction(input: { name: string; data: unknown }): Promise<Called> };

async function runRemotely(home: HandlerHome, type: string, data: unknown, fixed = false): Promise<boolean> {
  const asked = home === 'vk-pay' ? { action: RUN_HANDLER, type, data, fixed } : { method: RUN_NOTIFY, params: [{ type, data }] };
  const { result } = await uniCloud.callFunction({ name: home, data: asked });
  if (result?.code !== 0) throw new Error(`云函数 ${home} 没有办成：${String(result?.msg ?? '没有答复')}`);
  return result.done === true;
}

/** 文件名里能有的字；大小写都可以。 */
const NAME = /^[0-9A-Za-z][0-9A-Za-z_-]{0,63}$/;

/** 处理办到一半会去读旧表，所以那里先写上「已支付」；办得成不成由随后的那一次写。 */
async function markPaid(vk: Vk, { custom: _own, ...row }: Readonly<Record<string, unknown>>): Promise<void> {
  const { user_order_success: _not_yet, ...paid } = row;
  await saveOldOrder(vk, String(row['out_trade_no']), paid);
}

/** 没有登记过的名字都归它：业务处理在文件里。它自己连数据库，所以靠租约，失败会重试。 */
export function handlerFiles(): RestOfTypes {
  const rest: Omit<PaymentType, 'name'> = {
    delivery: 'at-least-once',
    async fulfil(order, { vk, oldRow, oldOrder }) {
      const row = oldOrder?.() ?? {};
      const home = isUniOrder(row) ? 'uni-pay-co' : 'vk-pay';
      if (home === 'uni-pay-co') await markPaid(vk, row);
      const data = home === 'uni-pay-co' ? uniOrderOf(row) : (oldRow?.() ?? {});
      return announced.has(home) ? runLocally(home, vk, order.type, data) : runRemotely(home, order.type, data);
    },
  };
  return {
    name: '*',
    takeRest(index) {
      const registered = index.get.bind(index);
      index.get = (name) => registered(name) ?? (NAME.test(name) ? { ...rest, name } : undefined);
    },
  };
}
