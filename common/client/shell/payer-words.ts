/**
 * 失败说给付款人听的话。错误目录的原话有一半是写给开发者的（签名、证书、参数完整性），
 * 这里按码换成人话；字段名、路径、网关的原文只进日志。
 */
import { catalogueEntry, ERROR_CATALOGUE } from '../../contract/errors';

export interface PayerWords {
  readonly msg: string;
  /** 下一步 */
  readonly action: string;
}

const { PARAM, SIGNATURE, CERTIFICATE, NETWORK, ORDER_NOT_FOUND, ORDER_PAID, BALANCE, RATE_LIMIT, PERMISSION, BUSY, SYSTEM } =
  ERROR_CATALOGUE;

const UNAVAILABLE: PayerWords = { msg: '支付暂时不可用', action: '请换一种支付方式，或稍后再试' };

/** 目录的话付款人听得懂的，只换下一步。 */
const WORDS: ReadonlyMap<number, PayerWords> = new Map<number, PayerWords>([
  [PARAM.code, { msg: '购买信息有误，没有提交', action: '请返回重新选择后再付' }],
  [SIGNATURE.code, UNAVAILABLE],
  [CERTIFICATE.code, UNAVAILABLE],
  [NETWORK.code, { msg: NETWORK.msg, action: '请检查网络' }],
  [ORDER_NOT_FOUND.code, { msg: ORDER_NOT_FOUND.msg, action: '请核对订单号，或到「我的订单」里查看' }],
  [ORDER_PAID.code, { msg: ORDER_PAID.msg, action: '可以到「我的订单」里查看' }],
  [BALANCE.code, { msg: BALANCE.msg, action: '或换一种支付方式' }],
  [RATE_LIMIT.code, { msg: RATE_LIMIT.msg, action: '请等一会儿再试' }],
  [PERMISSION.code, { msg: PERMISSION.msg, action: '请换个账号登录，或联系商家' }],
  [BUSY.code, { msg: BUSY.msg, action: '请等一会儿再试' }],
  [SYSTEM.code, { msg: SYSTEM.msg, action: '请联系商家客服' }],
]);

/** 参数错误里能对人说的：是哪一栏的、说的是什么事。写在前面的优先。 */
const PARAM_WORDS: readonly (readonly [RegExp, PayerWords])[] = [
  [/total_fee 与服务端价格不一致/, { msg: '价格刚刚变了', action: '请重新打开收银台，看清新价格再付' }],
  [
    /out_trade_no .*(已关闭|已过期|已被使用)|已用其它方式下单|与首次下单不同/,
    { msg: '这笔订单不能再付了', action: '再次确认支付会重新下单' },
  ],
  [/^(data\.)?provider |(^|；)platform /, { msg: '这种支付方式现在用不了', action: '请换一种支付方式' }],
  [/openid /, { msg: '没有拿到您在微信里的身份', action: '请退出后重新登录再付' }],
];

/** 订单类型的 reject('custom.…', '库存不足') 是商户写给人看的；「必须是…」之类的格式要求不是。 */
const FROM_ORDER_TYPE = /(?:^|\.)custom(?:\.\w+)* (.+)$/;
const FORMAT_DEMAND = /^(?:必须|不是|不能|不允许|不接受|键名|类型|嵌套|超出|至少|格式|缺少|太长)/;

function paramWords(said: string): PayerWords {
  const text = said.replace(/^参数错误：/, '');
  for (const [pattern, words] of PARAM_WORDS) if (pattern.test(text)) return words;
  const reasons = text
    .split('；')
    .map((part) => FROM_ORDER_TYPE.exec(part)?.[1])
    .filter((reason): reason is string => reason !== undefined && !FORMAT_DEMAND.test(reason));
  const plain = WORDS.get(PARAM.code) as PayerWords;
  return reasons.length > 0 ? { msg: reasons.join('；'), action: plain.action } : plain;
}

/** @param said 服务端的原话，只用来认出是哪一种 */
export function payerWords(code: number, said: string): PayerWords {
  if (code === PARAM.code) return paramWords(said);
  return WORDS.get(code) ?? { msg: catalogueEntry(code).msg, action: '请稍后再试，或联系商家' };
}
