/** 每一步多常抽到、抽成什么样。付款、通知、查询、退款这些常有的事多一些。 */
import * as fc from 'fast-check';
import { SHOPS } from '../merchants';
import { REVIEW_ACTS } from '../../../common/contract/review/acts';
import {
  AUTHORIZATION_NOTICES,
  COUNTERS,
  NOTICE_FAULTS,
  PUSHES,
  REQUEST_FAULTS,
  TRANSFER_NOTICES,
  type Step,
  type StepName,
  type StepOf,
} from './step';

const ORDERS = 3;
export const TRANSFERS = 3;
const AUTHORIZATIONS = 3;
const LEAST_STEPS = 8;
const MOST_STEPS = 28;

/** 第一张走得最深 */
const n = fc.constantFrom(...Array.from({ length: ORDERS }, () => 1), ...Array.from({ length: ORDERS - 1 }, (_none, index) => index + 2));
const t = fc.integer({ min: 1, max: TRANSFERS });
const a = fc.integer({ min: 1, max: AUTHORIZATIONS });
const payee = fc.integer({ min: 1, max: 2 });
const number = fc.integer({ min: 1, max: 3 });
const copies = fc.integer({ min: 1, max: 4 });
const provider = fc.constantFrom(...COUNTERS);
const by = fc.constantFrom('clerk' as const, 'deputy' as const);
const fee = fc.constantFrom('all' as const, 500, 600, 2000, 3000);
const shop = fc.constant('default' as const);
const anyShop = fc.constantFrom(...SHOPS);
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
    rest: {
      n,
      provider: fc.constantFrom('wxpay' as const, 'alipay' as const, 'wxpay' as const, 'alipay' as const, 'wxpay-virtual' as const),
      type: fc.constantFrom('recharge', 'goods', 'card', 'topup', 'cart', 'trial', 'gift', 'shared', 'shared', 'posted', 'parcel'),
      shop,
    },
  },
  pay: { weight: 6, rest: { n, heard: fc.boolean() } },
  notice: { weight: 4, rest: { n, copies } },
  'wrong amount': { weight: 1, rest: { n } },
  forged: { weight: 1, rest: { n, variant: fc.nat(11) } },
  'cross-channel': { weight: 1, rest: { n, from: n } },
  'another merchant': {
    weight: 2,
    rest: { n, from: n, about: fc.constantFrom('payment', 'payment', 'refund'), door: fc.constantFrom('signer', 'spoken of') },
  },
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
    rest: { t, provider, payee, fee: fc.constantFrom(...TRANSFER_FEES), by, held: fc.boolean() },
  },
  'answer transfer': { weight: 2, rest: { t, act: answer, by } },
  receiver: { weight: 3, rest: { t, paid: fc.boolean() } },
  'query transfer': { weight: 2, rest: { t } },
  'cancel transfer': { weight: 2, rest: { t } },
  'transfer notice': { weight: 2, rest: { t, copies, say: fc.constantFrom(...TRANSFER_NOTICES) } },
  authorise: { weight: 2, rest: { a, payee } },
  'payee agrees': { weight: 2, rest: { a, heard: fc.boolean() } },
  'payee closes': { weight: 1, rest: { a, heard: fc.boolean() } },
  'query authorisation': { weight: 1, rest: { a } },
  'close authorisation': { weight: 1, rest: { a } },
  'authorised transfer': { weight: 3, rest: { t, a, fee: fc.constantFrom(...TRANSFER_FEES), by } },
  'authorisation notice': { weight: 1, rest: { a, copies, say: fc.constantFrom(...AUTHORIZATION_NOTICES) } },
  funds: { weight: 1, rest: { provider, enough: fc.boolean() } },
  share: { weight: 3, rest: { n, number, share: fc.constantFrom(200, 1000, 1500), finish: fc.constantFrom(false, false, false, true) } },
  'take back': { weight: 2, rest: { n, number, part: fc.constantFrom('all' as const, 100, 400) } },
  release: { weight: 1, rest: { n } },
  'sharing fails': { weight: 1, rest: { provider, failing: fc.boolean() } },
  push: { weight: 3, rest: { n, copies, say: fc.constantFrom(...PUSHES), about: n } },
  'log in': { weight: 1, rest: { expired: fc.constantFrom(true, false, false) } },
  'virtual refunds fail': { weight: 1, rest: { failing: fc.boolean() } },
  charge: {
    weight: 3,
    rest: { n, provider, type: fc.constantFrom('counter', 'card'), mode: fc.constantFrom('pay', 'password', 'password', 'poor'), shop },
  },
  'watch counter': { weight: 3, rest: { n } },
  ship: { weight: 2, rest: { n, way: fc.constantFrom('pickup' as const, 'express' as const, 'unknown carrier' as const) } },
  receipt: { weight: 2, rest: { n } },
  dispute: { weight: 1, rest: { n, held: fc.boolean() } },
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

const arbitraryOf = (name: Exclude<StepName, 'both'>, own: object): fc.Arbitrary<Step> =>
  fc.record({ do: fc.constant(name), ...DRAWS[name].rest, ...own }) as fc.Arbitrary<Step>;

/** 每个种子有一个主题：什么都混在一起，哪一样也走不深。主题里的步骤多抽，别的也都抽得到。 */
type Theme = 'orders' | 'transfers' | 'consent' | 'virtual' | 'counter' | 'shipping' | 'merchants';
interface Plot {
  readonly weight: number;
  /** 总是从这几步开始，不然大半的步骤无事可做；没有说第几张的都是第一张单、第一笔转账 */
  readonly opening: readonly (Exclude<StepName, 'both'> | readonly [Exclude<StepName, 'both'>, object])[];
  readonly more: readonly StepName[];
  /** 这个主题里下的单、柜台收的款 */
  readonly create?: Partial<Rest<'create'>>;
  readonly charge?: Partial<Rest<'charge'>>;
}
const MONEY_OUT = [
  'transfer',
  'answer transfer',
  'receiver',
  'query transfer',
  'cancel transfer',
  'transfer notice',
  'funds',
] as const satisfies readonly StepName[];
const CONSENT = [
  'authorise',
  'payee agrees',
  'payee closes',
  'query authorisation',
  'close authorisation',
  'authorised transfer',
  'authorisation notice',
] as const satisfies readonly StepName[];
const ONLY_THERE: readonly StepName[] = [
  ...MONEY_OUT,
  ...CONSENT,
  'push',
  'log in',
  'virtual refunds fail',
  'charge',
  'watch counter',
  'ship',
  'receipt',
  'dispute',
  'another merchant',
];
const BUYING = ['create', 'pay', 'query', 'refund'] as const satisfies readonly StepName[];
const PLOTS: Readonly<Record<Theme, Plot>> = {
  orders: { weight: 5, opening: ['create'], more: (Object.keys(DRAWS) as StepName[]).filter((name) => !ONLY_THERE.includes(name)) },
  transfers: { weight: 3, opening: ['transfer'], more: MONEY_OUT },
  consent: {
    weight: 2,
    opening: ['authorise', 'payee agrees'],
    more: [...CONSENT, 'answer transfer', 'query transfer', 'cancel transfer'],
  },
  virtual: {
    weight: 3,
    opening: ['create', 'pay'],
    more: [...BUYING, 'push', 'push', 'close', 'notice', 'forged', 'virtual refunds fail', 'resolve'],
    create: { provider: fc.constant('wxpay-virtual' as const) },
  },
  counter: {
    weight: 3,
    opening: ['charge'],
    more: ['charge', 'watch counter', 'pay', 'query', 'cancel', 'close', 'refund', 'notice', 'resolve'],
  },
  shipping: {
    weight: 2,
    opening: ['create', 'pay', 'deliver', 'tick', 'monitor'],
    more: [...BUYING, 'ship', 'receipt', 'dispute', 'resolve'],
    create: { provider: fc.constant('wxpay' as const), type: fc.constantFrom('posted' as const, 'parcel' as const) },
  },
  merchants: {
    weight: 4,
    opening: [
      ['create', { shop: fc.constantFrom('second' as const, 'partner' as const) }],
      ['create', { n: fc.constant(2) }],
      'pay',
      ['another merchant', { n: fc.constant(2), from: fc.constant(1), about: fc.constant('payment' as const) }],
    ],
    more: [...BUYING, 'notice', 'deliver', 'close', 'cancel', 'another merchant', 'ask refund', 'answer request', 'resolve'],
    create: {
      shop: anyShop,
      provider: fc.constantFrom('wxpay' as const, 'wxpay' as const, 'alipay' as const),
      type: fc.constantFrom('recharge' as const, 'recharge' as const, 'goods' as const, 'card' as const, 'topup' as const, 'cart' as const),
    },
    charge: { shop: anyShop },
  },
};
const ANY_THEME: readonly StepName[] = ['deliver', 'monitor', 'restart', 'rotate key', 'fault off', 'tick', 'fault on', 'late notices'];
const factor = (name: StepName, { more }: Plot): number => (more.includes(name) ? 4 : ANY_THEME.includes(name) ? 2 : 1);

const stepOf = (name: Exclude<StepName, 'both'>, { create = {}, charge = {} }: Plot, own: object = {}): fc.Arbitrary<Step> =>
  arbitraryOf(name, { ...(name === 'create' ? create : name === 'charge' ? charge : {}), ...own });
const firstOf = (name: Exclude<StepName, 'both'>): object =>
  Object.fromEntries(['n', 't', 'a'].filter((key) => key in DRAWS[name].rest).map((key) => [key, fc.constant(1)]));

const stepsOf = (plot: Plot): fc.Arbitrary<Step> => {
  const single: fc.Arbitrary<Step> = fc.oneof(
    ...(Object.keys(DRAWS) as (keyof typeof DRAWS)[]).map((name) => ({
      weight: DRAWS[name].weight * factor(name, plot),
      arbitrary: stepOf(name, plot),
    })),
  );
  /** 时间与实例不与别的事同时变：那样一步里面就没有「此刻」了。 */
  const concurrent = single.filter(({ do: name }) => name !== 'tick' && name !== 'restart');
  return fc.oneof(
    { weight: 5, arbitrary: single },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('both' as const), one: concurrent, other: concurrent }) },
  );
};
/** 长短均匀：缺省偏爱短的，那样什么也来不及发生。 */
const storyOf = (plot: Plot): fc.Arbitrary<readonly Step[]> =>
  fc
    .tuple(
      fc.tuple(
        ...plot.opening.map((one) => {
          const [name, own] = typeof one === 'string' ? ([one, {}] as const) : one;
          return stepOf(name, plot, { ...firstOf(name), ...own });
        }),
      ),
      fc.array(stepsOf(plot), { minLength: LEAST_STEPS, maxLength: MOST_STEPS, size: 'max' }),
    )
    .map(([opening, rest]) => [...opening, ...rest]);
export const story: fc.Arbitrary<readonly Step[]> = fc.oneof(
  ...Object.values(PLOTS).map((plot) => ({ weight: plot.weight, arbitrary: storyOf(plot) })),
);
