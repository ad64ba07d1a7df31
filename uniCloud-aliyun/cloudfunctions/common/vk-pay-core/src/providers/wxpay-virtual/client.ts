/** 与虚拟支付的一次通话：签名 → 发送 → 窄化；凭据被说失效，换一个再来一次。应答没有签名，靠 https。 */
import type { Operation } from '../kit/refusal';
import type { Json } from '../kit/json';
import { askWeixin } from '../kit/weixin-open';
import type { Aids, ProviderPorts } from '../provider';
import type { VirtualAccount } from './account';
import { saysTokenDead, XPAY_REFUSALS } from './errors';
import { xpayQuestion, type XpayName } from './request';

export interface XpayClient {
  /** @throws PayError 网关拒绝（outcome 'none'）；网络不明、看不懂（outcome 'unknown'） */
  call(account: VirtualAccount, operation: Operation, name: XpayName, fields: object): Promise<Json>;
  /** 这张单的付款人：查单、退款都要说 */
  payer: Aids['payer'];
}

export function createXpayClient(ports: ProviderPorts, aids: Aids): XpayClient {
  return {
    payer: (out_trade_no) => aids.payer(out_trade_no),
    async call(account, operation, name, fields) {
      const place = { url: account.gatewayUrl, timeoutMs: account.timeoutMs, debug: account.debug };
      const ask = (token: string): Promise<Json> =>
        askWeixin(ports, place, xpayQuestion(account, token, name, fields), operation, XPAY_REFUSALS);
      const token = await aids.token();
      try {
        return await ask(token);
      } catch (error) {
        if (!saysTokenDead(error)) throw error;
        return ask(await aids.token(token));
      }
    },
  };
}
