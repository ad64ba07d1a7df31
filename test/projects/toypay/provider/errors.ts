/** 网关的错误码 → 错误目录；原始码只进日志。没见过的是「不知道」。 */
import type { PayError } from '../../kernel/pay-error';
import { NUMBER_USED, refusal, type Operation, type Refusal } from '../kit/refusal';

const REASONS: ReadonlyMap<string, Refusal> = new Map<string, Refusal>([
  ['NOT_FOUND', { kind: 'ORDER_NOT_FOUND', outcome: 'none' }],
  ['PAID', { kind: 'ORDER_PAID', outcome: 'none' }],
  ['NUMBER_USED', { kind: 'PARAM', outcome: 'none', ...NUMBER_USED }],
  ['TOO_MUCH', { kind: 'PARAM', outcome: 'none', input: 'refund_fee' }],
  ['BAD_SIGN', { kind: 'SIGNATURE', outcome: 'none' }],
]);

export const toypayError = (operation: Operation, code: string): PayError =>
  refusal(operation, REASONS.get(code) ?? { kind: 'BUSY', outcome: 'unknown' }, { gatewayCode: code });
