/** 服务端的话里认得出的说法。只用来认，从不给人看；所以它不在词目里，也不跟着语言变。 */

/** 参数错误的开头，见 contract 的 40001 */
export const PARAM_PREFIX = /^参数错误：/;
/** 一句里分开几栏的 */
export const BETWEEN_FIELDS = '；';

export const PRICE_CHANGED = /total_fee 与服务端价格不一致/;
export const NUMBER_SPENT = /out_trade_no .*(已关闭|已过期|已被使用)|已用其它方式下单|与首次下单不同/;
export const WAY_GONE = /^(data\.)?provider |(^|；)platform /;
export const NO_OPENID = /openid /;
/** 本机的钟差得太远，签名过不了 */
export const CLOCK_REFUSED = /校准时间/;
/** 格式要求（必须是……）是写给开发者的 */
export const FORMAT_DEMAND = /^(?:必须|不是|不能|不允许|不接受|键名|类型|嵌套|超出|至少|格式|缺少|太长)/;
/** 退款的几栏里员工会遇到的 */
export const TOO_MUCH = /超过可退金额/;
