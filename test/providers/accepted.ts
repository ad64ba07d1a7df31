/** 渠道的拒绝可以答出来、也可以抛出来（providers/provider 的 parseNotify）：测试里一律抛出。 */
import { PayError } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/kernel/pay-error';
import type { NotifyEvent } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/provider';

/** @throws PayError 被拒绝了 */
export function accepted(said: NotifyEvent | PayError): NotifyEvent {
  if (said instanceof PayError) throw said;
  return said;
}
