/**
 * vk-uni-pay 的业务处理文件 `vk-pay/service/pay-notify/<type>.js`：文件就是订单类型，不用登记。
 * 只有云函数 vk-pay 手里有这些文件；别的云函数（路由、定时任务）查到已付时，叫 vk-pay 去办。
 * 失败策略：一个文件载入不了，只有这一种类型办不成（每次都说是哪个文件、为什么），订单按排期重试、告警；别的照常。
 */
import { printFailure } from '../kernel/console-line';
import type { PaymentType } from '../order-types/payment-type';
import type { RestOfTypes } from '../order-types/registry';
import { runHandlerFile, type VkUniPayHandler } from '../order-types/vk-uni-pay';
import type { Vk } from '../kernel/vk';

/** 怎样取一个文件：名字 → 载入。装载时就列好，从不按调用方给的字符串去 require。 */
export type HandlerFiles = ReadonlyMap<string, () => unknown>;

let files: HandlerFiles | undefined;

/** 云函数 vk-pay 启动时说：文件都在我这里。 */
export function announceHandlers(own: HandlerFiles): void {
  files = own;
}

/** @throws Error 没有这个文件，或载入不了 */
function load(type: string, own: HandlerFiles): VkUniPayHandler {
  const read = own.get(type);
  if (!read) throw new Error(`没有业务处理文件 vk-pay/service/pay-notify/${type}.js`);
  let found: unknown;
  try {
    found = read();
  } catch (error) {
    const why = `vk-pay/service/pay-notify/${type}.js 载入不了，这一种订单的业务办不成：${error instanceof Error ? error.stack : String(error)}`;
    printFailure(why);
    throw new Error(why, { cause: error });
  }
  if (typeof found !== 'function')
    throw new Error(`vk-pay/service/pay-notify/${type}.js 没有导出函数（module.exports = async (obj, originalParam) => …）`);
  return found as VkUniPayHandler;
}

/** @throws 处理自己抛的，或文件有问题 */
export async function runLocally(vk: Vk, type: string, data: Readonly<Record<string, unknown>>): Promise<boolean> {
  if (!files) throw new Error('这个云函数里没有业务处理文件');
  return runHandlerFile(load(type, files), vk, data);
}

/** 叫 vk-pay 去办时说的话；只有别的云函数能叫（compat/door 核对来源）。 */
export const RUN_HANDLER = 'pay-notify/run';

interface Called {
  readonly result?: { readonly code?: unknown; readonly done?: unknown; readonly msg?: unknown };
}
declare const uniCloud: { callFunction(input: { name: string; data: unknown }): Promise<Called> };

async function runRemotely(type: string, data: unknown): Promise<boolean> {
  const { result } = await uniCloud.callFunction({ name: 'vk-pay', data: { action: RUN_HANDLER, type, data } });
  if (result?.code !== 0) throw new Error(`云函数 vk-pay 没有办成：${String(result?.msg ?? '没有答复')}`);
  return result.done === true;
}

/** 文件名里能有的字；大小写都可以。 */
const NAME = /^[0-9A-Za-z][0-9A-Za-z_-]{0,63}$/;

/** 没有登记过的名字都归它：业务处理在 vk-pay 的文件里。它自己连数据库，所以靠租约，失败会重试。 */
export function handlerFiles(): RestOfTypes {
  const rest: Omit<PaymentType, 'name'> = {
    delivery: 'at-least-once',
    async fulfil(order, { vk, oldRow }) {
      const data = { ...order.custom, ...oldRow?.() };
      return files ? runLocally(vk, order.type, data) : runRemotely(order.type, data);
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
