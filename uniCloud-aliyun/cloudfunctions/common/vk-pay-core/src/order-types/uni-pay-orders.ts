/**
 * 旧表的一行 → uni-pay 2 的表 uni-pay-orders 的样子（它的公开文档），与反过来。写着 order_no 的是它的单。
 * 不留的（openid、网关的原文 original_data、stat_data）没有。
 */
import { CHANNEL_PLATFORMS, PROVIDERS, type Platform, type ProviderName } from '../../../../../../common/contract/channels';
import { UNI_PAY_ENDS } from '../../../../../../common/contract/payments/uni-pay-ends';

type Row = Readonly<Record<string, unknown>>;

/** 我们的端 → 它的支付类型（配置里那一节的名字）；它没有的照我们的名字。 */
export const payTypeOfPlatform = (platform: string): string => UNI_PAY_ENDS[platform] ?? platform;

/** @returns 这个渠道没有的为 undefined */
export function platformOfPayType(provider: ProviderName, provider_pay_type: string): Platform | undefined {
  return CHANNEL_PLATFORMS[provider].find((platform) => payTypeOfPlatform(platform) === provider_pay_type);
}

/** 两张表里同名、同义的字段。 */
const SAME = [
  '_id',
  'provider',
  'uni_platform',
  'status',
  'type',
  'order_no',
  'out_trade_no',
  'transaction_id',
  'user_id',
  'nickname',
  'device_id',
  'client_ip',
  'description',
  'total_fee',
  'refund_fee',
  'refund_list',
  'provider_appid',
  'appid',
  'user_order_success',
  'custom',
  'create_date',
  'pay_date',
  'notify_date',
  'cancel_date',
] as const;

const known = (row: Row, extra: Row): Record<string, unknown> => ({
  ...Object.fromEntries(SAME.filter((name) => row[name] !== undefined).map((name) => [name, row[name]])),
  ...Object.fromEntries(Object.entries(extra).filter(([, value]) => value !== undefined)),
});

/** 这一行是不是 uni-pay 2 下的单。 */
export const isUniOrder = (row: Row): boolean => typeof row['order_no'] === 'string';

/** @param row 旧表的样子（oldOrderOf） */
export function uniOrderOf(row: Row): Record<string, unknown> {
  return known(row, {
    provider_pay_type: payTypeOfPlatform(String(row['platform'])),
    refund_count: row['refund_num'],
    mch_id: row['mch_id'],
  });
}

/** uni-pay-orders 里的一行，写成旧表的样子；认不出支付类型的原样写着，由读它的人说不认识。 */
export function oldOrderOfUni(row: Row): Record<string, unknown> {
  const way = String(row['provider_pay_type']);
  const provider = PROVIDERS.find((name) => name === row['provider']);
  const platform = (provider && platformOfPayType(provider, way)) ?? way;
  return known(row, {
    pay_type: `${String(row['provider'])}_${platform}`,
    platform,
    refund_num: row['refund_count'],
    order_no: typeof row['order_no'] === 'string' && row['order_no'] !== '' ? row['order_no'] : row['out_trade_no'],
  });
}
