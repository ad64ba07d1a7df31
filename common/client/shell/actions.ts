/** 页面底下的一列按钮：第一个是主要的。 */
export interface PageAction {
  readonly id: string;
  readonly label: string;
  /** 没有网络时做不了 */
  readonly online?: boolean;
  /** 正在做 */
  readonly busy?: boolean;
  /** 去别的页面 */
  readonly link?: boolean;
  /** 排在第一个也不抢眼 */
  readonly quiet?: boolean;
  readonly run: () => unknown;
}
