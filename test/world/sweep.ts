/** 逐点切断的扫描：一个场景的每一个号、每一种切法各走一遍，哪里不对就说出怎样重放。 */
import { CUTS, Ports, sweepCuts, type Cut, type PortCall, type SweepReport } from './ports';
import { nameOf, play, type Case } from './scenario';
import { CASES } from './scenarios';

/** 名字里有 text 的场景；缺省全部。 */
export function casesNamed(text = ''): readonly Case[] {
  return CASES.filter((one) => nameOf(one).includes(text));
}

/** 命令行里一个切点的写法，如 `kill-after:12`。 */
export interface CutPoint {
  readonly cut: Cut;
  readonly index: number;
}
export function readCutPoint(text: string): CutPoint | undefined {
  const [how = '', index = ''] = text.split(':');
  const cut = CUTS.find((one) => one.replace(' ', '-') === how);
  return cut && /^\d+$/.test(index) ? { cut, index: Number(index) } : undefined;
}

/** 只走一个切点。@throws Error 有一处不对，或没有走到那么远 */
export async function playCut(one: Case, { cut, index }: CutPoint): Promise<PortCall> {
  const ports = new Ports();
  ports.cutAt(index, cut);
  await play(one, ports);
  if (!ports.struck) throw new Error(`没有切到 #${index}：这个场景没有这么多次调用`);
  return ports.struck;
}

export function sweepCase(one: Case, choose?: (call: PortCall) => readonly Cut[]): Promise<SweepReport> {
  return sweepCuts((ports) => play(one, ports), choose);
}

/** 每 every 个切点里切一个：号与切法错开着取，走得少也四种切法都有。同样的 every 总是同样的切点。 */
export function share({ name, cuts, every }: { readonly name: string; readonly cuts: readonly Cut[]; readonly every: number }) {
  // 不同的场景从不同的号起，不然每个场景都只切在同样的地方。
  const offset = [...name].reduce((sum, letter) => sum + letter.charCodeAt(0), 0);
  return ({ index }: PortCall): readonly Cut[] => cuts.filter((cut) => (index + CUTS.indexOf(cut) + offset) % every === 0);
}

/** 会改变什么的调用；日志除外，它从不影响支付。 */
const CHANGES = /^(?:add|set|update|updateAndReturn|remove|commit|POST) ?(?!payment_logs|payment_errors)/;

/** 测试里来得及走的那一部分：改变了什么的调用，every 个里取一个（单数），轮流死在之后、丢了应答。全部由 `npm run sweep` 走。 */
export const sample =
  (every: number) =>
  (call: PortCall): readonly Cut[] => {
    if (!CHANGES.test(call.name) || call.index % every !== 0) return [];
    return [call.index % 2 === 0 ? 'kill after' : 'fail after'];
  };

/** 一处不对，写成人能照着重放的样子。`at` 如 `kill after #12 commit`。 */
export function explain(one: Case, { at, error }: SweepReport['failures'][number]): string {
  const [, how = '', when = '', index = ''] = /^(\S+) (\S+) #(\d+)/.exec(at) ?? [];
  const text = error instanceof Error ? error.message : String(error);
  return `${nameOf(one)}，${at}\n${text}\n重放：npm run sweep -- --scenario '${nameOf(one)}' --cut ${how}-${when}:${index}`;
}
