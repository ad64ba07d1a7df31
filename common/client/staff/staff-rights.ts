/** 员工页只摆出这个人能做的；做不了的，在按钮的位置说清楚缺哪种权限。能不能做始终由服务端判断。 */
import type { StaffService } from '../../contract/staff-permissions';
import { lackingFor } from '../shell/signed-in';
import { STAFF } from '../words/staff';

/** @returns 缺权限时的一句话；做得了为 undefined */
export function lackingText(service: StaffService): string | undefined {
  const lacking = lackingFor(service);
  if (lacking === undefined) return undefined;
  return { 'pay-viewer': STAFF.lacksView, 'pay-refund': STAFF.lacksRefund, 'pay-admin': STAFF.lacksAdmin }[lacking];
}
