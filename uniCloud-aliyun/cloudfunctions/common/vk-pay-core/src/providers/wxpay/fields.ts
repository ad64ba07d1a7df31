/**
 * 下单前只凭入参就能判断的事（docs/protocols/wxpay.md §2.1、§8）：长度一律按 UTF-8 字节。
 * 标题是给人看的，太长就截断；`other` 里的是商户自己的数据，截了就不是原来的意思，点名拒绝。
 */
import * as v from 'valibot';
import { payWayOf } from '../../../../../../../common/contract/channels';
import { PayError, type FieldProblem } from '../../kernel/pay-error';
import { bytes, optional, otherProblems, record, whole, type FieldRules } from '../kit/other';
import { payerIp } from '../kit/payer-ip';
import { cutBytes } from '../kit/text';
import type { CreateRequest } from '../provider';
import type { WxpayAccount } from './account';
import { isSendable, plainText } from './plain-text';

const MAX_DESCRIPTION_BYTES = 127;
const MAX_OPENID_BYTES = 128;

const text = (max: number) => v.pipe(bytes(max), v.check(isSendable, '不能含表情等四字节字符'));

const goods = record({
  merchant_goods_id: text(32),
  wechatpay_goods_id: optional(text(32)),
  goods_name: optional(text(256)),
  quantity: whole(1),
  unit_price: whole(0),
});

const WXPAY_FIELDS: FieldRules = {
  attach: text(128),
  goods_tag: text(32),
  support_fapiao: v.boolean('必须是布尔值'),
  detail: record({
    cost_price: optional(whole(0)),
    invoice_id: optional(text(32)),
    goods_detail: optional(v.array(goods, '必须是数组')),
  }),
};

/** 标题 → 网关收的商品描述；一个能看的字都没有时用单号。 */
export function descriptionOf({ subject, out_trade_no }: Pick<CreateRequest, 'subject' | 'out_trade_no'>): string {
  return cutBytes(plainText(subject), MAX_DESCRIPTION_BYTES).trim() || out_trade_no;
}

function payerProblems(account: WxpayAccount, { openid, clientIp }: CreateRequest): FieldProblem[] {
  const way = payWayOf('wxpay', account.platform);
  if (!way) return [{ field: 'platform', problem: `微信支付不支持 ${account.platform}` }];
  if (way.openidKeys !== undefined && !openid) return [{ field: 'data.openid', problem: '小程序与公众号支付需要付款人的 openid' }];
  if (way.openidKeys !== undefined && Buffer.byteLength(openid ?? '') > MAX_OPENID_BYTES)
    return [{ field: 'data.openid', problem: `不能超过 ${MAX_OPENID_BYTES} 字节` }];
  if (way.payWay === 'h5' && payerIp(clientIp) === undefined) return [{ field: 'context.CLIENTIP', problem: 'H5 支付需要付款人的真实 IP' }];
  return [];
}

/** @throws PayError PARAM 点名每个网关不会接受的字段 */
export function checkWxpayCreate(account: WxpayAccount, request: CreateRequest): void {
  const problems = [...payerProblems(account, request), ...otherProblems(WXPAY_FIELDS, request.other)];
  if (problems.length > 0) throw PayError.param(problems);
}
