/**
 * 下单前只凭入参就能判断的事（docs/protocols/alipay.md §4.0、§9）：长度按字符。
 * 会回到通知里的文字不许造成切分的歧义；`passback_params` 按文档做 URL 编码再放进去。
 */
import * as v from 'valibot';
import { payWayOf } from '../../../../../../../common/contract/channels';
import type { alipay } from '../../../../../../../common/contract/providers/alipay';
import { PayError, type FieldProblem } from '../../kernel/pay-error';
import { characters, optional, otherProblems, record, type FieldRules } from '../kit/other';
import { cutCharacters } from '../kit/text';
import type { CreateRequest } from '../provider';
import type { AlipayAccount } from './account';
import { canBeCut } from './ambiguity';
import { RETURN_FIELDS } from './return-url';
import { feeToYuan } from './yuan';

export type PayWay = (typeof alipay.platforms)[keyof typeof alipay.platforms]['payWay'];

const MAX_SUBJECT = 256;
const MAX_PASSBACK = 512;
const MAX_RETURN_URL = 256;
/** 金额的文字最多几位，各接口不同（§4.2–4.4）。 */
const MAX_AMOUNT: Readonly<Record<PayWay, number>> = { create: 11, app: 9, wap: 9, page: 11, precreate: 11, pay: 11 };
/** 只有电脑网站支付才有的字段。 */
const PAGE_ONLY: readonly string[] = ['goods_type', 'qr_pay_mode', 'qrcode_width'];

const digits = (max: number) =>
  v.pipe(v.string('必须是数字文字'), v.regex(new RegExp(`^\\d{1,${max}}$`), `必须是最多 ${max} 位的数字文字`));
const money = v.pipe(v.string('必须是元的文字'), v.regex(/^\d{1,6}(\.\d{1,2})?$/, '必须是元的文字，最多两位小数'));
const oneOf = (...values: readonly string[]) => v.picklist(values, `必须是 ${values.join('、')} 之一`);

const goods = record({
  goods_id: characters(32),
  goods_name: characters(256),
  quantity: v.union([digits(10), v.pipe(v.number(), v.safeInteger(), v.minValue(1))], '必须是正整数'),
  price: money,
  goods_category: optional(characters(24)),
  categories_tree: optional(characters(128)),
  body: optional(characters(1000)),
  show_url: optional(characters(400)),
});

const ALIPAY_FIELDS: FieldRules = {
  body: v.pipe(
    characters(128),
    v.check((value) => !canBeCut(value), '不能含有「&名字=」：网关的通知会因此有歧义'),
  ),
  passback_params: v.pipe(
    v.string('必须是文字'),
    v.check((value) => encodePassback(value).length <= MAX_PASSBACK, `编码之后不能超过 ${MAX_PASSBACK} 个字符`),
  ),
  goods_detail: v.pipe(v.array(goods, '必须是数组'), v.maxLength(150, '不能超过 150 行')),
  goods_type: oneOf('0', '1'),
  promo_params: characters(512),
  // 花呗分期。服务商返佣、分账冻结、换收款方显示名也在这个对象里，一概不收。
  extend_params: record({
    hb_fq_num: optional(digits(5)),
    hb_fq_seller_percent: optional(digits(3)),
    industry_reflux_info: optional(characters(512)),
  }),
  enable_pay_channels: characters(128),
  disable_pay_channels: characters(128),
  store_id: v.pipe(characters(32), v.regex(/^[\x20-\x7e]+$/, '只能是 ASCII 字符')),
  operator_id: characters(28),
  terminal_id: characters(32),
  timeout_express: v.pipe(v.string('必须是文字'), v.regex(/^(?:[1-9]\d{0,4}[mhd]|1c)$/, '必须形如 90m、2h、1d 或 1c')),
  qr_pay_mode: oneOf('0', '1', '2', '3', '4'),
  qrcode_width: digits(4),
};

/** 落单的代理项编码不了，换成占位符；同样的输入总得到同样的输出。 */
export function encodePassback(value: string): string {
  return encodeURIComponent(value.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd'));
}

/** 标题里的 `/ = &` 会触发网关的攻击检查（§1.2、§4.0），也会造成歧义：换成全角，意思不变，人也看得懂。 */
export function subjectText(subject: string): string {
  const wide = subject.replace(/[/=&]/g, (char) => String.fromCodePoint(char.charCodeAt(0) + 0xfee0));
  return cutCharacters(wide, MAX_SUBJECT);
}

/** 本模块与网关自己要用的参数名，不能出现在跳回地址里：回来时分不清是谁的。 */
function returnProblems(returnUrl: string | undefined): FieldProblem[] {
  if (returnUrl === undefined) return [];
  if ([...returnUrl].length > MAX_RETURN_URL) return [{ field: 'data.return_url', problem: `不能超过 ${MAX_RETURN_URL} 个字符` }];
  const [address = ''] = returnUrl.split('#');
  const names = [...new URLSearchParams(address.split('?')[1] ?? '').keys()];
  const taken = names.find((name) => RETURN_FIELDS.has(name));
  return taken === undefined ? [] : [{ field: 'data.return_url', problem: `查询串里不能有 ${taken}：支付宝跳回时要用这个名字` }];
}

function ownProblems(way: PayWay, { openid, total_fee, returnUrl, other = {} }: CreateRequest): FieldProblem[] {
  const problems: FieldProblem[] = [];
  if (way === 'create' && !openid) problems.push({ field: 'data.openid', problem: '小程序支付需要付款人的 openid' });
  if (feeToYuan(total_fee).length > MAX_AMOUNT[way]) problems.push({ field: 'data.total_fee', problem: '超出这种付款方式的上限' });
  if (way === 'wap' || way === 'page') problems.push(...returnProblems(returnUrl));
  if (way !== 'page')
    for (const name of PAGE_ONLY.filter((field) => field in other))
      problems.push({ field: `data.other.${name}`, problem: '只用于电脑网站支付' });
  if ('enable_pay_channels' in other && 'disable_pay_channels' in other)
    problems.push({ field: 'data.other.disable_pay_channels', problem: '不能与 enable_pay_channels 同时给' });
  return problems;
}

/** @throws PayError PARAM 点名每个网关不会接受的字段 */
export function checkAlipayCreate(account: AlipayAccount, request: CreateRequest): void {
  const way = payWayOf('alipay', account.platform)?.payWay as PayWay | undefined;
  const problems =
    way === undefined
      ? [{ field: 'platform', problem: `支付宝不支持 ${account.platform}` }]
      : [...ownProblems(way, request), ...otherProblems(ALIPAY_FIELDS, request.other)];
  if (problems.length > 0) throw PayError.param(problems);
}
