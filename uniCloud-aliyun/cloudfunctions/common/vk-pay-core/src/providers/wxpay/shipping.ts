/** 小程序的发货信息管理（docs/protocols/wxpay.md §13.3）。一律按微信的交易号说是哪一笔：服务商收的也认；从不写 null。 */
import { beijingText } from '../../../../../../../common/contract/beijing-text';
import type { Parcel, Shipment, ShippingWay } from '../../../../../../../common/contract/payments/shipping';
import { PayError } from '../../kernel/pay-error';
import { asObject, integerOf, textOf, type Json } from '../kit/json';
import type { ProviderPorts } from '../provider';
import type { ShippingCapability, ShippingFacts, ShippingTrade } from '../shipping';
import type { WxpayAccount } from './account';
import { askOpenApi } from './open-api';

const ORDER_NUMBER_IS_TRANSACTION = 2;
const LOGISTICS: Readonly<Record<ShippingWay, number>> = { express: 1, local: 2, virtual: 3, pickup: 4 };
const [UNIFIED, SPLIT] = [1, 2];
/** 测试订单（2）会把钱退给付款人：从不报 */
const PRESALE = 1;
const SECOND_MS = 1000;
const MAX_PARCELS = 15;
const MAX_DESCRIPTION = 120;
const MAX_NUMBER_BYTES = 128;
/** 要电话的快递公司 */
const NEEDS_CONTACT = 'SF';

const NOT_STORED_YET = '10060001';
/** 发完了、重新发货用过了、没有变化：都是录好了。 */
const DONE_BEFORE: ReadonlySet<string> = new Set(['10060002', '10060003', '10060023']);
const NOT_SHIPPABLE = '10060004';

const STATES: ReadonlyMap<number, ShippingFacts['state']> = new Map([
  [1, 'WAIT'],
  [2, 'SHIPPED'],
  [3, 'SHIPPED'],
  [4, 'SETTLED'],
  [5, 'RETURNED'],
  [6, 'SHIPPED'],
]);

const wrong = (detail: string): PayError => new PayError('SYSTEM', { outcome: 'none', detail: `发货信息不对：${detail}` });
const cut = (text: string): string => [...text].slice(0, MAX_DESCRIPTION).join('');

function numbered(value: unknown, name: string): string {
  if (typeof value !== 'string' || value === '' || Buffer.byteLength(value) > MAX_NUMBER_BYTES)
    throw wrong(`${name} 必须是 1–${MAX_NUMBER_BYTES} 字节的文字`);
  return value;
}

/** 只留头三位与末四位。 */
function masked(contact: string): string {
  const digits = contact.replace(/[^\d*]/g, '');
  if (!/\d{4}$/.test(digits)) throw wrong('电话的末四位必须是数字');
  return digits.includes('*') ? digits : `${digits.length > 7 ? digits.slice(0, 3) : ''}****${digits.slice(-4)}`;
}

function parcelOf({ tracking_no, express_company, item_desc, consignor_contact, receiver_contact }: Parcel, all: string): Json {
  const company = numbered(express_company, 'express_company');
  const contact = consignor_contact
    ? { consignor_contact: masked(consignor_contact) }
    : receiver_contact
      ? { receiver_contact: masked(receiver_contact) }
      : undefined;
  if (company === NEEDS_CONTACT && !contact) throw wrong('顺丰要寄件人或收件人的电话');
  return {
    tracking_no: numbered(tracking_no, 'tracking_no'),
    express_company: company,
    item_desc: item_desc ? cut(item_desc) : all,
    ...(contact ? { contact } : {}),
  };
}

/** @throws PayError SYSTEM 内容不对，点名是什么 */
function parcelsOf({ way, item_desc, parcels = [] }: Shipment, subject: string): Json[] {
  if (!Object.hasOwn(LOGISTICS, way)) throw wrong('way 必须是 express、local、virtual、pickup 之一');
  const all = cut(item_desc || subject);
  if (all === '') throw wrong('item_desc 不能为空');
  if (way !== 'express') {
    if (parcels.length > 0) throw wrong('只有快递有 parcels');
    return [{ item_desc: all }];
  }
  if (parcels.length === 0 || parcels.length > MAX_PARCELS) throw wrong(`parcels 必须有 1–${MAX_PARCELS} 个`);
  return parcels.map((parcel) => parcelOf(parcel, all));
}

const codeOf = (error: unknown): string => (error instanceof PayError && error.outcome === 'none' ? (error.gatewayCode ?? '') : '');

export function wxpayShipping(ports: ProviderPorts): ShippingCapability<WxpayAccount> {
  const ask = (account: WxpayAccount, access_token: string, name: string, body: object): Promise<Json> =>
    askOpenApi(ports, account, { path: `/wxa/sec/order/${name}`, query: { access_token }, body });

  return {
    async managed(account, token) {
      return (await ask(account, token, 'is_trade_managed', { appid: account.appid }))['is_trade_managed'] === true;
    },

    async look(account, token, { transaction_id }) {
      let answer: Json;
      try {
        answer = await ask(account, token, 'get_order', { transaction_id });
      } catch (error) {
        if (codeOf(error) === NOT_STORED_YET) return { state: 'ABSENT' };
        throw error;
      }
      const order = asObject(answer['order']) ?? {};
      if (textOf(order, 'transaction_id') !== transaction_id)
        throw new PayError('NETWORK', { outcome: 'unknown', detail: '发货信息的应答说的不是这一笔' });
      const openid = textOf(order, 'openid');
      return {
        state: STATES.get(integerOf(order, 'order_state') ?? 0) ?? 'UNKNOWN',
        ...(openid ? { openid } : {}),
        ...(order['in_complaint'] === true ? { disputed: true } : {}),
      };
    },

    async postpone(account, token, { transaction_id }, until) {
      await ask(account, token, 'opspecialorder', { order_id: transaction_id, type: PRESALE, delay_to: Math.floor(until / SECOND_MS) });
    },

    async upload(account, token, { transaction_id, subject }: ShippingTrade, openid, shipment) {
      const shipping_list = parcelsOf(shipment, subject);
      const split = shipping_list.length > 1;
      try {
        await ask(account, token, 'upload_shipping_info', {
          order_key: { order_number_type: ORDER_NUMBER_IS_TRANSACTION, transaction_id },
          logistics_type: LOGISTICS[shipment.way],
          delivery_mode: split ? SPLIT : UNIFIED,
          ...(split ? { is_all_delivered: true } : {}),
          shipping_list,
          upload_time: beijingText(ports.now(), 'YYYY-MM-DDTHH:mm:ss.SSSZ'),
          payer: { openid },
        });
        return 'SHIPPED';
      } catch (error) {
        const code = codeOf(error);
        if (DONE_BEFORE.has(code)) return 'SHIPPED';
        if (code === NOT_STORED_YET) return 'ABSENT';
        if (code === NOT_SHIPPABLE) return 'RETURNED';
        throw error;
      }
    },
  };
}
