/**
 * 给一个场景里通向外面的每一次调用编号，并在第 n 次那里切断：失败、丢应答，或让实例死在那里。
 * 一次数据库操作（含开启事务、提交、写日志行）或一次出站 HTTP 是一个号。console 不算：它不改变任何东西，
 * 切在它前后与切在相邻两个号之间是一回事。
 */
import type { DatabaseOperation, HttpCall, RuntimeOptions } from '../../local/unicloud';

/** fail：调用方得到错误，接着往下走；kill：实例死掉，什么都不再做。before：还没发生；after：发生了，应答没回来。 */
export type Cut = 'fail before' | 'fail after' | 'kill before' | 'kill after';
export const CUTS: readonly Cut[] = ['fail before', 'fail after', 'kill before', 'kill after'];

export interface PortCall {
  /** 从 0 起，按发出的次序 */
  readonly index: number;
  /** 如 `update payment_orders`、`commit`、`POST /v3/pay/transactions/native` */
  readonly name: string;
}

/** 切断时调用方看到的错误；与真实的断线一样没有可供判断的码。 */
export class CutError extends Error {}

type Hooks = Required<Pick<RuntimeOptions, 'databaseFault' | 'httpFault'>>;

export class Ports {
  readonly hooks: Hooks;
  private watching = false;
  private seen: PortCall[] = [];
  private planned: { index: number; cut: Cut } | undefined;
  private hit: PortCall | undefined;
  private readonly calls_ = new WeakMap<object, PortCall>();

  constructor() {
    this.hooks = {
      databaseFault: (operation, phase) => this.pass(operation, `${operation.kind} ${operation.collection}`.trim(), phase),
      httpFault: (call, phase) => this.pass(call, `${call.method} ${new URL(call.url).pathname}`, phase),
    };
  }

  /** 从这里开始编号（从 0）；之前的、`calm` 之后的调用都不编号，也不会被切。 */
  watch(): void {
    this.watching = true;
    this.seen = [];
    this.hit = undefined;
  }
  /** 到此为止：后面是补救与检查。 */
  calm(): void {
    this.watching = false;
  }
  /** 编了号的第 index 次调用要被切断。 */
  cutAt(index: number, cut: Cut): void {
    this.planned = { index, cut };
  }
  get calls(): readonly PortCall[] {
    return this.seen;
  }
  /** 切到的那一次；没走到那么远就没有 */
  get struck(): PortCall | undefined {
    return this.hit;
  }

  private pass(call: DatabaseOperation | HttpCall, name: string, phase: 'before' | 'after'): void | 'kill' {
    if (phase === 'before' && this.watching) {
      const numbered = { index: this.seen.length, name };
      this.seen.push(numbered);
      this.calls_.set(call, numbered);
    }
    const numbered = this.calls_.get(call);
    const { planned } = this;
    if (!numbered || !planned || numbered.index !== planned.index) return undefined;
    const [how, when] = planned.cut.split(' ');
    if (when !== phase) return undefined;
    this.hit = numbered;
    if (how === 'kill') return 'kill';
    throw new CutError(phase === 'before' ? `没有发出：${name}` : `应答丢了：${name}`);
  }
}

export interface CutFailure {
  readonly at: string;
  readonly error: unknown;
}
export interface SweepReport {
  /** 一次不切的场景有多少个号 */
  readonly calls: readonly PortCall[];
  readonly cuts: number;
  readonly failures: readonly CutFailure[];
}

/**
 * 把场景先完整走一遍数清号数，再对选中的号、选中的切法各走一遍（缺省全部）。
 * 场景自己：`ports.hooks` 交给运行时，`ports.watch()`，做事（容忍中途的失败），`ports.calm()`，补救，检查——不对就抛。
 * 不切的那一遍抛错直接抛出；切了的收集起来，一次看全。
 */
export async function sweepCuts(
  scenario: (ports: Ports) => Promise<void>,
  choose: (call: PortCall) => readonly Cut[] = () => CUTS,
): Promise<SweepReport> {
  const whole = new Ports();
  await scenario(whole);
  const failures: CutFailure[] = [];
  const plan = whole.calls.flatMap((call) => choose(call).map((cut) => ({ call, cut })));
  for (const { call, cut } of plan) {
    const ports = new Ports();
    ports.cutAt(call.index, cut);
    try {
      await scenario(ports);
      if (!ports.struck) throw new Error('没有切到：这一遍的调用变少了');
    } catch (error) {
      failures.push({ at: `${cut} #${call.index} ${ports.struck?.name ?? call.name}`, error });
    }
  }
  return { calls: whole.calls, cuts: plan.length, failures };
}
