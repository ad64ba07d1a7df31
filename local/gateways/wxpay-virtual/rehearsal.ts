/** 排练：契约测试扮演在小程序里唤起虚拟支付的人、安排故障、看账本、造坏推送。 */
import { randomInt } from 'node:crypto';
import type { OutgoingRequest } from '../kit/delivery';
import type { Rehearsal, RehearsedOperation, Unclear } from '../kit/simulator';
import type { Operation, WxpayFault } from '../wxpay/faults';
import type { WxpayGateway } from '../wxpay/gateway';
import type { WxpayApp } from '../wxpay/options';
import { openidFor } from '../wxpay/people';
import { encryptMessage, sha1Of } from '../wxpay/push-cipher';

const FAULTS: Readonly<Partial<Record<Unclear, WxpayFault>>> = {
  lostRequest: { kind: 'lostRequest' },
  lostAnswer: { kind: 'lostAnswer' },
  committedThenBusy: { kind: 'systemErrorCommitted' },
  serverError: { kind: 'http', status: 502 },
  truncated: { kind: 'truncated' },
};
const OPERATIONS: Readonly<Partial<Record<RehearsedOperation, Operation>>> = {
  query: 'virtualQuery',
  refund: 'virtualRefund',
  queryRefund: 'virtualQuery',
};
const CANCELLED = -2;
const PAYER = 'payer';

export function rehearseVirtual(gateway: WxpayGateway, { appid, push }: Required<WxpayApp>): Rehearsal {
  const openid = openidFor(appid, PAYER);
  const phone = (created: unknown, action: 'pay' | 'cancel'): number => {
    const { mode = '', signData, paySig, signature } = (created ?? {}) as Readonly<Record<string, string | undefined>>;
    return gateway.requestVirtualPayment({ appid, openid, mode, signData, paySig, signature, action }).errCode;
  };
  const require = (errCode: number, wanted: number): void => {
    if (errCode !== wanted) throw new Error(`手机上的错误 ${errCode}`);
  };
  const fault = (operation: Operation | undefined, kind: Unclear): void => {
    const planned = FAULTS[kind];
    if (operation && planned) gateway.faults.add({ operation, fault: planned });
  };
  return {
    openid,
    unclear: Object.keys(FAULTS) as Unclear[],
    afterCreate: () => 'nothing',
    open: async (_platform, _outTradeNo, created) => require(phone(created, 'cancel'), CANCELLED),
    pay: async (_platform, _outTradeNo, created) => require(phone(created, 'pay'), 0),
    ledger(outTradeNo) {
      const order = gateway.virtual.order(outTradeNo);
      const refunded = gateway.virtual
        .refunds(outTradeNo)
        .filter(({ state }) => state !== 'failed')
        .reduce((sum, { fee }) => sum + fee, 0);
      return order && { total: order.fee, paid: order.payment !== undefined, refunded };
    },
    fault: (_platform, operation, kind) => fault(OPERATIONS[operation], kind),
    // 五分钟之后出结果：由测试拨快时钟。
    finishRefund: () => undefined,
    login: {
      kinds: Object.keys(FAULTS) as Unclear[],
      issue: () => gateway.login('mini', appid, PAYER),
      fault: (kind) => fault('login', kind),
    },
    badNotices(outTradeNo, now) {
      const message = JSON.stringify({
        ToUserName: push.originalId,
        FromUserName: openid,
        CreateTime: Math.floor(now / 1000),
        MsgType: 'event',
        Event: 'xpay_goods_deliver_notify',
        OpenId: openid,
        OutTradeNo: outTradeNo,
        Env: 0,
      });
      const build = (token: string, aesKey: string, owner: string, sealed = true): OutgoingRequest => {
        const timestamp = String(Math.floor(now / 1000));
        const nonce = String(randomInt(1e8, 1e9));
        const Encrypt = encryptMessage(message, aesKey, owner);
        const query = new URLSearchParams({
          signature: sha1Of(token, timestamp, nonce),
          timestamp,
          nonce,
          ...(sealed ? { encrypt_type: 'aes', msg_signature: sha1Of(token, timestamp, nonce, Encrypt) } : {}),
        });
        return {
          url: `https://shop.example/push?${query.toString()}`,
          method: 'POST',
          headers: {},
          body: sealed ? JSON.stringify({ ToUserName: push.originalId, Encrypt }) : message,
        };
      };
      const genuine = build(push.token, push.encodingAesKey, appid);
      return {
        forged: build('someone-else', push.encodingAesKey, appid),
        'forged plain': build('someone-else', push.encodingAesKey, appid, false),
        'no query': { ...genuine, url: 'https://shop.example/push' },
        'not a message': { ...genuine, body: 'hello' },
        empty: { ...genuine, body: '' },
        'wrong time': { ...genuine, url: genuine.url.replace(/timestamp=\d+/, 'timestamp=1') },
      };
    },
  };
}
