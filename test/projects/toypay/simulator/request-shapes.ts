/** 各接口的字段。 */
import { shapes } from './fields';
import { GatewayError } from './errors';

const text = (value: unknown, name: string): string => {
  if (typeof value !== 'string' || value === '') throw new GatewayError('PARAM_ERROR', name);
  return value;
};
const whole = (value: unknown, name: string): number => {
  if (!Number.isSafeInteger(value) || Number(value) < 1) throw new GatewayError('PARAM_ERROR', name);
  return value as number;
};

export const createShape = { no: text, total: whole, subject: text, until: whole, notify: text, app: text };
export const numberShape = { no: text };
export const refundShape = { no: text, refund_no: text, refund: whole, notify: shapes.optional(text) };
export const refundNumberShape = { no: text, refund_no: text };
