/**
 * 一群同时来的人：下单、付款、重复的通知、查询、关单、撤销、退款、定时任务。
 * 每个人的打算由种子决定；听不到答复的，有的再来一次（同号），有的走开。
 */
import type { ProviderName } from '../../../common/contract/channels';
import type { Answer } from '../world';
import type { Shop } from './shop';

type Random = () => number;
const TYPES = ['recharge', 'goods', 'card', 'topup'] as const;
const DATA: Readonly<Record<(typeof TYPES)[number], object>> = {
  recharge: { total_fee: 5000 },
  goods: { custom: { goods_id: 'mug', quantity: 1 } },
  card: {},
  topup: {},
};
/** 网关这一次出什么岔子。 */
const FAULTS = ['lostRequest', 'lostAnswer', 'systemErrorCommitted', 'truncated', 'falseSignature', 'unknownEnum'] as const;
/** 没听到答复的人最多再来几次 */
const MOST_TRIES = 4;

/** 说过「成了」的话：单号在库里没有，就是没有兑现。 */
export interface Promised {
  readonly orders: Set<string>;
  readonly refunds: Set<string>;
}
export interface Tally {
  orders: number;
  paid: number;
  refunds: number;
  notices: number;
  troubles: number;
}
export interface Crowd {
  readonly promised: Promised;
  readonly tally: Tally;
  /** 现在有几件事在做 */
  readonly busy: number;
  stop(): Promise<void>;
}

const pick = <T>(random: Random, from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

export function gather(shop: Shop, size: number, randomOf: (n: number) => Random): Crowd {
  const promised: Promised = { orders: new Set(), refunds: new Set() };
  const tally: Tally = { orders: 0, paid: 0, refunds: 0, notices: 0, troubles: 0 };
  let going = true;
  let busy = 0;
  let count = 0;

  const doing = async <T>(work: Promise<T>): Promise<T> => {
    busy += 1;
    try {
      return await work;
    } finally {
      busy -= 1;
    }
  };
  /** 没有听到答复就再来，直到听到或作罢。 */
  const insist = async (work: () => Promise<Answer>): Promise<Answer> => {
    let answer = await doing(work());
    for (let tries = 1; answer.code === -1 && tries < MOST_TRIES && going; tries += 1) answer = await doing(work());
    return answer;
  };

  async function buy(random: Random): Promise<void> {
    count += 1;
    const no = `VPKILL${String(count).padStart(6, '0')}`;
    const provider: ProviderName = pick(random, ['wxpay', 'alipay']);
    const type = pick(random, TYPES);
    const till = shop.till(provider);
    const patient = random() < 0.7;
    const once = (work: () => Promise<Answer>): Promise<Answer> => (patient ? insist(work) : doing(work()));

    const created = await once(() => shop.user('pay/kh/createPayment', { provider, data: { out_trade_no: no, type, ...DATA[type] } }));
    if (created.code === 0) promised.orders.add(no);
    tally.orders += 1;

    const pays = random() < 0.85;
    const acts: (() => Promise<unknown>)[] = [];
    if (pays)
      acts.push(async () => {
        if (!till.payable(no)) return;
        if (random() < 0.2) till.loseNotice();
        till.pay(no);
        tally.paid += 1;
        // 网关重发得快：同样的通知同时到好几份。
        const copies = pick(random, [0, 0, 1, 3]);
        tally.notices += copies;
        await Promise.all(Array.from({ length: copies }, () => doing(shop.post(till.paymentNotice(no)))));
      });
    if (random() < 0.6) acts.push(() => once(() => shop.user('pay/kh/queryPayment', { out_trade_no: no })));
    if (random() < 0.2) acts.push(() => once(() => shop.user('pay/kh/closePayment', { out_trade_no: no })));
    if (random() < 0.12 && provider === 'alipay') acts.push(() => once(() => shop.staff('pay/sys/cancelPayment', { out_trade_no: no })));
    await Promise.all(acts.map((act) => act()));

    if (!pays || random() < 0.4) return;
    // 员工看到已付才退；不问一声，多半还没有到账。
    await once(() => shop.user('pay/kh/queryPayment', { out_trade_no: no, await_notify: true, await_max_time: 1 }));
    const parts = pick(random, [[5000], [undefined], [2000], [2000, 1000], [2500, 2500], [3000, 3000]] as const);
    await Promise.all(
      parts.map(async (refund_fee, index) => {
        const out_refund_no = `RF${no}${index}`;
        const ask = (): Promise<Answer> =>
          shop.staff('pay/sys/refund', { out_trade_no: no, out_refund_no, ...(refund_fee === undefined ? {} : { refund_fee }) });
        const answers = await Promise.all([once(ask), ...(random() < 0.3 ? [once(ask)] : [])]);
        tally.refunds += 1;
        if (answers.some(({ code }) => code === 0)) promised.refunds.add(out_refund_no);
      }),
    );
  }

  /** 一直做到散场。 */
  const keep = async (work: () => Promise<unknown>, everyMs: number): Promise<void> => {
    while (going) {
      await work();
      await pause(everyMs);
    }
  };
  const trouble = (random: Random): void => {
    const { wxpay, alipay } = shop.stack;
    const gateway = random() < 0.5 ? wxpay : alipay;
    gateway.faults.add({ operation: '*', fault: { kind: pick(random, FAULTS) } });
    tally.troubles += 1;
  };
  const troublemaker = randomOf(0);
  const everybody = [
    ...Array.from({ length: size }, (_none, index) => {
      const random = randomOf(index + 1);
      return keep(() => buy(random), 1);
    }),
    keep(() => shop.deliver(), 40),
    keep(() => doing(shop.monitor()), 120),
    keep(async () => trouble(troublemaker), 900),
  ];
  return {
    promised,
    tally,
    get busy() {
      return busy;
    },
    async stop() {
      going = false;
      await Promise.all(everybody);
    },
  };
}
