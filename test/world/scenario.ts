/** 一个场景：不切的前半段、要切的后半段、尘埃落定之后人再做一次，以及各张单允许的结局。 */
import type { ProviderName } from '../../common/contract/channels';
import type { OrderStatus } from '../../common/contract/payments/order';
import type { AuthorizationStatus } from '../../common/contract/transfers/authorization';
import type { TransferStatus } from '../../common/contract/transfers/transfer';
import type { ComplaintStatus } from '../../common/contract/complaints/complaint';
import type { CodeMode } from '../../local/gateways/kit/payer-codes';
import type { ShippingState } from '../../common/contract/payments/shipping';
import type { SharingStatus } from '../../common/contract/sharing/sharing';
import { authorizedWish, authorizingIn, type Authorizing } from './authorizing';
import { complainingIn, type Complaining } from './complaining';
import { findFaults } from './oracle';
import type { Row } from './books';
import { type Ports } from './ports';
import type { Shop } from './merchants';
import { settleDust } from './recovery';
import { receiverNo, receiverWishes, type RECEIVERS, shareWish } from './sharing';
import type { Till } from './till';
import { transferWish } from './transferring';
import { findDeliveryFaults } from './virtual';
import { openWorld, type Answer, type World, type WorldOptions } from './world';

/** 场景里的人用的词：都作用在第几张单上，缺省第一张。 */
export interface Stage extends World, Complaining, Authorizing {
  readonly provider: ProviderName;
  /** 答过「成了」的话，事后各自兑现没有：返回没有兑现的 */
  readonly promises: readonly (() => string | undefined)[];
  /** 第 n 张单的单号（从 1 起） */
  no(n?: number): string;
  refundNo(n?: number): string;
  transferNo(n?: number): string;
  /** 下单。单号固定，因此再来一次就是同号重来 */
  create(wish?: Wish, n?: number): Promise<Answer>;
  /** 付款人付款（码还有效的话） */
  pay(n?: number): void;
  /** 付款人回到页面查结果 */
  query(n?: number): Promise<Answer>;
  closeOrder(n?: number): Promise<Answer>;
  cancel(n?: number): Promise<Answer>;
  /** 员工退款；退款单号固定，退第几张单缺省为第一张 */
  giveBack(refund_fee?: number, n?: number, order?: number): Promise<Answer>;
  resolve(act: 'settle' | 'fulfil' | 'refund' | 'close', n?: number): Promise<Answer>;
  /** 下单、付款、通知送到：到账并办完 */
  paid(wish?: Wish, n?: number): Promise<void>;
  /** 转一笔钱；同号再来是同一笔 */
  sendMoney(fee: number, how?: { readonly n?: number; readonly payee?: number; readonly by?: 'staff' | 'deputy' }): Promise<Answer>;
  /** 员工扫付款码收；同号再来是同一笔 */
  charge(
    wish: { readonly type: 'counter' | 'card'; readonly provider: ProviderName; readonly mode: CodeMode; readonly shop?: Shop },
    n?: number,
  ): Promise<Answer>;
  /** 柜台的页面问一次：到时间的撤销 */
  watchCounter(n?: number): Promise<Answer>;
  /** 员工手工录发货信息 */
  shipByHand(way: 'pickup' | 'express' | 'unknown carrier', n?: number): Promise<Answer>;
  /** 凭第几张收款授权转一笔钱 */
  sendByConsent(fee: number, how?: { readonly n?: number; readonly a?: number; readonly by?: 'staff' | 'deputy' }): Promise<Answer>;
  /** 员工对一笔转账做一件事 */
  onTransfer(service: 'queryTransfer' | 'cancelTransfer' | 'answerTransfer', n?: number, more?: object): Promise<Answer>;
  transfer(n?: number): Row | undefined;
  /** 添加这家渠道的接收方 */
  addReceivers(channel?: ProviderName): Promise<void>;
  shareNo(n?: number): string;
  /** 把一张单的钱分给别人（两方对半，或只给一方）；分账单号固定，再来是同一笔 */
  shareMoney(
    fee: number,
    how?: { readonly n?: number; readonly order?: number; readonly only?: (typeof RECEIVERS)[number]; readonly finish?: boolean },
  ): Promise<Answer>;
  /** 从第一方要回来：第 n 笔分账的 */
  takeBack(n?: number, more?: { readonly number?: number; readonly sharing_fee?: number }): Promise<Answer>;
  /** 不再分了，剩下的解冻 */
  release(order?: number): Promise<Answer>;
  sharing(n?: number): Row | undefined;
  /** 第 n 张单所在网关的账 */
  tillOf(n?: number): Till;
}

/** 买什么。 */
export interface Wish {
  readonly type?: 'recharge' | 'goods' | 'cart' | 'card' | 'topup' | 'trial' | 'gift' | 'shared' | 'posted' | 'parcel';
  /** 这一张走哪家，缺省为场景的那家 */
  readonly provider?: ProviderName;
  /** 在哪个端付，缺省由客户端看出来 */
  readonly platform?: 'h5';
  /** 在微信小程序里付：录了发货信息钱才放 */
  readonly inMiniProgram?: boolean;
  /** 收到哪个商户，缺省为默认商户 */
  readonly shop?: Shop;
}

export interface Scenario {
  readonly name: string;
  readonly providers: readonly ProviderName[];
  readonly options?: Omit<WorldOptions, 'ports' | 'latency'>;
  readonly prepare?: (stage: Stage) => Promise<void>;
  readonly act: (stage: Stage) => Promise<void>;
  /** 过了几分钟，定时任务补过之后，外面的人才做的事（收款人确认） */
  readonly later?: (stage: Stage) => Promise<void>;
  /** 尘埃落定之后，人发现没办成，再来一次 */
  readonly again?: (stage: Stage) => Promise<void>;
  /** 尘埃最多落多久，毫秒；缺省一整天 */
  readonly horizonMs?: number;
  /** 各张单允许的结局；第一个是没有切断时的结局 */
  readonly ends: readonly (readonly OrderStatus[])[];
  /** 第一笔分账允许的结局；同上 */
  readonly sharingEnds?: readonly SharingStatus[];
  /** 第一笔转账允许的结局；同上 */
  readonly transferEnds?: readonly TransferStatus[];
  /** 第一张收款授权允许的结局；同上 */
  readonly authorizationEnds?: readonly AuthorizationStatus[];
  /** 第一张单的投诉允许的结局；同上 */
  readonly complaintEnds?: readonly ComplaintStatus[];
  /** 第一张单的发货信息允许的结局；同上 */
  readonly shippingEnds?: readonly ShippingState['status'][];
}

/** 「过了几分钟」：补漏的头几次都走过了。 */
const SOON_MS = 10 * 60_000;

export const BOTH: readonly ProviderName[] = ['wxpay', 'alipay'];

const CUSTOM: Readonly<Record<string, object>> = {
  goods: { goods_id: 'mug', quantity: 1 },
  cart: { goods_id: 'mug', quantity: 1 },
};
const shopIn = (shop: Shop): object => (shop === 'default' ? {} : { shop });
const FEES: Readonly<Record<string, object>> = { recharge: { total_fee: 5000 } };

/** 付款人在小程序里的编号。 */
const payerIn = ({ stack }: World): string => stack.wxpay.login('mini', stack.keys.wxpay.appids['mp-weixin']).openid;

/** @param round 同一个世界里的第几回：单号都错开 */
export function stageOf(world: World, provider: ProviderName, round = 0): Stage {
  const channels = new Map<string, ProviderName>();
  const numbered = (n: number): string => String(round * 100 + n).padStart(4, '0');
  const no = (n = 1): string => `VPWORLD${numbered(n)}`;
  const refundNo = (n = 1): string => `RFWORLD${numbered(n)}`;
  const transferNo = (n = 1): string => `TRWORLD${numbered(n)}`;
  const authorizationNo = (a = 1): string => `TAWORLD${numbered(a)}`;
  const shareNo = (n = 1): string => `PSWORLD${numbered(n)}`;
  const tillOf = (n = 1): Till => world.till(channels.get(no(n)) ?? provider);
  const promises: (() => string | undefined)[] = [];
  const promise = (answer: Answer, kept: () => boolean, text: string): Answer => {
    if (answer.code === 0) promises.push(() => (kept() ? undefined : text));
    return answer;
  };
  /** 同一个购物车：这一回的几张单是同一笔业务。 */
  const customOf = (type: string): object => ({ ...CUSTOM[type], ...(type === 'cart' ? { cart_id: `C20261123${round || ''}` } : {}) });
  const stage: Stage = {
    ...world,
    ...complainingIn(world, no, promise),
    ...authorizingIn(world, authorizationNo, promise),
    promises,
    provider,
    no,
    refundNo,
    transferNo,
    shareNo,
    tillOf,
    async create({ type = 'recharge', provider: channel = provider, platform, inMiniProgram, shop = 'default' } = {}, n = 1) {
      channels.set(no(n), channel);
      const answer = await world.user('pay/kh/createPayment', {
        provider: channel,
        ...(inMiniProgram ? { platform: 'mp-weixin' } : platform ? { platform } : {}),
        data: {
          ...(inMiniProgram ? { openid: payerIn(world) } : {}),
          out_trade_no: no(n),
          type,
          ...FEES[type],
          ...(CUSTOM[type] || shop !== 'default' ? { custom: { ...customOf(type), ...shopIn(shop) } } : {}),
        },
      });
      return promise(answer, () => world.order(no(n))?.['pid'] === shop, `下单答了成功，却没有 ${shop} 的 ${no(n)}`);
    },
    pay(n = 1) {
      const till = tillOf(n);
      if (till.payable(no(n))) till.pay(no(n));
    },
    query: (n = 1) => world.user('pay/kh/queryPayment', { out_trade_no: no(n) }),
    closeOrder: (n = 1) => world.user('pay/kh/closePayment', { out_trade_no: no(n) }),
    cancel: (n = 1) => world.staff('pay/sys/cancelPayment', { out_trade_no: no(n) }),
    async giveBack(refund_fee, n = 1, order = 1) {
      const fee = refund_fee === undefined ? {} : { refund_fee };
      const answer = await world.staff('pay/sys/refund', { out_trade_no: no(order), out_refund_no: refundNo(n), ...fee });
      return promise(answer, () => world.refund(refundNo(n)) !== undefined, `退款答了成功，却没有 ${refundNo(n)}`);
    },
    async charge({ type, provider: channel, mode, shop = 'default' }, n = 1) {
      channels.set(no(n), channel);
      const gateway = channel === 'alipay' ? world.stack.alipay : world.stack.wxpay;
      const fee = type === 'counter' ? { total_fee: 5000, subject: '到店付款' } : { user_id: 'demo-user' };
      const pid = shop === 'default' ? {} : { pid: shop };
      const wish = { auth_code: gateway.showCode(mode), out_trade_no: no(n), type, ...fee, ...pid };
      const answer = await world.staff('pay/sys/chargeByCode', wish);
      return promise(answer, () => world.order(no(n))?.['pid'] === shop, `扫码答了成功，却没有 ${shop} 的 ${no(n)}`);
    },
    watchCounter: (n = 1) => world.staff('pay/sys/counterPayment', { out_trade_no: no(n) }),
    async shipByHand(way, n = 1) {
      const parcel = { tracking_no: 'ZT1234567890', express_company: way === 'express' ? 'ZTO' : 'NOBODY' };
      const given = way === 'pickup' ? { way } : { way: 'express', parcels: [parcel] };
      return world.staff('pay/sys/shipOrder', { out_trade_no: no(n), ...given });
    },
    resolve: (act, n = 1) => world.staff('pay/sys/resolvePayment', { out_trade_no: no(n), act, reason: '核对过了' }),
    sendMoney: (fee, { n = 1, payee = 1, by = 'staff' } = {}) =>
      world[by]('pay/sys/transfer', transferWish(provider, { out_bill_no: transferNo(n), payee, fee })),
    sendByConsent: (fee, { n = 1, a = 1, by = 'staff' } = {}) =>
      world[by]('pay/sys/transfer', authorizedWish(authorizationNo(a), { out_bill_no: transferNo(n), fee })),
    onTransfer: (service, n = 1, more = {}) => world.staff(`pay/sys/${service}`, { out_bill_no: transferNo(n), ...more }),
    transfer: (n = 1) => world.rows('payment_transfers').find((row) => row['_id'] === transferNo(n)),
    async addReceivers(channel = provider) {
      for (const wish of receiverWishes(channel)) await world.staff('pay/sys/addSharingReceiver', wish);
    },
    async shareMoney(fee, { n = 1, order = 1, only, finish } = {}) {
      const channel = channels.get(no(order)) ?? provider;
      const both = shareWish(channel, no(order), shareNo(n), fee);
      const one = { receivers: [{ receiver_no: receiverNo(channel, only ?? 'store'), sharing_fee: fee, description: '分给门店' }] };
      const answer = await world.staff('pay/sys/shareOrder', { ...both, ...(only ? one : {}), ...(finish ? { finish } : {}) });
      return promise(answer, () => stage.sharing(n) !== undefined, `分账答了成功，却没有 ${shareNo(n)}`);
    },
    takeBack(n = 1, { number = 1, sharing_fee } = {}) {
      const row = stage.sharing(n);
      const channel = (row?.['provider'] as ProviderName | undefined) ?? provider;
      return world.staff('pay/sys/returnSharing', {
        share_no: shareNo(n),
        receiver_no: receiverNo(channel, 'store'),
        out_sharing_no: `${shareNo(n)}R${number}`,
        ...(sharing_fee === undefined ? {} : { sharing_fee }),
      });
    },
    release: (order = 1) => world.staff('pay/sys/unfreezeOrder', { out_trade_no: no(order), out_sharing_no: `${shareNo(order)}U` }),
    sharing: (n = 1) => world.rows('payment_sharings').find((row) => row['_id'] === shareNo(n)),
    async paid(wish, n = 1) {
      await stage.create(wish, n);
      stage.pay(n);
      await world.deliver();
    },
  };
  return stage;
}

/** 一个场景在一家渠道上。 */
export interface Case {
  readonly scenario: Scenario;
  readonly provider: ProviderName;
}
export const nameOf = ({ scenario, provider }: Case): string => `${scenario.name} @${provider}`;

/** @throws Error 有一处不对就抛，逐句列出 */
function judge(
  stage: Stage,
  { ends, transferEnds = [], authorizationEnds = [], sharingEnds = [], complaintEnds = [], shippingEnds = [] }: Scenario,
  whole: boolean,
  when: string,
): void {
  const faults = booksOf(stage);
  ends.forEach((allowed, index) => {
    const no = stage.no(index + 1);
    const status = stage.order(no)?.['status'];
    // 切在下单落库之前的，就没有这张单。
    if (status === undefined && !whole && stage.tillOf(index + 1).truth(no).paid === 0) return;
    const fine = whole ? status === allowed[0] : allowed.some((end) => end === status);
    if (!fine) faults.push(`${no} 的结局是 ${String(status)}，应当是 ${(whole ? allowed.slice(0, 1) : allowed).join(' 或 ')}`);
  });
  const endsAs = (what: string, end: unknown, allowed: readonly string[]): void => {
    const wanted = whole ? allowed.slice(0, 1) : allowed;
    if (allowed.length > 0 && !wanted.some((one) => one === end))
      faults.push(`${what}的结局是 ${String(end)}，应当是 ${wanted.join(' 或 ')}`);
  };
  endsAs('转账', stage.transfer()?.['status'], transferEnds);
  endsAs('收款授权', stage.authorization()?.['status'], authorizationEnds);
  endsAs('分账', stage.sharing()?.['status'], sharingEnds);
  endsAs('投诉', stage.complaint()?.status, complaintEnds);
  endsAs('发货信息', (stage.order(stage.no())?.['shipping'] as Row | undefined)?.['status'], shippingEnds);
  if (faults.length > 0) throw new Error(`${when}：\n${faults.map((text) => `  - ${text}`).join('\n')}`);
}

/** 账对不对，答过的话兑现没有。 */
function booksOf(stage: Stage): string[] {
  const undelivered = findDeliveryFaults(stage, stage.rows('payment_orders'), stage.till('wxpay-virtual'));
  return [...findFaults(stage), ...undelivered, ...stage.promises.flatMap((kept) => kept() ?? [])];
}

/** 只看账，不看结局：人还没有再做一次。 */
function judgeBooks(stage: Stage, when: string): void {
  const faults = booksOf(stage);
  if (faults.length > 0) throw new Error(`${when}：\n${faults.map((text) => `  - ${text}`).join('\n')}`);
}

/**
 * 走一遍。`ports` 决定切不切、切在哪里。
 * @throws Error 有一处不对
 */
export async function play({ scenario, provider }: Case, ports: Ports): Promise<void> {
  const world = await openWorld({ ...scenario.options, ports });
  try {
    const stage = stageOf(world, provider);
    await scenario.prepare?.(stage);
    await world.signIn();
    ports.watch();
    await scenario.act(stage);
    ports.calm();
    const whole = ports.struck === undefined;
    if (scenario.later) {
      await settleDust(world, { horizonMs: SOON_MS });
      await scenario.later(stage);
    }
    await settleDust(world, scenario);
    if (!scenario.again) return judge(stage, scenario, whole, '尘埃落定之后');
    judgeBooks(stage, '尘埃落定之后');
    await world.signIn();
    await scenario.again(stage);
    await settleDust(world, scenario);
    judge(stage, scenario, whole, '人再做一次之后');
  } finally {
    await world.close();
  }
}
