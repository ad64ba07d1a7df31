/** 总有一条路可走：能后退就后退，不能就回首页；去不成的（正在去别处、连点了两下、又退了回来）留在原地，不是错误。 */
import { homePage } from './config';

/** 给了它，uni 就不返回没有人接的 Promise。 */
const stay = (): void => undefined;

export const openPage = (url: string): void => void uni.navigateTo({ url, fail: stay });
/** 代替这一页，后退时不再回来。 */
export const turnPage = (url: string): void => void uni.redirectTo({ url, fail: stay });

export function goHome(): void {
  uni.reLaunch({ url: homePage(), fail: stay });
}

export function goBack(): void {
  if (getCurrentPages().length > 1) uni.navigateBack({ fail: stay });
  else goHome();
}

/** 页已经不在了（一闪而过），就没有标题可写。 */
export const entitlePage = (title: string): void => void uni.setNavigationBarTitle({ title, fail: stay });
