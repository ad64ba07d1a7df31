/** 虚拟支付的接口（docs/protocols/wxpay.md §13.1）：凭据、支付签名、用户态签名，然后才是字段；还有控制入口里它的动作。 */
import type { Hono } from 'hono';
import * as v from 'valibot';
import { action, maybe, type ControlAction } from '../kit/control';
import { OpenApiError } from './open-api-error';
import { bodyOf, type OpenCall, type OpenEndpoint } from './open-endpoint';
import type { WxpayApp } from './options';
import { openidFor, type People } from './people';
import type { MessagePush } from './message-push';
import type { VirtualBook } from './virtual-book';
import type { VirtualPayer } from './virtual-payer';
import type { Xpay } from './xpay';
import { balanceBody, presentBody, provideBody, queryOrderBody, read, refundOrderBody, spendBody, unspendBody } from './xpay-shapes';
import { hmacOf, paySigOf } from './xpay-signature';

export interface XpayPorts {
  readonly xpay: Xpay;
  readonly people: People;
  readonly apps: ReadonlyMap<string, WxpayApp>;
}

/** 哪些签名是必需的；补报发货的支付签名可有可无，给了就要对。 */
type Signed = 'pay' | 'payAndUser' | 'optional';

export function mountXpayApi(app: Hono, endpoint: OpenEndpoint, { xpay, people, apps }: XpayPorts): void {
  /** @returns 是哪个应用 */
  function admit(call: OpenCall, signed: Signed): { readonly appid: string; readonly body: unknown } {
    const appid = people.appidOf(call.query['access_token'] ?? '');
    const virtual = apps.get(appid)?.virtual;
    if (!virtual) throw new OpenApiError(48001, 'api unauthorized');
    const body = bodyOf(call);
    const appKey = body['env'] === 1 ? virtual.sandboxAppKey : virtual.appKey;
    const { pay_sig, signature } = call.query;
    if ((signed !== 'optional' || pay_sig !== undefined) && pay_sig !== paySigOf(appKey, call.path, call.raw))
      throw new OpenApiError(268490003, 'invalid pay_sig');
    if (signed === 'payAndUser') {
      const sessionKey = people.sessionKeyOf(appid, String(body['openid']));
      if (sessionKey === undefined) throw new OpenApiError(268490009, 'session_key is expired');
      if (signature !== hmacOf(sessionKey, call.raw)) throw new OpenApiError(268490003, 'invalid signature');
    }
    return { appid, body };
  }
  const ok = (result: object): object => ({ errcode: 0, errmsg: 'ok', ...result });
  const route = (
    name: string,
    operation: Parameters<OpenEndpoint>[0],
    signed: Signed,
    work: (appid: string, body: unknown) => object,
  ): void => {
    app.post(
      `/xpay/${name}`,
      endpoint(operation, (call) => {
        const { appid, body } = admit(call, signed);
        return ok(work(appid, body));
      }),
    );
  };
  route('query_order', 'virtualQuery', 'pay', (appid, body) => xpay.query(appid, read(queryOrderBody, body)));
  route('refund_order', 'virtualRefund', 'pay', (appid, body) => xpay.refund(appid, read(refundOrderBody, body)));
  route('notify_provide_goods', 'virtualProvide', 'optional', (appid, body) => xpay.provide(appid, read(provideBody, body)));
  route('query_user_balance', 'virtualBalance', 'payAndUser', (appid, body) => xpay.balance(appid, read(balanceBody, body)));
  route('currency_pay', 'virtualSpend', 'payAndUser', (appid, body) => xpay.spend(appid, read(spendBody, body)));
  route('cancel_currency_pay', 'virtualUnspend', 'payAndUser', (appid, body) => xpay.unspend(appid, read(unspendBody, body)));
  route('present_currency', 'virtualPresent', 'pay', (appid, body) => xpay.present(appid, read(presentBody, body)));
}

export const virtualActions = (payer: VirtualPayer, xpay: Xpay, book: VirtualBook, pushes: MessagePush): ControlAction[] => [
  action(
    'virtual-pay',
    '需要 JSON：appid、mode、signData、paySig、signature（交给 wx.requestVirtualPayment 的原样），可加 openid 或 person、action（pay、cancel、fail）',
    v.strictObject({
      appid: v.string(),
      mode: v.string(),
      signData: v.unknown(),
      paySig: v.unknown(),
      signature: v.unknown(),
      openid: maybe,
      person: v.optional(v.string(), 'payer'),
      action: v.optional(v.picklist(['pay', 'cancel', 'fail'])),
    }),
    ({ person, openid, ...input }) =>
      book.store.transaction(() => payer.request({ ...input, openid: openid ?? openidFor(input.appid, person) })),
  ),
  action(
    'virtual-goods',
    '需要 JSON：appid、product_id、price（分）：上架一件道具；上架过的应用，没有上架的与价格不对的都付不了',
    v.strictObject({ appid: v.string(), product_id: v.string(), price: v.pipe(v.number(), v.integer(), v.minValue(1)) }),
    (input) => {
      book.publish(input.appid, input.product_id, input.price);
      return input;
    },
  ),
  action(
    'virtual-refund-outcome',
    '需要 JSON：refund_order_id（"*" 为以后每一笔）与 fails（true 退不成）',
    v.strictObject({ refund_order_id: v.string(), fails: v.boolean() }),
    (input) => {
      xpay.chooseRefund(input.refund_order_id, input.fails);
      return input;
    },
  ),
  action(
    'message-push',
    '需要 JSON：appid、url，可加 mode（plain、compatible、safe）与 format（json、xml）；先用 GET 核对，对方答回 echostr 才存',
    v.strictObject({
      appid: v.string(),
      url: v.string(),
      mode: v.optional(v.picklist(['plain', 'compatible', 'safe']), 'safe'),
      format: v.optional(v.picklist(['json', 'xml']), 'json'),
    }),
    async ({ appid, ...address }) => ({ saved: await pushes.configure(appid, address) }),
  ),
];
