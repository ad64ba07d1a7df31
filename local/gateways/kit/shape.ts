/**
 * 请求字段的形状：一条规则检查一个值，并返回收窄后的值；对象只认列出的键。
 * 怎么抱怨（错误码、说明、位置）由各协议决定。
 */

/** 不符合时抛出该网关自己的拒绝。Place 说明这是哪个字段。 */
export type Rule<T, Place> = (value: unknown, place: Place) => T;
export interface OptionalRule<T, Place> extends Rule<T | undefined, Place> {
  readonly optional: true;
}
export type Shape = Readonly<Record<string, (value: unknown, place: never) => unknown>>;
type OptionalKeys<S extends Shape> = { [K in keyof S]: S[K] extends { readonly optional: true } ? K : never }[keyof S];
export type Parsed<S extends Shape> = { readonly [K in Exclude<keyof S, OptionalKeys<S>>]: ReturnType<S[K]> } & {
  readonly [K in OptionalKeys<S>]?: ReturnType<S[K]>;
};

export interface Complaints<Place> {
  /** 对象里的一个键、数组里的一项 */
  readonly child: (place: Place, key: string | number) => Place;
  readonly notAnObject: (place: Place, value: unknown) => Error;
  readonly notAList: (place: Place, min: number, max: number, value: unknown) => Error;
  readonly notOneOf: (place: Place, allowed: readonly string[], value: unknown) => Error;
  /** 文档里没有的键 */
  readonly unknownKey: (place: Place) => Error;
  readonly missing: (place: Place) => Error;
  /** 值为 null 的键；不给就当作普通的值，由规则去说 */
  readonly isNull?: (place: Place) => Error;
}

export interface Shapes<Place> {
  optional<T>(rule: Rule<T, Place>): OptionalRule<T, Place>;
  oneOf<const V extends string>(...allowed: readonly V[]): Rule<V, Place>;
  list<T>(item: Rule<T, Place>, max: number, min?: number): Rule<readonly T[], Place>;
  object<S extends Shape>(shape: S): Rule<Parsed<S>, Place>;
  /** 只看是不是对象 */
  readonly anyObject: Rule<Readonly<Record<string, unknown>>, Place>;
}

export function createShapes<Place>(say: Complaints<Place>): Shapes<Place> {
  const anyObject: Rule<Readonly<Record<string, unknown>>, Place> = (value, place) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw say.notAnObject(place, value);
    return value as Readonly<Record<string, unknown>>;
  };
  return {
    anyObject,
    optional: <T>(rule: Rule<T, Place>) =>
      Object.assign((value: unknown, place: Place) => (value === undefined ? undefined : rule(value, place)), { optional: true as const }),
    oneOf:
      <const V extends string>(...allowed: readonly V[]): Rule<V, Place> =>
      (value, place) => {
        if (typeof value !== 'string' || !(allowed as readonly string[]).includes(value)) throw say.notOneOf(place, allowed, value);
        return value as V;
      },
    list:
      <T>(item: Rule<T, Place>, max: number, min = 0): Rule<readonly T[], Place> =>
      (value, place) => {
        if (!Array.isArray(value) || value.length > max || value.length < min) throw say.notAList(place, min, max, value);
        return value.map((entry: unknown, index) => item(entry, say.child(place, index)));
      },
    object:
      <S extends Shape>(shape: S): Rule<Parsed<S>, Place> =>
      (value, place) => {
        const given = anyObject(value, place);
        for (const key of Object.keys(given)) {
          if (!Object.hasOwn(shape, key)) throw say.unknownKey(say.child(place, key));
          if (given[key] === null && say.isNull) throw say.isNull(say.child(place, key));
        }
        const parsed: Record<string, unknown> = {};
        for (const [key, rule] of Object.entries(shape)) {
          const own = Object.hasOwn(given, key) ? given[key] : undefined;
          if (own === undefined && !('optional' in rule)) throw say.missing(say.child(place, key));
          const result = (rule as Rule<unknown, Place>)(own, say.child(place, key));
          if (result !== undefined) parsed[key] = result;
        }
        return parsed as Parsed<S>;
      },
  };
}
