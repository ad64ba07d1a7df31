/** 全部「同时发生的两件事」，在各自的每一家渠道上。 */
import { BOTH } from '../scenario';
import { CANCEL_RACES, ORDER_RACES, type RaceOf } from './orders';
import { runScheduled, type Race } from './race';
import { NOTICED_TRANSFER_RACES, TRANSFER_RACES } from './transfers';

export interface Pair {
  /** 如 `callback ‖ close @wxpay` */
  readonly name: string;
  readonly race: Race;
}

const on = (races: Readonly<Record<string, RaceOf>>, providers: readonly Race['provider'][]): Pair[] =>
  Object.entries(races).flatMap(([name, raceOf]) =>
    providers.map((provider) => ({ name: `${name} @${provider}`, race: raceOf(provider) })),
  );

export const ORDER_PAIRS: readonly Pair[] = [...on(ORDER_RACES, BOTH), ...on(CANCEL_RACES, ['alipay'])];
export const PAIRS: readonly Pair[] = [...ORDER_PAIRS, ...on(NOTICED_TRANSFER_RACES, ['wxpay']), ...on(TRANSFER_RACES, BOTH)];

/** 名字里有 text 的；缺省全部。 */
export const pairsNamed = (text = ''): readonly Pair[] => PAIRS.filter(({ name }) => name.includes(text));

export interface PairFailure {
  readonly name: string;
  readonly seed: number;
  readonly count: number;
  readonly message: string;
}

/** 从种子起 count 种次序，一个世界里走完。@returns 不对的样子；对的就没有 */
export async function runPair({ name, race }: Pair, seed: number, count: number): Promise<PairFailure | undefined> {
  try {
    await runScheduled(race, seed, count);
    return undefined;
  } catch (error) {
    return { name, seed, count, message: error instanceof Error ? error.message : String(error) };
  }
}

export const explainPair = ({ name, seed, count, message }: PairFailure): string =>
  `${name}，种子 ${seed}：${message}\n重放：npm run simulate -- --pairs ${count} --seed ${seed} --pair '${name}'`;
