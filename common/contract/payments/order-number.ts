/** 单号的字母表：前端、入参规则与存储都按它核对。 */

/**
 * 新的商户订单号，付款人与员工自己起的：取各家的交集，微信 6–32 位，支付宝只有字母、数字、下划线；
 * 24 位十六进制会被云数据库转成 ObjectId，另外拒绝。
 */
export const NEW_OUT_TRADE_NO_PATTERN = /^[0-9A-Za-z_]{6,32}$/;
/** 已经有的：商户自己的云函数起的还可以有连字符（渠道收的话）。 */
export const OUT_TRADE_NO_PATTERN = /^[0-9A-Za-z_-]{6,32}$/;

const OBJECT_ID = /^[0-9a-f]{24}$/;

/** 这张单存在哪个 `_id` 下：就是单号；业务表的 `_id`（24 位十六进制）会变成 ObjectId，换一个安全的。 */
export function orderIdOf(out_trade_no: string): string {
  return OBJECT_ID.test(out_trade_no) ? `id_${out_trade_no}` : out_trade_no;
}
