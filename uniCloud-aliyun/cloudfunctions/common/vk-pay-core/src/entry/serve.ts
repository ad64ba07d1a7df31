/** 路由服务的统一外壳：核验用户 → 执行 → 成功答复；任何失败 → 目录里的错误答复并留痕。 */
import type { ErrorAnswer } from '../../../../../../common/contract/errors';
import type { OkAnswer } from '../../../../../../common/contract/services';
import { answerWith } from './answer';
import { recordFailedStart } from '../journal/config-error';
import { PayError } from '../kernel/pay-error';
import { createVkPay, type VkPay } from './vk-pay';
import type { DeclaredType } from '../order-types/registry';
import type { ServiceEvent } from '../kernel/vk';

export interface Caller {
  readonly user_id: string;
}

type Body = Record<string, unknown> | object;

function answerService(
  event: ServiceEvent,
  types: readonly DeclaredType[],
  run: (pay: VkPay) => Promise<Body>,
): Promise<OkAnswer | ErrorAnswer> {
  const { context } = event.originalParam;
  return answerWith<VkPay, Body>(
    {
      open: () => createVkPay({ vk: event.util.vk, paymentTypes: types, context }),
      requestIdOf: (pay) => pay?.requestId ?? context.requestId ?? '',
      record: (pay, error) => pay.recordFailure(error),
      recordFailedStart: (cause) => recordFailedStart({ vk: event.util.vk, context }, cause),
      flush: (pay) => pay.flush(),
    },
    run,
  );
}

/** 任何人可调用的服务。`caller` 在带有效登录态时才有。 */
export function servePublic(
  event: ServiceEvent,
  types: readonly DeclaredType[],
  run: (pay: VkPay, caller: Caller | undefined) => Promise<Body>,
): Promise<OkAnswer | ErrorAnswer> {
  const caller = typeof event.uid === 'string' && event.uid !== '' ? { user_id: event.uid } : undefined;
  return answerService(event, types, (pay) => run(pay, caller));
}

/** 登录用户的服务。目录名已由框架把关，这里再查一次：框架在某些情形会放行没有 uid 的请求。 */
export function serveUser(
  event: ServiceEvent,
  types: readonly DeclaredType[],
  run: (pay: VkPay, caller: Caller) => Promise<Body>,
): Promise<OkAnswer | ErrorAnswer> {
  return answerService(event, types, (pay) => {
    if (typeof event.uid !== 'string' || event.uid === '') throw new PayError('PERMISSION');
    return run(pay, { user_id: event.uid });
  });
}

/** 员工的服务。`pay/sys/` 已由框架按角色把关，这里再查一次角色：目录判断可以被绕过。 */
export function serveStaff(
  event: ServiceEvent,
  types: readonly DeclaredType[],
  run: (pay: VkPay, caller: Caller) => Promise<Body>,
): Promise<OkAnswer | ErrorAnswer> {
  return answerService(event, types, (pay) => {
    const roles = event.userInfo?.role;
    if (typeof event.uid !== 'string' || event.uid === '' || !Array.isArray(roles) || !roles.includes('admin'))
      throw new PayError('PERMISSION');
    return run(pay, { user_id: event.uid });
  });
}
