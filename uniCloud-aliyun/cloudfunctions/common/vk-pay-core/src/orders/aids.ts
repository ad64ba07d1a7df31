/**
 * 要凭据与付款人才能说话的渠道（虚拟支付），每次往来带上的：开放接口的凭据，与这张单的付款人。
 * 付款人的编号封在订单上（查单、退款都要说，那时他也许早换了登录）；会话密钥取他最近一次登录的，不是同一个人的不用。
 */
import type { Kernel } from '../kernel/kernel';
import { PayError } from '../kernel/pay-error';
import { loginOf } from '../payers/login';
import { findSessionKey } from '../payers/session-key';
import type { Account, Aids } from '../providers/provider';
import { accessToken } from '../tokens/access-token';
import { openPayer } from './open-sealed';
import { ordersOf } from './store';

const unknown = (detail: string): PayError => new PayError('CERTIFICATE', { outcome: 'unknown', detail });

export function aidsFor(k: Kernel, account: Account): Aids {
  return {
    async token(refused) {
      const login = loginOf(k, account);
      if (!login) throw unknown(`${account.provider}.${account.platform} 拿不到开放接口的凭据`);
      return (await accessToken(k, account, login, refused)).token;
    },
    async payer(out_trade_no) {
      const order = await ordersOf(k).find(out_trade_no);
      const openid = order && openPayer(k, order);
      if (order === undefined || openid === undefined) throw unknown(`订单 ${out_trade_no} 上没有付款人`);
      const session_key = await findSessionKey(k, account, order.user_id, openid);
      return { openid, ...(session_key === undefined ? {} : { session_key }) };
    },
  };
}
