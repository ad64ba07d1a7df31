/** 入参检查的入口：不合格就抛 40001，点名每个字段。 */
import type * as v from 'valibot';
import { checkParams } from '../../../../../../common/contract/check-params';
import { PayError } from './pay-error';

export function requireParams<Schema extends v.GenericSchema>(schema: Schema, input: unknown): v.InferOutput<Schema> {
  const result = checkParams(schema, input);
  if (!result.ok) throw PayError.param(result.problems);
  return result.value;
}
