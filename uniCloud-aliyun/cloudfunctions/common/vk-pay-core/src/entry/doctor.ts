/** 体检与规范「数据库优化」：只有路由函数用得到。 */
import type { ErrorAnswer } from '../../../../../../common/contract/errors';
import type { OkAnswer } from '../../../../../../common/contract/answer';
import type { Examined } from '../../../../../../common/contract/doctor/doctor';
import type { PaymentIndexes } from '../../../../../../common/contract/doctor/indexes';
import { SERVICES } from '../../../../../../common/contract/services';
import { STAFF_SERVICE_NEEDS } from '../../../../../../common/contract/staff-permissions';
import { ConfigError } from '../config/config';
import { readEnvironment } from '../config/environments';
import { isGatewayHost } from '../config/gateway-hosts';
import { examine } from '../doctor/examine';
import { setupIndexes } from '../doctor/setup-indexes';
import { createGatewayHttp } from '../kernel/http';
import type { Kernel } from '../kernel/kernel';
import { onlyOutside } from '../kernel/outbound';
import type { ServiceEvent } from '../kernel/vk';
import type { DeclaredType } from '../order-types/registry';
import { requireStaffSession } from '../payers/session';
import { PROVIDERS } from '../../../../../../common/contract/channels';
import { requireOwnName } from '../security/gate';
import { requireModest } from '../security/modest';
import { answerWith } from './answer';
import { recordFailedStart } from './failed-start';
import { createKernel } from './full-kernel';
import { withKernel } from './opened';
import { serveStaff } from './serve';

/**
 * 该有的索引有没有，缺的在 `missing` 里点名。只看不建：云端没有建索引的接口。
 * 内置数据库里不唯一的索引看不见（state 是 unseen）。
 */
export function setupPaymentIndexes(): Promise<PaymentIndexes> {
  return withKernel((k) => setupIndexes(k));
}

function connection({ vk, config }: Kernel): ReturnType<typeof createGatewayHttp> {
  const { environment, gatewayHosts } = config.settings;
  return createGatewayHttp(environment === 'development' ? vk : onlyOutside(vk, (url) => isGatewayHost(url, gatewayHosts)));
}

function examineSpace(k: Kernel): Promise<Examined> {
  return examine({
    environment: k.config.settings.environment,
    config: k.config,
    problems: k.config.problems,
    providers: new Map(PROVIDERS.map((name) => [name, k.provider(name)])),
    http: connection(k),
    now: k.now,
    kernel: k,
  });
}

/** 配置写错了的空间：只说得出哪里写错了。 */
function examineBroken(cause: ConfigError): Promise<Examined> {
  return examine({
    environment: readEnvironment(process.env),
    config: undefined,
    problems: cause.problems,
    providers: new Map(),
    http: undefined,
    now: Date.now,
    kernel: undefined,
  });
}

/** 配置哪里写错了；没有写错为 undefined。 */
function brokenConfig(event: ServiceEvent, types: readonly DeclaredType[]): ConfigError | undefined {
  try {
    createKernel({ vk: event.util.vk, paymentTypes: types, context: event.originalParam.context });
    return undefined;
  } catch (thrown) {
    // 别的意外由服务的外壳去答
    return thrown instanceof ConfigError ? thrown : undefined;
  }
}

/**
 * 员工的体检（pay-admin）。配置写错时别的服务都不答，它还答：只说哪里写错了。
 * 那时门的几条（来源名单、限频）写在哪里也读不出来，所以只查登录态与权限。
 */
export async function serveDoctor(event: ServiceEvent, types: readonly DeclaredType[]): Promise<OkAnswer | ErrorAnswer> {
  const { context } = event.originalParam;
  const broken = brokenConfig(event, types);
  if (!broken) return serveStaff('doctor', event, types, () => withKernel(examineSpace));
  return answerWith(
    {
      open: async () => {
        requireOwnName(event, SERVICES.doctor);
        requireModest(event.data);
        return requireStaffSession(event, STAFF_SERVICE_NEEDS.doctor);
      },
      requestIdOf: () => context.requestId ?? '',
      record: () => undefined,
      recordFailedStart: (cause) => recordFailedStart({ vk: event.util.vk, context }, cause),
      flush: async () => undefined,
    },
    () => examineBroken(broken),
  );
}
