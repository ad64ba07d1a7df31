/**
 * 模型里的人与网关能做的每一件事。世界是真实的云函数与两家模拟网关；模型只记下「有过哪几张单」，
 * 因为对不对从不由模型说：每走一步，都拿模拟网关自己的账来对。
 */
import type { ProviderName } from '../../../common/contract/channels';
import { seededLatency, type Wait } from '../latency';
import { findStepFaults } from '../oracle';
import { stageOf, type Stage } from '../scenario';
import { openWorld, type World } from '../world';

/** 一步；`n` 是第几张单（从 1 起），不存在的就什么也不做。 */
export type Step =
  | {
      readonly do: 'create';
      readonly n: number;
      readonly type: 'recharge' | 'goods' | 'card' | 'topup' | 'cart';
      readonly provider: ProviderName;
    }
  | { readonly do: 'pay'; readonly n: number; readonly heard: boolean }
  | { readonly do: 'notice'; readonly n: number; readonly copies: number }
  | { readonly do: 'wrong amount'; readonly n: number }
  | { readonly do: 'forged'; readonly n: number; readonly variant: number }
  | { readonly do: 'cross-channel'; readonly n: number; readonly from: number }
  | { readonly do: 'deliver' }
  | { readonly do: 'query' | 'close' | 'cancel'; readonly n: number }
  | { readonly do: 'refund'; readonly n: number; readonly number: number; readonly fee: number | 'all' }
  | { readonly do: 'resolve'; readonly n: number; readonly act: 'settle' | 'fulfil' | 'refund' | 'close' }
  | { readonly do: 'monitor' | 'restart' | 'rotate key' | 'fault off' }
  | { readonly do: 'tick'; readonly ms: number }
  | { readonly do: 'fault on'; readonly provider: ProviderName; readonly kind: RequestFault; readonly times: number }
  | { readonly do: 'late notices'; readonly provider: ProviderName; readonly kind: NoticeFault }
  | { readonly do: 'supplier refuses'; readonly times: number }
  | { readonly do: 'both'; readonly one: Step; readonly other: Step };

export const REQUEST_FAULTS = ['lostRequest', 'lostAnswer', 'systemErrorCommitted', 'truncated', 'falseSignature', 'unknownEnum'] as const;
type RequestFault = (typeof REQUEST_FAULTS)[number];
export const NOTICE_FAULTS = ['suppress', 'duplicate', 'delay', 'reorder'] as const;
type NoticeFault = (typeof NOTICE_FAULTS)[number];
const FORGED = {
  wxpay: ['forged', 'tampered', 'stale', 'signTest', 'wrongApiKey', 'unknownSerial'],
  alipay: ['forged', 'tampered', 'unsigned', 'signTypeKept', 'foreignApp', 'foreignSeller'],
} as const;

/** 登录态过几小时就失效：时钟走了这么久就重新登录，毫秒。 */
const SIGN_IN_AFTER_MS = 3_600_000;

const noticeFault = (kind: NoticeFault) =>
  kind === 'duplicate' ? { kind, count: 3 } : kind === 'delay' ? { kind, ms: 3_600_000 } : { kind };

export interface Actor {
  readonly world: World;
  readonly stage: Stage;
  /** @throws Error 走完这一步，账有一处不对 */
  take(step: Step): Promise<void>;
  close(): Promise<void>;
}

/** @param seed 决定每次读与随后的写之间等多久 */
export async function openActor(seed: number): Promise<Actor> {
  const [database, http]: [Wait, Wait] = [seededLatency(seed, 3), seededLatency(seed + 1_000_000, 3)];
  const world = await openWorld({ latency: { databaseLatency: database, httpLatency: http } });
  const stage = stageOf(world, 'wxpay');
  const channels = new Map<number, ProviderName>();
  let signedInAt = world.now();
  const { wxpay, alipay } = world.stack;

  const ACTS: { readonly [Do in Step['do']]: (step: Extract<Step, { do: Do }>) => unknown } = {
    async create({ n, type, provider }) {
      // 同号再来总是同一件事；换了渠道的由另一张单来走。
      const channel = channels.get(n) ?? provider;
      channels.set(n, channel);
      await stage.create({ type, provider: channel }, n);
    },
    pay({ n, heard }) {
      if (!stage.tillOf(n).payable(stage.no(n))) return;
      if (!heard) stage.tillOf(n).loseNotice();
      stage.tillOf(n).pay(stage.no(n));
    },
    async notice({ n, copies }) {
      if (stage.tillOf(n).truth(stage.no(n)).paid === 0) return;
      const request = stage.tillOf(n).paymentNotice(stage.no(n));
      await Promise.all(Array.from({ length: copies }, () => world.post(request)));
    },
    async 'wrong amount'({ n }) {
      if (stage.tillOf(n).truth(stage.no(n)).paid > 0) await world.post(stage.tillOf(n).wrongAmount(stage.no(n)));
    },
    async forged({ n, variant }) {
      const outTradeNo = stage.no(n);
      const provider = channels.get(n);
      if (provider === undefined || stage.tillOf(n).truth(outTradeNo).paid === 0) return;
      await world.post(
        provider === 'wxpay'
          ? wxpay.buildNotification('payment', { outTradeNo, variant: FORGED.wxpay[variant % FORGED.wxpay.length] as 'forged' })
          : alipay.buildNotification('payment', { outTradeNo, variant: FORGED.alipay[variant % FORGED.alipay.length] as 'forged' }),
      );
    },
    /** 微信真实签名的通知，说的却是（也许在别家的）另一张单。 */
    async 'cross-channel'({ n, from }) {
      if (channels.get(from) !== 'wxpay' || n === from || stage.tillOf(from).truth(stage.no(from)).paid === 0) return;
      await world.post(wxpay.buildNotification('payment', { outTradeNo: stage.no(from), plaintext: { out_trade_no: stage.no(n) } }));
    },
    deliver: () => world.deliver(),
    query: ({ n }) => stage.query(n),
    close: ({ n }) => stage.closeOrder(n),
    cancel: ({ n }) => stage.cancel(n),
    refund: ({ n, number, fee }) => stage.giveBack(fee === 'all' ? undefined : fee, number + 10 * n, n),
    resolve: ({ n, act }) => stage.resolve(act, n),
    monitor: () => world.monitor(),
    restart: () => world.stack.runtime.recycle(),
    'rotate key': () => wxpay.rotatePlatformCertificate(),
    async tick({ ms }) {
      world.tick(ms);
      if (world.now() - signedInAt < SIGN_IN_AFTER_MS) return;
      signedInAt = world.now();
      await world.signIn();
    },
    'fault on': ({ provider, kind, times }) =>
      provider === 'wxpay'
        ? wxpay.faults.add({ operation: '*', fault: { kind }, times })
        : alipay.faults.add({ operation: '*', fault: { kind }, times }),
    'late notices': ({ provider, kind }) =>
      provider === 'wxpay'
        ? wxpay.faults.add({ operation: 'callback', fault: noticeFault(kind) as never })
        : alipay.faults.add({ operation: 'callback', fault: noticeFault(kind) as never }),
    'fault off'() {
      wxpay.faults.clear();
      alipay.faults.clear();
    },
    'supplier refuses': ({ times }) => world.supplier.refuse(times),
    both: async ({ one, other }) => {
      await Promise.all([act(one), act(other)]);
    },
  };
  const act = async (step: Step): Promise<void> => void (await (ACTS[step.do] as (step: Step) => unknown)(step));

  return {
    world,
    stage,
    async take(step) {
      await act(step);
      const faults = [...world.seen, ...findStepFaults(world)];
      if (faults.length > 0) throw new Error(`走完「${describeStep(step)}」：${faults.join('；')}`);
    },
    close: () => world.close(),
  };
}

export function describeStep({ do: name, ...rest }: Step): string {
  if ('one' in rest) return `both (${describeStep(rest.one)} ‖ ${describeStep(rest.other)})`;
  return [name, ...Object.entries(rest).map(([key, value]) => (key === 'n' ? `#${String(value)}` : `${key}=${String(value)}`))].join(' ');
}
