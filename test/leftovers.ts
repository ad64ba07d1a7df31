/**
 * 测试打开而没有关掉的东西。测试自己的 afterEach 在关之前抛错（例如不变量不成立），后面的 close 就不会执行：
 * 端口、数据库、定时器都还开着，整个进程退不出去。登记过的由 test/environment.ts 在一个测试文件跑完之后关掉。
 */
const KEY = Symbol.for('vk-pay.leftovers');
type Close = () => Promise<void>;

/** 没关的，后打开的在前。 */
export function leftoversIn(scope: object): Close[] {
  return [...((scope as { [KEY]?: Set<Close> })[KEY] ?? [])].reverse();
}

/** 登记一个打开的东西；关过就不再登记，关两次也只关一次。 */
export function closedAtTheEnd<T extends { close(): Promise<void> }>(thing: T): T {
  const scope = globalThis as { [KEY]?: Set<Close> };
  const open = (scope[KEY] ??= new Set<Close>());
  let closing: Promise<void> | undefined;
  const close: Close = () => {
    open.delete(close);
    return (closing ??= thing.close());
  };
  open.add(close);
  return { ...thing, close };
}
