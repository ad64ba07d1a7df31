/** 一个字段怎样算合格；长度用这家网关自己的单位。 */
import { createShapes, type Parsed, type Shape } from '../kit/shape';
import { GatewayError } from './errors';

const invalid = (name: string): GatewayError => new GatewayError('PARAM_ERROR', `参数有误：${name}`);

export const shapes = createShapes<string>({
  child: (_name, key) => String(key),
  notAnObject: invalid,
  notAList: invalid,
  notOneOf: invalid,
  unknownKey: invalid,
  missing: invalid,
});

/** 按形状检查正文；多余的键被拒绝。 */
export const parse = <S extends Shape>(shape: S, value: unknown): Parsed<S> => shapes.object(shape)(value, 'body');
