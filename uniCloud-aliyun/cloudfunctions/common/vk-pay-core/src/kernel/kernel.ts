/** 一次请求里各部分共享的一切：框架、配置、存储、时间、随机、渠道。没有全局可变状态。 */
import type { ProviderName } from '../../../../../../common/contract/channels';
import { systemClock, type Clock } from './clock';
import { loadConfig, type Config } from '../config/config';
import { PayError } from './pay-error';
import { createGatewayHttp } from './http';
import { systemIds, type Ids } from './ids';
import { createLogStore, type LogStore } from '../journal/journal';
import { indexPaymentTypes, type DeclaredType, type PaymentType } from '../order-types/payment-type';
import type { Account, Provider, ProviderPorts, ProviderReceiver } from '../providers/provider';
import { createJournalStore } from '../journal/store';
import { createOrderStore, type OrderStore } from '../orders/store';
import type { OrderRecord } from '../orders/record';
import { createRefundStore, type RefundStore } from '../refunds/store';
import type { CloudContext, Vk } from './vk';

export interface KernelOptions {
  readonly vk: Vk;
  readonly paymentTypes: readonly DeclaredType[];
  readonly context?: CloudContext;
  readonly clock?: Clock;
  readonly ids?: Ids;
}

/** `Available` 是这个函数装载了渠道的多少：路由与定时任务是全部，回调函数只有接收的那一半。 */
export interface Kernel<Available extends ProviderReceiver = Provider> {
  readonly vk: Vk;
  readonly context: CloudContext;
  readonly requestId: string;
  readonly config: Config;
  readonly orders: OrderStore;
  readonly refunds: RefundStore;
  readonly logs: LogStore;
  readonly types: ReadonlyMap<string, PaymentType>;
  readonly ids: Ids;
  now(): number;
  wait(ms: number): Promise<void>;
  provider(name: ProviderName): Available;
  /** 订单对应的渠道与收款账号。@throws PayError CERTIFICATE 账号已从配置里拿掉 */
  channel(order: Pick<OrderRecord, 'provider' | 'platform' | 'pid'>): { provider: Available; account: Account };
}

/** 回调函数里的内核；结算、业务处理、收回权益只需要这些。 */
export type ReceivingKernel = Kernel<ProviderReceiver>;

interface Shared<Available> {
  readonly config: Config;
  readonly providers: ReadonlyMap<ProviderName, Available>;
}

/**
 * 造出 createKernel。配置与密钥每个云函数实例只解析一次；键是框架实例，测试里各不相干。
 * @param createProviders 这个函数装载哪些渠道
 */
export function kernelFactory<Available extends ProviderReceiver>(
  createProviders: (ports: ProviderPorts) => ReadonlyMap<ProviderName, Available>,
): (options: KernelOptions) => Kernel<Available> {
  const sharedByFramework = new WeakMap<object, Shared<Available>>();

  const loadShared = (vk: Vk, context: CloudContext, clock: Clock, ids: Ids): Shared<Available> => {
    const known = sharedByFramework.get(vk);
    if (known) return known;
    const { configCenter, requireFn } = vk.getUnicloud();
    const center = configCenter ?? (requireFn?.('uni-config-center') as typeof configCenter);
    if (!center) throw new Error('缺少公共模块 uni-config-center');
    const providers = createProviders({
      http: createGatewayHttp(vk),
      now: () => clock.now(),
      nonce: () => ids.nonce(),
      claim: () => Promise.resolve(true),
    });
    const shared = {
      providers,
      config: loadConfig({ configCenter: center, env: process.env, spaceId: context.SPACEINFO?.spaceId, providers }),
    };
    sharedByFramework.set(vk, shared);
    return shared;
  };

  return (options) => assemble(options, loadShared);
}

function assemble<Available extends ProviderReceiver>(
  options: KernelOptions,
  loadShared: (vk: Vk, context: CloudContext, clock: Clock, ids: Ids) => Shared<Available>,
): Kernel<Available> {
  const { vk, context = {}, clock = systemClock, ids = systemIds } = options;
  const requestId = context.requestId || ids.requestId();
  const { config, providers } = loadShared(vk, context, clock, ids);
  const provider = (name: ProviderName): Available => {
    const found = providers.get(name);
    if (!found) throw new PayError('PARAM', { msg: `参数错误：provider 暂不支持 ${name}` });
    return found;
  };
  return {
    vk,
    context,
    requestId,
    config,
    orders: createOrderStore(vk),
    refunds: createRefundStore(vk),
    logs: createLogStore(createJournalStore(vk), context, () => clock.now(), requestId),
    types: indexPaymentTypes(options.paymentTypes),
    ids,
    now: () => clock.now(),
    wait: (ms) => clock.wait(ms),
    provider,
    channel(order) {
      const account = config.account(order.provider, order.platform, order.pid);
      if (!account) throw new PayError('CERTIFICATE', { detail: `没有收款账号 ${order.provider}.${order.platform}（${order.pid}）` });
      return { provider: provider(order.provider), account };
    },
  };
}
