/** 发货信息的接口（docs/protocols/wxpay.md §13.3），与控制入口里它的动作。只认小程序自己的接口凭据，没有别的签名。 */
import type { Hono } from 'hono';
import * as v from 'valibot';
import { action, type ControlAction } from '../kit/control';
import { OpenApiError } from './open-api-error';
import { bodyOf, type OpenCall, type OpenEndpoint } from './open-endpoint';
import type { WxpayApp } from './options';
import type { People } from './people';
import type { Shipping } from './shipping';
import type { ManagedOrder, ShippingBook } from './shipping-book';
import { EXPRESS_COMPANIES } from './shipping-shapes';

export interface ShippingPorts {
  readonly shipping: Shipping;
  readonly book: ShippingBook;
  readonly people: People;
  readonly apps: ReadonlyMap<string, WxpayApp>;
}

export function mountShippingApi(app: Hono, endpoint: OpenEndpoint, { shipping, book, people, apps }: ShippingPorts): void {
  const appOf = (call: OpenCall): string => {
    const appid = people.appidOf(call.query['access_token'] ?? '');
    if (!apps.get(appid)?.miniProgram) throw new OpenApiError(48001, 'api unauthorized');
    return appid;
  };
  const route = (
    path: string,
    operation: Parameters<OpenEndpoint>[0],
    work: (appid: string, body: Readonly<Record<string, unknown>>) => object,
  ): void => {
    app.post(
      path,
      endpoint(operation, (call) => ({ errcode: 0, errmsg: 'ok', ...work(appOf(call), bodyOf(call)) })),
    );
  };
  const order = (name: string): string => `/wxa/sec/order/${name}`;
  const own = (appid: string, body: Readonly<Record<string, unknown>>): void => {
    if (typeof body['appid'] !== 'string') throw new OpenApiError(40097, 'invalid args');
    if (body['appid'] !== appid) throw new OpenApiError(40013, 'invalid appid');
  };

  route(order('upload_shipping_info'), 'shipUpload', (appid, body) => shipping.upload(appid, body));
  route(order('get_order'), 'shipQuery', (appid, body) => shipping.get(appid, body));
  route(order('get_order_list'), 'shipList', (appid, body) => shipping.list(appid, body));
  route(order('notify_confirm_receive'), 'shipRemind', (appid, body) => shipping.remind(appid, body));
  route(order('opspecialorder'), 'shipSpecial', (appid, body) => shipping.special(appid, body));
  route(order('set_msg_jump_path'), 'shipSettings', (appid, { path }) => {
    if (typeof path !== 'string') throw new OpenApiError(40097, 'invalid args');
    book.set(appid, { path });
    return {};
  });
  route(order('is_trade_managed'), 'shipSettings', (appid, body) => {
    own(appid, body);
    return { is_trade_managed: book.settingsOf(appid).managed };
  });
  route(order('is_trade_management_confirmation_completed'), 'shipSettings', (appid, body) => {
    own(appid, body);
    return { completed: true };
  });
  route('/cgi-bin/express/delivery/open_msg/get_delivery_list', 'shipSettings', () => {
    const delivery_list = Object.entries(EXPRESS_COMPANIES).map(([delivery_id, delivery_name]) => ({ delivery_id, delivery_name }));
    return { delivery_list, count: delivery_list.length };
  });
}

const digest = ({ outTradeNo, transactionId, shippedAt, confirmed, settledAt, inComplaint }: ManagedOrder) => ({
  out_trade_no: outTradeNo,
  transaction_id: transactionId,
  shipped_at: shippedAt,
  confirmed_at: confirmed?.at,
  settled_at: settledAt,
  in_complaint: inComplaint,
});

export const shippingActions = (shipping: Shipping, book: ShippingBook): ControlAction[] => [
  action('confirm-receipt', '需要 JSON：out_trade_no（付款人点了确认收货）', v.strictObject({ out_trade_no: v.string() }), (input) =>
    digest(shipping.confirm(input.out_trade_no)),
  ),
  action(
    'shipping-complaint',
    '需要 JSON：out_trade_no 与 in_complaint（true 压着放款）',
    v.strictObject({ out_trade_no: v.string(), in_complaint: v.boolean() }),
    (input) => digest(shipping.complain(input.out_trade_no, input.in_complaint)),
  ),
  action(
    'trade-managed',
    '需要 JSON：appid 与 managed（这个小程序要不要发货信息）',
    v.strictObject({ appid: v.string(), managed: v.boolean() }),
    (input) => {
      book.set(input.appid, { managed: input.managed });
      return input;
    },
  ),
];
