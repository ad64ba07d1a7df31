/** 模拟网关的公开选项。 */
import type { GatewayOptions } from '../kit/gateway';
import type { Operation } from './faults';

export type KeyMode = 'secret';
type Subject = 'order' | 'refund';

/** 网关里登记的一家商户。 */
export interface ToypayMerchant {
  readonly merchantId: string;
  readonly name: string;
  readonly secret: string;
}

export interface ToypayGatewayOptions extends GatewayOptions<Operation, Subject> {
  readonly merchant: ToypayMerchant;
}
