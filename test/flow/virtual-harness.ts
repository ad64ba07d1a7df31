/** 虚拟支付的流程测试共用：一间小程序里的店、会登录的付款人、手机上的 wx.requestVirtualPayment、后台存好的推送地址。 */
import { createHmac, randomBytes } from 'node:crypto';
import { openApps } from '../../local/gateways/wxpay/account';
import type { VirtualPaymentResult } from '../../local/gateways/wxpay/virtual-payer';
import type { UniClient } from '../../local/stack/client';
import type { StackOptions } from '../../local/stack/stack';
import { openDoorShop, type DoorShop } from './door-harness';

const MP = { PLATFORM: 'mp-weixin', uniPlatform: 'mp-weixin' };
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;

export interface VirtualShop extends DoorShop {
  readonly payer: UniClient;
  readonly staff: UniClient;
  readonly appid: string;
  readonly openid: string;
  readonly appKey: string;
  /** 付款人登录一次小程序，服务端留下会话密钥 */
  logIn(): Promise<Record<string, unknown>>;
  create(type: 'vip' | 'recharge', out_trade_no: string, provider?: string): Promise<Record<string, unknown>>;
  /** 手机唤起 */
  invoke(created: Record<string, unknown>, action?: 'pay' | 'cancel'): VirtualPaymentResult;
  /** 推送的 Token */
  readonly token: string;
  /** 同一个单号，别的内容：商户自己的另一个系统照同一个 AppKey 签的（自己登录，换掉会话密钥） */
  invokeOther(created: Record<string, unknown>, changes: object): Promise<VirtualPaymentResult>;
  /** 下单并付好，推送还没有送 */
  paid(type: 'vip' | 'recharge', out_trade_no: string): Promise<Record<string, unknown>>;
  after(ms: number): Promise<void>;
}

/** @param mode 推送的模式；`none` 没有存地址，收不到推送 */
export async function openVirtualShop(mode: 'safe' | 'plain' | 'none', options: Partial<StackOptions> = {}): Promise<VirtualShop> {
  const settings = { encryption: { keys: [`k1:${randomBytes(32).toString('base64')}`] } };
  const shop = await openDoorShop({ ...options, settings, 'wxpay-virtualKeyMode': mode === 'plain' ? 'plain' : 'safe' });
  const app = openApps(shop.keys.wxpay).find(({ virtual }) => virtual);
  if (!app?.virtual) throw new Error('没有开通虚拟支付的应用');
  const { appid, virtual } = app;
  const url = `${shop.url}/pay-notify/wxpay-virtual/mp-weixin`;
  if (mode !== 'none') expect(await shop.wxpay.setMessagePush(appid, { url, mode, format: mode === 'plain' ? 'xml' : 'json' })).toBe(true);
  const payer = await shop.login('demo', MP);
  const staff = await shop.login('demo-admin');
  const { openid } = shop.wxpay.login('mini', appid);
  const invoke: VirtualShop['invoke'] = ({ orderInfo }, action = 'pay') => {
    const { mode: way = '', signData, paySig, signature } = orderInfo as Record<string, string>;
    return shop.wxpay.requestVirtualPayment({ appid, openid, mode: way, signData, paySig, signature, action });
  };
  const logIn = (): Promise<Record<string, unknown>> => {
    const { code } = shop.wxpay.login('mini', appid);
    return payer.callService('pay/kh/identifyPayer', { provider: 'wxpay', platform: 'mp-weixin', code });
  };
  const create: VirtualShop['create'] = (type, out_trade_no, provider = 'wxpay') => {
    const custom = type === 'vip' ? { custom: { plan: 'month' } } : { total_fee: 1000 };
    return payer.callService('pay/kh/createPayment', { provider, data: { type, out_trade_no, ...custom } });
  };
  return {
    ...shop,
    payer,
    staff,
    appid,
    openid,
    appKey: virtual.appKey,
    logIn,
    create,
    invoke,
    token: app.push?.token ?? '',
    async invokeOther({ orderInfo }, changes) {
      const own = orderInfo as Record<string, string>;
      const { code } = shop.wxpay.login('mini', appid);
      const query = new URLSearchParams({ appid, secret: app.secret, js_code: code, grant_type: 'authorization_code' });
      const session = (await (await fetch(`${shop.url}/sns/jscode2session?${query.toString()}`)).json()) as { session_key: string };
      const signData = JSON.stringify({ ...(JSON.parse(own['signData'] ?? '{}') as object), ...changes });
      const hmac = (key: string, text: string): string => createHmac('sha256', key).update(text).digest('hex');
      const paySig = hmac(virtual.appKey, `requestVirtualPayment&${signData}`);
      const signature = hmac(session.session_key, signData);
      return shop.wxpay.requestVirtualPayment({ appid, openid, mode: own['mode'] ?? '', signData, paySig, signature });
    },
    async paid(type, out_trade_no) {
      const created = await create(type, out_trade_no);
      expect(created).toMatchObject({ code: 0, provider: 'wxpay-virtual' });
      expect(invoke(created)).toMatchObject({ errCode: 0 });
      return created;
    },
    async after(ms) {
      shop.tick(ms);
      await shop.runMonitor();
    },
  };
}
