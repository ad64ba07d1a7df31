/** 装载全部渠道的内核：路由、定时任务与商户接口用它。 */
import { traced } from '../journal/gateway-trace';
import { compatSettings, readingOldNames } from '../config/compat';
import { openApiFor } from '../config/open-apis';
import { createGatewayPool, type GatewayPool } from '../kernel/gateway-pool';
import { createGatewayHttp } from '../kernel/http';
import { aidsFor } from '../orders/aids';
import { createProviders } from '../providers/registry';
import type { Kernel } from '../kernel/kernel';
import { kernelFactory, type KernelOptions } from './assemble';

const assemble = kernelFactory(
  createProviders,
  (vk, clock, settings) => {
    let pool: GatewayPool | undefined;
    const http = createGatewayHttp(vk, () => (pool ??= createGatewayPool(clock, settings().gatewayPool)));
    return { http: traced(http, () => clock.now()), openApi: (provider, real) => openApiFor(provider, real, settings()) };
  },
  readingOldNames,
  (k, provider, account) => provider.aided?.(aidsFor(k, account)) ?? provider,
);

/** 旧表要跟着写的（兼容包）：登记了「其余的类型」的就是，记下动过哪些订单。 */
export function createKernel(options: KernelOptions): Kernel {
  const k = assemble(options);
  compatSettings(k.config);
  return options.paymentTypes.some(({ name }) => name === '*') ? { ...k, touched: new Set() } : k;
}
