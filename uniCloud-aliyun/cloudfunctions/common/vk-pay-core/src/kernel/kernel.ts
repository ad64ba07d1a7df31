/** 一次请求里各部分共享的一切：框架、配置、日志、时间、随机、渠道。没有全局可变状态；装配在 entry/assemble。 */
import type { ProviderName } from '../../../../../../common/contract/channels';
import type { Merchant } from '../config/accounts';
import type { Config } from '../config/config';
import type { Journal } from '../journal/journal';
import type { PaymentType } from '../order-types/payment-type';
import type { Account, Provider, ProviderReceiver } from '../providers/provider';
import type { Ids } from './ids';
import type { Session } from './session';
import type { CloudContext, Vk } from './vk';

/** 定时任务分给几个实例一起做：这是第几份（从 0 起），一共几份。 */
export interface Share {
  readonly index: number;
  readonly of: number;
}

/** 一笔钱走的是哪个账号；记下了商户号与应用的，换了商户的账号不算同一个。 */
export interface Remembered extends Pick<Account, 'provider' | 'platform' | 'pid'> {
  readonly mchid?: string;
  readonly appid?: string;
}

/** `Available` 是这个函数装载了渠道的多少：路由与定时任务是全部，回调函数只有接收的那一半。 */
export interface Kernel<Available extends ProviderReceiver = Provider> {
  readonly vk: Vk;
  readonly context: CloudContext;
  readonly requestId: string;
  /** 核验过的登录态；商户自己的云函数、回调与定时任务没有 */
  readonly session?: Session;
  /** 定时任务的一份；不分的没有 */
  readonly share?: Share;
  readonly config: Config;
  readonly journal: Journal;
  readonly types: ReadonlyMap<string, PaymentType>;
  readonly ids: Ids;
  /** 这个内核写过的订单：有人照着抄旧表（compat/old-row）的才记 */
  readonly touched?: Set<string>;
  now(): number;
  wait(ms: number): Promise<void>;
  /** 过这么久响一次，毫秒。@returns 不要它响了 */
  alarm(ms: number, ring: () => void): () => void;
  provider(name: ProviderName): Available;
  /** 数据库里的商户；没有返回 undefined。@throws PayError BUSY（outcome 'unknown'）读不到，也没有读到过 */
  merchant(pid: string): Promise<Merchant | undefined>;
  /**
   * 这笔钱走的渠道与收款账号，停用的商户也算。
   * @throws PayError CERTIFICATE（outcome 'unknown'）账号已从配置里拿掉或换成了别的商户：不能说明先前的请求没有发生
   */
  channel(trade: Remembered): Promise<{ provider: Available; account: Account }>;
}

/** 回调函数里的内核；结算、业务处理、收回权益只需要这些。 */
export type ReceivingKernel = Kernel<ProviderReceiver>;

/** 每个内核各一份的东西（各张表的存储）：第一次用到时造，随内核一起消失。 */
export function perKernel<T>(create: (k: ReceivingKernel) => T): (k: ReceivingKernel) => T {
  const made = new WeakMap<object, T>();
  return (k) => {
    let own = made.get(k);
    if (own === undefined) made.set(k, (own = create(k)));
    return own;
  };
}
