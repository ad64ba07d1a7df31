/**
 * 统计按灰度的哪一支分开的 → 一个功能的两边各下了几单、付成几单：开大之前该看的。
 * 一张订单可以同时在几个功能的灰度里（`alipay_desktop_page=on,provider_wxpay=off`），各算各的。
 */
import type { FeatureName } from '../../contract/release/release';
import type { StatGroupView } from '../../contract/watch/statistics';

/** 看最近这么多天 */
export const SIDES_DAYS = 7;

export interface ReleaseSide {
  readonly created: number;
  readonly paid: number;
  /** 按尝试的成功率，百分数；没有人试过为 null */
  readonly rate: number | null;
}
export type ReleaseSides = Readonly<Record<'on' | 'off', ReleaseSide>>;

type Groups = readonly Pick<StatGroupView, 'key' | 'orders'>[];

function sideOf(groups: Groups, variant: string): ReleaseSide {
  const own = groups.filter(({ key }) => key.split(',').includes(variant));
  const sum = (of: (orders: StatGroupView['orders']) => number): number => own.reduce((total, { orders }) => total + of(orders), 0);
  const [created, paid, failed] = [sum((one) => one.created), sum((one) => one.paid), sum((one) => one.failed)];
  return { created, paid, rate: paid + failed > 0 ? Math.round((paid / (paid + failed)) * 1000) / 10 : null };
}

/** @returns 这几天没有一张订单在它的灰度里为 undefined */
export function sidesOf(groups: Groups, feature: FeatureName): ReleaseSides | undefined {
  const sides = { on: sideOf(groups, `${feature}=on`), off: sideOf(groups, `${feature}=off`) };
  return sides.on.created + sides.off.created > 0 ? sides : undefined;
}
