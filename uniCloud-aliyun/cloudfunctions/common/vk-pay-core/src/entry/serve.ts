/** 路由服务的统一外壳：核验登录态 → 执行 → 成功答复；任何失败 → 目录里的错误答复并留痕。 */
import type { ErrorAnswer } from '../../../../../../common/contract/errors';
import type { OkAnswer } from '../../../../../../common/contract/services';
import { recordFailedStart } from './failed-start';
import type { ServiceEvent } from '../kernel/vk';
import type { DeclaredType } from '../order-types/registry';
import type { Session } from '../kernel/session';
import { findSession, requireSession, requireStaffSession } from '../payers/session';
import { answerWith } from './answer';
import { createVkPay, type VkPay } from './vk-pay';

export interface Caller {
  readonly user_id: string;
}

type Body = Record<string, unknown> | object;

function answerService<Known extends Session | undefined>(
  event: ServiceEvent,
  types: readonly DeclaredType[],
  identify: (event: ServiceEvent) => Promise<Known>,
  run: (pay: VkPay, session: Known) => Promise<Body>,
): Promise<OkAnswer | ErrorAnswer> {
  const { context } = event.originalParam;
  return answerWith<{ readonly pay: VkPay; readonly session: Known }, Body>(
    {
      open: async () => {
        const session = await identify(event);
        return { pay: createVkPay({ vk: event.util.vk, paymentTypes: types, context, ...(session ? { session } : {}) }), session };
      },
      requestIdOf: (port) => port?.pay.requestId ?? context.requestId ?? '',
      record: ({ pay }, error) => pay.recordFailure(error),
      recordFailedStart: (cause) => recordFailedStart({ vk: event.util.vk, context }, cause),
      flush: ({ pay }) => pay.flush(),
    },
    ({ pay, session }) => run(pay, session),
  );
}

/** 任何人可调用的服务。`caller` 在带有活着的登录态时才有。 */
export function servePublic(
  event: ServiceEvent,
  types: readonly DeclaredType[],
  run: (pay: VkPay, caller: Caller | undefined) => Promise<Body>,
): Promise<OkAnswer | ErrorAnswer> {
  return answerService(event, types, findSession, run);
}

/** 登录用户的服务。框架已核验过令牌的签名；登录态是否还活着，这里自己查用户表。 */
export function serveUser(
  event: ServiceEvent,
  types: readonly DeclaredType[],
  run: (pay: VkPay, caller: Caller) => Promise<Body>,
): Promise<OkAnswer | ErrorAnswer> {
  return answerService(event, types, requireSession, run);
}

/** 员工的服务。`pay/sys/` 已由框架按角色把关，这里再查一次：目录判断可以被绕过，令牌里的角色可能已被收回。 */
export function serveStaff(
  event: ServiceEvent,
  types: readonly DeclaredType[],
  run: (pay: VkPay, caller: Caller) => Promise<Body>,
): Promise<OkAnswer | ErrorAnswer> {
  return answerService(event, types, requireStaffSession, run);
}
