/** 本机记着的几样东西：键名全在这里，换人时该忘掉哪些一目了然。都只是方便，丢了不影响钱。 */

export const DEVICE_KEYS = {
  /** 登录的是谁 */
  user: 'vk_pay_user',
  /** 最近付过什么 */
  payments: 'vk_pay_recent',
  /** 没有等到答复的退款 */
  refunds: 'vk_pay_refund_attempts',
  /** 没有等到答复的转账：单号与金额，不记付给谁 */
  transfers: 'vk_pay_transfer_attempts',
  /** 没有等到结果的柜台收款：只有单号与金额 */
  charges: 'vk_pay_charges',
  /** 没有等到答复的分账：只有订单号与分账单号 */
  sharings: 'vk_pay_sharing_attempts',
} as const;

/** 退出登录时忘掉的。未得到答复的退款、转账与分账单号留着：换人也不会付两次。 */
const PERSONAL: readonly string[] = [DEVICE_KEYS.user, DEVICE_KEYS.payments];

export function forgetPerson(): void {
  for (const key of PERSONAL) uni.removeStorageSync(key);
}

/** 一张短表，新的在前，最多 keep 项。 */
export interface RememberedList<Row> {
  all(): readonly Row[];
  replace(rows: readonly Row[]): void;
}

export function rememberedList<Row>(key: string, keep: number): RememberedList<Row> {
  return {
    all() {
      const value: unknown = uni.getStorageSync(key);
      return Array.isArray(value) ? (value as Row[]) : [];
    },
    replace(rows) {
      try {
        uni.setStorageSync(key, rows.slice(0, keep));
      } catch {
        // 隐私模式或存满：这一页里照常，只是刷新后记不得
      }
    },
  };
}
