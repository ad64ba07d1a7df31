/** 每一步多常抽到、抽成什么样。付款、通知、查询、退款这些常有的事多一些。 */
import * as fc from 'fast-check';
import { REVIEW_ACTS } from '../../../common/contract/review/acts';
import { NOTICE_FAULTS, REQUEST_FAULTS, TRANSFER_NOTICES, type Step, type StepName, type StepOf } from './step';

const ORDERS = 3;
export const TRANSFERS = 3;
const MOST_STEPS = 28;

const n = fc.integer({ min: 1, max: ORDERS });
const t = fc.integer({ min: 1, max: TRANSFERS });
const number = fc.integer({ min: 1, max: 3 });
const copies = fc.integer({ min: 1, max: 4 });
const provider = fc.constantFrom('wxpay' as const, 'alipay' as const);
const by = fc.constantFrom('clerk' as const, 'deputy' as const);
const fee = fc.constantFrom('all' as const, 500, 600, 2000, 3000);
const answer = fc.constantFrom('approve' as const, 'approve' as const, 'decline' as const);
const TICKS = [1000, 3000, 11_000, 31_000, 61_000, 131_000, 600_000, 1_900_000, 7_200_000] as const;
/** 一笔占掉一个人一天的大半、超过要第二个人点头的、凑在一起超过一天的。 */
const TRANSFER_FEES = [1000, 150_000, 250_000, 300_001, 300_001] as const;

/** 一步的其余部分怎样抽。 */
type Rest<Name extends StepName> = {
  readonly [Key in keyof Omit<StepOf<Name>, 'do'>]: fc.Arbitrary<StepOf<Name>[Key & keyof StepOf<Name>]>;
};
interface Draw<Name extends StepName> {
  readonly weight: number;
  readonly rest: Rest<Name>;
}

/** 除了「两件事同时」，每一种都在这里。 */
const DRAWS: { readonly [Name in Exclude<StepName, 'both'>]: Draw<Name> } = {
  create: {
    weight: 4,
    rest: { n, provider, type: fc.constantFrom('recharge', 'goods', 'card', 'topup', 'cart', 'trial', 'gift', 'shared', 'shared') },
  },
  pay: { weight: 6, rest: { n, heard: fc.boolean() } },
  notice: { weight: 4, rest: { n, copies } },
  'wrong amount': { weight: 1, rest: { n } },
  forged: { weight: 1, rest: { n, variant: fc.nat(11) } },
  'cross-channel': { weight: 1, rest: { n, from: n } },
  deliver: { weight: 4, rest: {} },
  query: { weight: 4, rest: { n } },
  close: { weight: 2, rest: { n } },
  cancel: { weight: 2, rest: { n } },
  refund: { weight: 5, rest: { n, number, fee } },
  'ask refund': { weight: 2, rest: { n, fee } },
  'withdraw request': { weight: 1, rest: { n } },
  'answer request': { weight: 2, rest: { n, act: answer } },
  resolve: { weight: 5, rest: { n, act: fc.constantFrom(...REVIEW_ACTS), by } },
  'resolve refund': { weight: 1, rest: { n, number, act: fc.constantFrom('refund', 'revoke', 'write_off'), by } },
  transfer: {
    weight: 4,
    rest: { t, provider, payee: fc.integer({ min: 1, max: 2 }), fee: fc.constantFrom(...TRANSFER_FEES), by, held: fc.boolean() },
  },
  'answer transfer': { weight: 2, rest: { t, act: answer, by } },
  receiver: { weight: 3, rest: { t, paid: fc.boolean() } },
  'query transfer': { weight: 2, rest: { t } },
  'cancel transfer': { weight: 2, rest: { t } },
  'transfer notice': { weight: 2, rest: { t, copies, say: fc.constantFrom(...TRANSFER_NOTICES) } },
  funds: { weight: 1, rest: { provider, enough: fc.boolean() } },
  share: { weight: 3, rest: { n, number, share: fc.constantFrom(200, 1000, 1500), finish: fc.constantFrom(false, false, false, true) } },
  'take back': { weight: 2, rest: { n, number, part: fc.constantFrom('all' as const, 100, 400) } },
  release: { weight: 1, rest: { n } },
  'sharing fails': { weight: 1, rest: { provider, failing: fc.boolean() } },
  complain: { weight: 1, rest: { n, heard: fc.boolean() } },
  'complaint notice': { weight: 1, rest: { n, copies, genuine: fc.boolean() } },
  'answer complaint': { weight: 1, rest: { n, act: fc.constantFrom('reply', 'reply', 'complete', 'approve', 'reject'), by } },
  monitor: { weight: 3, rest: {} },
  restart: { weight: 2, rest: {} },
  'rotate key': { weight: 1, rest: {} },
  'fault off': { weight: 1, rest: {} },
  tick: { weight: 5, rest: { ms: fc.constantFrom(...TICKS) } },
  'fault on': { weight: 2, rest: { provider, kind: fc.constantFrom(...REQUEST_FAULTS), times: fc.integer({ min: 1, max: 3 }) } },
  'late notices': { weight: 1, rest: { provider, kind: fc.constantFrom(...NOTICE_FAULTS) } },
  'supplier refuses': { weight: 1, rest: { times: fc.integer({ min: 1, max: 2 }) } },
};
/** 模型会做的每一步。 */
export const STEP_NAMES: readonly StepName[] = [...(Object.keys(DRAWS) as StepName[]), 'both'];

const arbitraryOf = (name: Exclude<StepName, 'both'>): fc.Arbitrary<Step> =>
  fc.record({ do: fc.constant(name), ...DRAWS[name].rest }) as fc.Arbitrary<Step>;

/** 有的种子多是转账，有的多是订单：两边的事混在一起，谁也走不深。 */
type Theme = 'orders' | 'transfers';
const MONEY_OUT: readonly StepName[] = [
  'transfer',
  'answer transfer',
  'receiver',
  'query transfer',
  'cancel transfer',
  'transfer notice',
  'funds',
];
const ANY_THEME: readonly StepName[] = ['deliver', 'monitor', 'restart', 'rotate key', 'fault off', 'tick', 'fault on', 'late notices'];
const factor = (name: StepName, theme: Theme): number =>
  ANY_THEME.includes(name) ? 2 : MONEY_OUT.includes(name) === (theme === 'transfers') ? 4 : 1;

const stepsOf = (theme: Theme): fc.Arbitrary<Step> => {
  const single: fc.Arbitrary<Step> = fc.oneof(
    ...(Object.keys(DRAWS) as (keyof typeof DRAWS)[]).map((name) => ({
      weight: DRAWS[name].weight * factor(name, theme),
      arbitrary: arbitraryOf(name),
    })),
  );
  /** 时间与实例不与别的事同时变：那样一步里面就没有「此刻」了。 */
  const concurrent = single.filter(({ do: name }) => name !== 'tick' && name !== 'restart');
  return fc.oneof(
    { weight: 5, arbitrary: single },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('both' as const), one: concurrent, other: concurrent }) },
  );
};
/** 总是从一张单或一笔转账开始，不然大半的步骤无事可做。 */
const storyOf = (theme: Theme, first: 'create' | 'transfer'): fc.Arbitrary<readonly Step[]> =>
  fc.tuple(arbitraryOf(first), fc.array(stepsOf(theme), { minLength: 4, maxLength: MOST_STEPS })).map(([start, rest]) => [start, ...rest]);
export const story: fc.Arbitrary<readonly Step[]> = fc.oneof(
  { weight: 2, arbitrary: storyOf('orders', 'create') },
  { weight: 1, arbitrary: storyOf('transfers', 'transfer') },
);
