/** 演示与测试时可以随时拨动的开关；每个网关列出自己的名字与说明。 */

export interface Switches<Name extends string> {
  readonly names: readonly Name[];
  on(name: Name): boolean;
  set(name: Name, on: boolean): void;
  all(): Readonly<Record<Name, boolean>>;
}

export function createSwitches<Name extends string>(initial: Readonly<Record<Name, boolean>>): Switches<Name> {
  const state: Record<Name, boolean> = { ...initial };
  return {
    names: Object.keys(initial) as Name[],
    on: (name) => state[name],
    set: (name, on) => void (state[name] = on),
    all: () => ({ ...state }),
  };
}
