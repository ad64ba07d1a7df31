/**
 * 模型里的世界：真实的云函数与两家模拟网关。模型只记下「有过哪几张单、哪几笔转账」，
 * 因为对不对从不由模型说：每走一步，都拿模拟网关自己的账来对。
 */
import type { ProviderName } from '../../../common/contract/channels';
import { seededLatency, type Wait } from '../latency';
import { findStepFaults } from '../oracle';
import { stageOf, type Stage } from '../scenario';
import { TRANSFER_SETTINGS } from '../transferring';
import { openWorld, type World } from '../world';
import { COMPLAINT_SETTINGS } from '../complaining';
import { authorisingActs } from './authorising';
import { complainingActs } from './complaining';
import { counterActs } from './counter';
import { merchantActs } from './merchants';
import { payingActs, type Places } from './paying';
import { returningActs } from './returning';
import { COUNTERS, describeStep, type Acts, type NoticeFault, type RequestFault, type Step } from './step';
import { sharingActs } from './sharing';
import { shippingActs } from './shipping';
import { transferring } from './transferring';
import { virtualActs } from './virtual';

/** 登录态过几小时就失效：时钟走了这么久就重新登录，毫秒。 */
const SIGN_IN_AFTER_MS = 3_600_000;
/** 有的种子里，多付的、迟到的各照一种办法，大额的要两个人。 */
const LATE = ['fulfil', 'refund', 'review'] as const;
const APPROVAL_FEE = 4000;
/** 迟到的请求在路上这么久：还在「不会再在路上」之内，毫秒。 */
const UNDERWAY_MS = 100_000;

const settingsOf = (seed: number): Readonly<Record<string, unknown>> => ({
  ...TRANSFER_SETTINGS,
  ...COMPLAINT_SETTINGS,
  latePayment: LATE[seed % LATE.length],
  surplusPayment: seed % 2 === 0 ? 'refund' : 'review',
  ...(seed % 2 === 1 ? { reviewApprovalFee: APPROVAL_FEE } : {}),
});

/** 网关说得一清二楚的拒绝。 */
const REFUSALS: Readonly<Record<string, object>> = {
  wxpay: { code: 'NOT_ENOUGH' },
  alipay: { subCode: 'ACQ.SELLER_BALANCE_NOT_ENOUGH' },
};
const requestFault = (provider: ProviderName, kind: RequestFault) =>
  kind === 'late' ? { kind, ms: UNDERWAY_MS } : kind === 'error' ? { kind, ...REFUSALS[provider] } : { kind };

const noticeFault = (kind: NoticeFault) =>
  kind === 'duplicate' ? { kind, count: 3 } : kind === 'delay' ? { kind, ms: 3_600_000 } : { kind };

export interface Actor {
  readonly world: World;
  readonly stage: Stage;
  /** @throws Error 走完这一步，账有一处不对 */
  take(step: Step): Promise<void>;
  /** 故障都撤掉，处理中的都出了结果。@throws 同上 */
  calm(): Promise<void>;
  close(): Promise<void>;
}

/**
 * @param seed 决定每次读与随后的写之间等多久，与商户选了哪些办法
 * @param merchants 有没有别的商户：有的每个新实例要多解析几套密钥，用不着就不要
 */
export async function openActor(seed: number, merchants: boolean): Promise<Actor> {
  const [database, http]: [Wait, Wait] = [seededLatency(seed, 3), seededLatency(seed + 1_000_000, 3)];
  const world = await openWorld({
    latency: { databaseLatency: database, httpLatency: http },
    settings: settingsOf(seed),
    virtual: seed % 3 === 0 ? 'plain' : 'safe',
    miniProgram: true,
    merchants,
  });
  const stage = stageOf(world, 'wxpay');
  for (const provider of COUNTERS) await stage.addReceivers(provider);
  const places: Places = new Map();
  let together = false;
  let signedInAt = world.now();
  const { wxpay, alipay } = world.stack;
  const money = transferring(stage);
  const faultOn = (provider: ProviderName, operation: 'callback' | '*', fault: object, times?: number): void =>
    world.stack[provider].faults.add({ operation, fault: fault as never, ...(times === undefined ? {} : { times }) });

  const ACTS: Acts = {
    ...payingActs(stage, places),
    ...merchantActs(stage, places, () => !together),
    ...virtualActs(stage),
    ...counterActs(stage, places),
    ...shippingActs(stage),
    ...returningActs(stage),
    ...money.acts,
    ...authorisingActs(stage, money.send),
    ...sharingActs(stage),
    ...complainingActs(stage),
    monitor: () => world.monitor(),
    restart: () => world.stack.runtime.recycle(),
    'rotate key': () => wxpay.rotatePlatformCertificate(),
    async tick({ ms }) {
      world.tick(ms);
      if (world.now() - signedInAt < SIGN_IN_AFTER_MS) return;
      signedInAt = world.now();
      await world.signIn();
    },
    'fault on': ({ provider, kind, times }) => faultOn(provider, '*', requestFault(provider, kind), times),
    'late notices': ({ provider, kind }) => faultOn(provider, 'callback', noticeFault(kind)),
    'fault off'() {
      wxpay.faults.clear();
      alipay.faults.clear();
    },
    'supplier refuses': ({ times }) => world.supplier.refuse(times),
    both: async ({ one, other }) => {
      together = true;
      await Promise.all([act(one), act(other)]).finally(() => (together = false));
    },
  };
  const act = async (step: Step): Promise<void> => void (await (ACTS[step.do] as (step: Step) => unknown)(step));
  const take = async (step: Step): Promise<void> => {
    await act(step);
    const faults = [...world.seen, ...findStepFaults(world)];
    if (faults.length > 0) throw new Error(`走完「${describeStep(step)}」：${faults.join('；')}`);
  };

  return {
    world,
    stage,
    take,
    async calm() {
      money.calm();
      await take({ do: 'fault off' });
      await take({ do: 'supplier refuses', times: 0 });
      await take({ do: 'virtual refunds fail', failing: false });
    },
    close: () => world.close(),
  };
}
