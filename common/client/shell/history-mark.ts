/**
 * H5：在浏览器的这一条历史上做记号。付完款按「后退」回到收银台时，凭它认出这里已经付过，
 * 而从商店重新点进来的（新的一条）没有记号，可以照常再买。
 */
interface Mark {
  readonly out_trade_no: string;
  /** 买的是什么（intentKey）；页面换了内容，记号就不算数 */
  readonly key: string;
}

const NAME = 'vkPayOrder';

// #ifdef H5
function stateNow(): Record<string, unknown> {
  return (history.state as Record<string, unknown> | null) ?? {};
}
// #endif

export function markEntry(mark: Mark | undefined): void {
  // #ifdef H5
  if (mark === undefined && !(NAME in stateNow())) return;
  const { [NAME]: _old, ...rest } = stateNow();
  history.replaceState(mark ? { ...rest, [NAME]: mark } : rest, '');
  // #endif
}

/** 这一条历史上、买同一样东西的单号。 */
export function markedOrder(key: string): string | undefined {
  // #ifdef H5
  const mark = stateNow()[NAME] as Mark | undefined;
  return mark?.key === key ? mark.out_trade_no : undefined;
  // #endif
  // #ifndef H5
  return undefined;
  // #endif
}
