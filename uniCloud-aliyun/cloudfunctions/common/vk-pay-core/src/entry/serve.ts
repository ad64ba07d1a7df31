/** 路由服务的统一外壳：过门（security/gate）→ 核验登录态 → 执行 → 成功答复；任何失败 → 目录里的错误答复并留痕。 */
import { handlePaymentError, type ErrorAnswer } from '../../../../../../common/contract/errors';
import { SERVICES } from '../../../../../../common/contract/services';
import type { OkAnswer } from '../../../../../../common/contract/answer';
import { STAFF_SERVICE_NEEDS, type ServiceName, type StaffService } from '../../../../../../common/contract/staff-permissions';
import { readEnvironment } from '../config/environments';
import { recordFailedStart } from './failed-start';
import type { ServiceEvent } from '../kernel/vk';
import type { DeclaredType } from '../order-types/registry';
import type { Session } from '../kernel/session';
import { findSession, requireSession, requireStaffSession } from '../payers/session';
import { admit, requireOwnName, type Door } from '../security/gate';
import { answerWith } from './answer';
import { createKernel } from './full-kernel';
import { createVkPay, type VkPay } from './vk-pay';

export interface Caller {
  readonly user_id: string;
}

type Body = Record<string, unknown> | object;

interface Served<Known extends Session | undefined> {
  readonly name: ServiceName;
  readonly door: Door;
  readonly identify: (event: ServiceEvent) => Promise<Known>;
}

function answerService<Known extends Session | undefined>(
  { name, door, identify }: Served<Known>,
  event: ServiceEvent,
  types: readonly DeclaredType[],
  run: (pay: VkPay, session: Known) => Promise<Body>,
): Promise<OkAnswer | ErrorAnswer> {
  const { context } = event.originalParam;
  const service = SERVICES[name];
  return answerWith<{ readonly pay: VkPay; readonly session: Known }, Body>(
    {
      open: async () => {
        requireOwnName(event, service);
        const options = { vk: event.util.vk, paymentTypes: types, context };
        // 数次数与读用户表互不相干，同时做；先说门的结论，被挡住的人不必知道自己的登录态怎样。
        const identified = identify(event);
        identified.catch(() => undefined);
        await admit(createKernel(options), event, { service, door });
        const session = await identified;
        return { pay: createVkPay({ ...options, ...(session ? { session } : {}) }), session };
      },
      requestIdOf: (port) => port?.pay.requestId ?? context.requestId ?? '',
      record: ({ pay }, error) => pay.recordFailure(error),
      recordFailedStart: (cause) => recordFailedStart({ vk: event.util.vk, context }, cause),
      flush: async ({ pay }) => {
        await pay.watchTimer();
        await pay.flush();
      },
    },
    ({ pay, session }) => run(pay, session),
  );
}

/** 任何人可调用的服务。`caller` 在带有活着的登录态时才有。 */
export function servePublic(
  name: ServiceName,
  event: ServiceEvent,
  types: readonly DeclaredType[],
  run: (pay: VkPay, caller: Caller | undefined) => Promise<Body>,
): Promise<OkAnswer | ErrorAnswer> {
  return answerService({ name, door: 'public', identify: findSession }, event, types, run);
}

/** 登录用户的服务。框架已核验过令牌的签名；登录态是否还活着，这里自己查用户表。 */
export function serveUser(
  name: ServiceName,
  event: ServiceEvent,
  types: readonly DeclaredType[],
  run: (pay: VkPay, caller: Caller) => Promise<Body>,
): Promise<OkAnswer | ErrorAnswer> {
  return answerService({ name, door: 'payer', identify: requireSession }, event, types, run);
}

/**
 * 员工的服务；要哪种权限见 contract/staff-permissions。`pay/sys/` 已由框架按角色把关，这里再查一次：
 * 目录判断可以被绕过，令牌里的角色可能已被收回。
 */
export function serveStaff(
  name: StaffService,
  event: ServiceEvent,
  types: readonly DeclaredType[],
  run: (pay: VkPay, caller: Caller) => Promise<Body>,
): Promise<OkAnswer | ErrorAnswer> {
  const identify = (asked: ServiceEvent): Promise<Session> => requireStaffSession(asked, STAFF_SERVICE_NEEDS[name]);
  return answerService({ name, door: 'staff', identify }, event, types, run);
}

/** 设置读不出来（写错了）时只看环境：那时更不该在生产里放行。 */
function areTestEndpointsRemoved({ util, originalParam: { context } }: ServiceEvent): boolean {
  try {
    return createKernel({ vk: util.vk, paymentTypes: [], context }).config.settings.removeTestEndpoints;
  } catch {
    return readEnvironment(process.env) !== 'development';
  }
}

/**
 * 测试接口（演示登录之类）：不在生产构建里；万一带了上去，设置 removeTestEndpoints 让它在运行时也像不存在一样。
 * 缺省只有 development 环境不拒绝。
 */
export async function serveTestEndpoint(event: ServiceEvent, run: () => Promise<object>): Promise<object> {
  if (!areTestEndpointsRemoved(event)) return run();
  return { ...handlePaymentError({ code: 40001, requestId: event.originalParam.context.requestId }), msg: '接口不存在' };
}
