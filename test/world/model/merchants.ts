/** 一个商户的通知（签名真实）说起另一个商户的单：除了早一点去查，什么也不改。 */
import type { OutgoingRequest } from '../../../local/gateways/kit/delivery';
import type { Row } from '../books';
import type { Stage } from '../scenario';
import { isTold, type Places } from './paying';
import type { Acts } from './step';

/** 早一点去查，只动这些。 */
const HINTED: readonly string[] = ['next_query_date', 'version', 'update_date'];

/** @param alone 此刻没有别的事在做：才说得准什么都没有变 */
export function merchantActs(stage: Stage, places: Places, alone: () => boolean): Acts<'another merchant'> {
  const { wxpay, alipay } = stage.stack;
  const rowsOf = (no: string): readonly Row[] => [
    ...stage.rows('payment_orders').filter(({ _id }) => _id === no),
    ...stage.rows('payment_refunds').filter(({ out_trade_no }) => out_trade_no === no),
  ];
  const pictureOf = (no: string): string =>
    JSON.stringify(rowsOf(no), (key: string, value: unknown) => (HINTED.includes(key) ? undefined : value));
  /** 真的是 from 那张单（或它的一笔退款）的，说的却是 n 那张；没有得说就没有。 */
  const claim = (from: number, n: number, about: 'payment' | 'refund'): OutgoingRequest | undefined => {
    const [outTradeNo, spokenOf] = [stage.no(from), stage.no(n)];
    const isWxpay = places.get(from)?.provider === 'wxpay';
    if (about === 'payment')
      return isWxpay
        ? wxpay.buildNotification('payment', { outTradeNo, plaintext: { out_trade_no: spokenOf } })
        : alipay.buildNotification('payment', { outTradeNo, fields: { out_trade_no: spokenOf } });
    const [theirs] = stage.tillOf(from).truth(outTradeNo).refunds;
    const ours = stage.rows('payment_refunds').find(({ out_trade_no }) => out_trade_no === spokenOf)?.['_id'];
    if (!theirs || typeof ours !== 'string') return undefined;
    if (isWxpay) {
      const plaintext = { out_trade_no: spokenOf, out_refund_no: ours, refund_status: 'SUCCESS' };
      return wxpay.buildNotification('refund', { outRefundNo: theirs.no, eventType: 'REFUND.SUCCESS', plaintext });
    }
    return alipay.buildNotification('refund', {
      outTradeNo,
      outRequestNo: theirs.no,
      fields: { out_trade_no: spokenOf, out_biz_no: ours },
    });
  };
  return {
    async 'another merchant'({ n, from, about, door }) {
      const [ours, theirs] = [places.get(n), places.get(from)];
      if (!ours || !theirs || ours.provider !== theirs.provider || ours.shop === theirs.shop || !isTold(stage, from)) return;
      const request = claim(from, n, about);
      if (!request) return;
      const own = `${stage.stack.url}/pay-notify/${ours.provider}/h5${ours.shop === 'default' ? '' : `/${ours.shop}`}`;
      const before = pictureOf(stage.no(n));
      await stage.post(door === 'signer' ? request : { ...request, url: own });
      if (alone() && pictureOf(stage.no(n)) !== before) throw new Error(`${theirs.shop} 的通知改了 ${ours.shop} 的 ${stage.no(n)}`);
    },
  };
}
