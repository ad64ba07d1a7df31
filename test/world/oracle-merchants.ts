/**
 * 裁判看商户：一张单的钱在网关那里归谁，本地就记着谁；退款跟着它的单；没有一个请求以别的商户的名义去说
 * （docs/invariants.md §1 I5）。
 */
import type { ProviderName } from '../../common/contract/channels';
import type { StackEvent } from '../../local/stack/stack-event';
import type { Books, Row } from './books';

type Look = Pick<Books, 'rows' | 'till' | 'merchants'>;

const OWNERSHIP = ['provider', 'pid', 'mchid', 'appid'] as const;

/** 任何一步之后都成立；没有问过网关的、不要钱的，网关没有听说过。 */
export function findMerchantStepFaults({ rows, till, merchants }: Look): string[] {
  const orders = new Map(rows('payment_orders').map((row) => [row['_id'], row]));
  const ofOrders = [...orders.values()].flatMap((order) => {
    const [id, pid, mchid] = [order['_id'], order['pid'], order['mchid']].map(String);
    const provider = order['provider'] as ProviderName;
    // 不要钱的不归哪个商户号
    if (mchid === '') return [];
    const { owner } = till(provider).truth(String(id));
    const named = provider === 'wxpay' || provider === 'alipay' ? merchants?.[String(pid)]?.[provider] : undefined;
    return [
      ...(owner === undefined || owner === mchid ? [] : [`${id} 记在商户 ${mchid} 名下，网关那里是 ${owner} 的`]),
      ...(named === undefined || named === mchid ? [] : [`${id} 是 ${pid} 的，商户号却记成 ${mchid}`]),
    ];
  });
  const ofRefunds = rows('payment_refunds').flatMap((refund: Row) => {
    const order = orders.get(refund['out_trade_no']);
    return order && OWNERSHIP.some((key) => refund[key] !== order[key]) ? [`退款 ${String(refund['_id'])} 与它的单不是同一个商户`] : [];
  });
  return [...ofOrders, ...ofRefunds];
}

/** 名义不对才会有的拒绝。 */
const WRONG_NAME: readonly unknown[] = [
  'NO_AUTH',
  'SIGN_ERROR',
  'APPID_MCHID_NOT_MATCH',
  'isv.invalid-signature',
  'isv.insufficient-isv-permissions',
  'aop.invalid-app-auth-token',
];
/** 说没有这张单：真的没有，或者问错了商户。 */
const NO_SUCH_ORDER: readonly unknown[] = ['ORDER_NOT_EXIST', 'ACQ.TRADE_NOT_EXIST'];

/** 一次请求是不是以别的商户的名义去说的；那家网关认得的单，问它的人必须认得。 */
export function findWrongName({ till }: Pick<Look, 'till'>, happened: StackEvent): string[] {
  if (happened.source !== 'gateway' || happened.event.kind !== 'request') return [];
  const { provider, event } = happened;
  if (event.kind !== 'request' || event.outcome !== 'refused' || event.fault !== undefined) return [];
  const { operation, outTradeNo = '', code } = event;
  const asked = `${operation} ${outTradeNo}`;
  if (WRONG_NAME.includes(code)) return [`${asked}：网关说名义不对（${code}）`];
  const known = NO_SUCH_ORDER.includes(code) && till(provider).truth(outTradeNo).owner !== undefined;
  return known ? [`${asked}：网关有这张单，问它的商户却没有`] : [];
}
