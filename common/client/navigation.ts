/** 总有一条路可走：能后退就后退，不能就回首页。 */
import { HOME_PAGE } from './intent';

export function goHome(): void {
  uni.reLaunch({ url: HOME_PAGE });
}

export function goBack(): void {
  if (getCurrentPages().length > 1) uni.navigateBack();
  else goHome();
}
