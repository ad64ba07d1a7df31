/** 世界里的虚拟支付：小程序里的付款人、手机上的收银台、后台存好的推送地址；真相取自模拟微信的账。 */
import { openApps } from '../../local/gateways/wxpay/account';
import type { WxpayApp } from '../../local/gateways/wxpay/options';
import { wxpayVirtual } from '../../local/gateways/wxpay-virtual/stand';
import type { DevelopmentKeys } from '../../local/keys';
import type { Stack } from '../../local/stack/stack';
import type { Row } from './books';
import { withSums, type Till, type TrueRefund } from './till';

const CANCELLED = -2;
const REFUND_STATES = { running: 'PROCESSING', done: 'SUCCESS', failed: 'CLOSED' } as const;

/** 小程序的客户端。 */
export const MINI_PROGRAM = { PLATFORM: 'mp-weixin', uniPlatform: 'mp-weixin' };
/** 付款人的编号加密存在订单上：要有密钥。 */
const SETTINGS = { encryption: { keys: [`k1:${Buffer.alloc(32, 7).toString('base64')}`] } };

/** 推送签不签正文 */
export type PushMode = 'safe' | 'plain';

/** 世界多带的配置。 */
export const virtualSetting = (keys: DevelopmentKeys, mode: PushMode) => ({
  settings: SETTINGS,
  uniPay: { 'wxpay-virtual': wxpayVirtual.sections(keys.wxpay, mode) },
});

const appOf = ({ keys }: Stack): WxpayApp => {
  const app = openApps(keys.wxpay).find(({ virtual, push }) => virtual && push);
  if (!app) throw new Error('没有开通虚拟支付的应用');
  return app;
};

/** 收虚拟支付的小程序。 */
export const miniProgramOf = (stack: Stack): string => appOf(stack).appid;

/** 存好推送的地址，付款人登录一次。 */
export async function openMiniProgram(stack: Stack, mode: PushMode, identify: (code: string) => Promise<unknown>): Promise<void> {
  const { appid } = appOf(stack);
  await wxpayVirtual.subscribe?.(stack.wxpay, stack.keys.wxpay, mode, `${stack.url}/pay-notify/wxpay-virtual/mp-weixin`);
  await identify(stack.wxpay.login('mini', appid).code);
}

export function virtualTill(stack: Stack): Till & { show(out_trade_no: string, orderInfo: Row): void } {
  const { wxpay } = stack;
  /** 手机上收到的唤起参数 */
  const shown = new Map<string, Row>();
  const phone = (no: string, action: 'pay' | 'cancel'): number | undefined => {
    const info = shown.get(no);
    const { appid } = appOf(stack);
    const { openid } = wxpay.login('mini', appid);
    const { mode, signData, paySig, signature } = info ?? {};
    return info && wxpay.requestVirtualPayment({ appid, openid, mode: String(mode), signData, paySig, signature, action }).errCode;
  };
  return {
    provider: 'wxpay-virtual',
    show: (no, orderInfo) => void shown.set(no, orderInfo),
    pay: (no) => void phone(no, 'pay'),
    payable: (no) => phone(no, 'cancel') === CANCELLED,
    truth(no) {
      const order = wxpay.virtual.order(no);
      const refunds = wxpay.virtual
        .refunds(no)
        .map(({ refundOrderId, fee, state }): TrueRefund => ({ no: refundOrderId, fee, state: REFUND_STATES[state] }));
      const paid = order?.payment ? { paid: order.fee, transactionId: order.wxOrderId } : { paid: 0 };
      return withSums({ ...paid, refunds });
    },
    acknowledged: (no) =>
      wxpay.ledger.notifications(no).some(({ eventType, state }) => eventType !== 'xpay_refund_notify' && state === 'ACKED'),
    loseNotice: () => wxpay.faults.add({ operation: 'callback', fault: { kind: 'suppress' } }),
    // 推送里的金额没有人看：查询说了算
    wrongAmount: (no) => wxpay.buildPush(no, { plaintext: { CoinInfo: { Quantity: 1, OrigPrice: 1, ActualPrice: 1, Attach: '' } } }),
    paymentNotice: (no) => wxpay.buildPush(no),
    sharing: () => ({ shared: 0, returned: 0, closed: false, numbers: [] }),
    transfer: () => undefined,
    transfers: () => [],
    endTransfer: () => undefined,
    shipment: () => undefined,
    authorizations: () => [],
    complaints: () => [],
    deliverDue: () => wxpay.deliverDue(),
    nextDueAt: () => wxpay.nextDueAt(),
  };
}

/** 到账而且办完了的，微信那里必须已经是发了货：推送答过成功，或补报过。 */
export function findDeliveryFaults({ stack }: { readonly stack: Stack }, orders: readonly Row[], till: Till): string[] {
  return orders
    .filter(({ provider, status, fulfil }) => provider === 'wxpay-virtual' && status === 'SUCCESS' && (fulfil as Row)['status'] === 'DONE')
    .map(({ _id }) => String(_id))
    .filter((no) => !till.acknowledged(no) && stack.wxpay.virtual.order(no)?.providedAt === undefined)
    .map((no) => `${no} 办完了，微信那里一直没有发货`);
}
