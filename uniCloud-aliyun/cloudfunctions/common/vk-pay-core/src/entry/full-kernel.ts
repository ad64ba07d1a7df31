/** 装载全部渠道的内核：路由、定时任务与商户接口用它。 */
import { traced } from '../journal/gateway-trace';
import { openApiFor } from '../config/open-apis';
import { createGatewayPool, type GatewayPool } from '../kernel/gateway-pool';
import { createGatewayHttp } from '../kernel/http';
import { createProviders } from '../providers/registry';
import { kernelFactory } from './assemble';

export const createKernel = kernelFactory(createProviders, (vk, clock, settings) => {
  let pool: GatewayPool | undefined;
  const http = createGatewayHttp(vk, () => (pool ??= createGatewayPool(clock, settings().gatewayPool)));
  return { http: traced(http, () => clock.now()), openApi: (provider, real) => openApiFor(provider, real, settings()) };
});
