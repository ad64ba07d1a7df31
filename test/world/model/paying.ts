/** 下单、付款、通知（真的、重复的、伪造的、别家的）、查询、关单、撤销。 */
import type { ProviderName } from '../../../common/contract/channels';
import type { OutgoingRequest } from '../../../local/gateways/kit/delivery';
import type { Shop } from '../merchants';
import type { Stage } from '../scenario';
import type { Acts } from './step';

/** 一张单走哪家渠道、收到哪个商户。 */
export interface Place {
  readonly provider: ProviderName;
  readonly shop: Shop;
}
/** 第几张单在哪里：第一次说的算，同号再来总是同一处。 */
export type Places = Map<number, Place>;
/** 虚拟支付只有默认商户收。 */
export function placeOf(places: Places, n: number, { provider, shop }: Place): Place {
  const place = places.get(n) ?? { provider, shop: provider === 'wxpay-virtual' ? 'default' : shop };
  places.set(n, place);
  return place;
}
/** 在小程序里卖的。 */
const POSTED: readonly string[] = ['posted', 'parcel'];

const FORGED = {
  wxpay: ['forged', 'tampered', 'stale', 'signTest', 'wrongApiKey', 'unknownSerial'],
  alipay: ['forged', 'tampered', 'unsigned', 'signTypeKept', 'foreignApp', 'foreignSeller'],
} as const;

type Names = 'create' | 'pay' | 'notice' | 'wrong amount' | 'forged' | 'cross-channel' | 'deliver' | 'query' | 'close' | 'cancel';

/** 付了，而且会有通知：微信的付款码没有通知的地址。 */
export const isTold = (stage: Stage, n: number): boolean =>
  stage.tillOf(n).truth(stage.no(n)).paid > 0 && stage.stack.wxpay.ledger.order(stage.no(n))?.notifyUrl !== '';

export function payingActs(stage: Stage, places: Places): Acts<Names> {
  const { wxpay, alipay } = stage.stack;
  const told = (n: number): boolean => isTold(stage, n);
  return {
    async create({ n, type, ...wished }) {
      // 同号再来总是同一件事；换了渠道、换了商户的由另一张单来走。
      const place = placeOf(places, n, wished);
      const { provider, shop } = place;
      const inMiniProgram = provider === 'wxpay' && shop === 'default' && POSTED.includes(type);
      await stage.create(
        provider === 'wxpay-virtual' ? { type: 'recharge', provider } : { type, ...place, platform: 'h5', inMiniProgram },
        n,
      );
    },
    pay({ n, heard }) {
      if (!stage.tillOf(n).payable(stage.no(n))) return;
      if (!heard) stage.tillOf(n).loseNotice();
      stage.tillOf(n).pay(stage.no(n));
    },
    async notice({ n, copies }) {
      if (!told(n)) return;
      const request = stage.tillOf(n).paymentNotice(stage.no(n));
      await Promise.all(Array.from({ length: copies }, () => stage.post(request)));
    },
    async 'wrong amount'({ n }) {
      if (told(n)) await stage.post(stage.tillOf(n).wrongAmount(stage.no(n)));
    },
    async forged({ n, variant }) {
      const outTradeNo = stage.no(n);
      const provider = places.get(n)?.provider;
      if (provider === undefined || !told(n)) return;
      const [fake, ownFake] = [FORGED.wxpay[variant % FORGED.wxpay.length] as 'forged', FORGED.alipay[variant % FORGED.alipay.length]];
      const requests: Readonly<Partial<Record<ProviderName, () => OutgoingRequest>>> = {
        wxpay: () => wxpay.buildNotification('payment', { outTradeNo, variant: fake }),
        alipay: () => alipay.buildNotification('payment', { outTradeNo, variant: ownFake as 'forged' }),
        'wxpay-virtual': () => wxpay.buildPush(outTradeNo, { variant: fake }),
      };
      const request = requests[provider]?.();
      if (request) await stage.post(request);
    },
    /** 微信真实签名的通知，说的却是别家的另一张单。同是微信的不算：那就是网关自己说它付了。 */
    async 'cross-channel'({ n, from }) {
      if (places.get(from)?.provider !== 'wxpay' || places.get(n)?.provider === 'wxpay' || !told(from)) return;
      await stage.post(wxpay.buildNotification('payment', { outTradeNo: stage.no(from), plaintext: { out_trade_no: stage.no(n) } }));
    },
    deliver: () => stage.deliver(),
    query: ({ n }) => stage.query(n),
    close: ({ n }) => stage.closeOrder(n),
    cancel: ({ n }) => stage.cancel(n),
  };
}
