/** 可重复的随机：同一个种子掷出同一串。每一份用途各拿一副骰子，一处多掷一次不会牵动别处。 */

const UINT32 = 4_294_967_296;

export interface Dice {
  /** [0, 1) */
  next(): number;
  /** [from, to) 的整数 */
  between(from: number, to: number): number;
  chance(probability: number): boolean;
  /** 按权重挑一个 */
  pick<T extends { readonly weight: number }>(choices: readonly T[]): T;
  /** 耗时一类的数：多数靠近 median，少数拖得很长 */
  around(median: number, spread?: number): number;
}

/** mulberry32：小而够用。 */
function stream(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / UINT32;
  };
}

/** @param purpose 用途的名字：同一个种子之下各有各的一串 */
export function createDice(seed: number, purpose: string): Dice {
  let mixed = seed >>> 0;
  for (const letter of purpose) mixed = Math.imul(mixed ^ letter.charCodeAt(0), 0x01000193) >>> 0;
  const next = stream(mixed);
  return {
    next,
    between: (from, to) => from + Math.floor(next() * (to - from)),
    chance: (probability) => next() < probability,
    pick(choices) {
      let left = next() * choices.reduce((sum, { weight }) => sum + weight, 0);
      const found = choices.find(({ weight }) => (left -= weight) < 0) ?? choices.at(-1);
      if (!found) throw new Error('没有可挑的');
      return found;
    },
    around(median, spread = 0.5) {
      // 四个均匀数的和近似正态
      const bell = (next() + next() + next() + next() - 2) * 1.73;
      return Math.max(1, Math.round(median * Math.exp(bell * spread)));
    },
  };
}
