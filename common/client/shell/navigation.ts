/** 总有一条路可走：能后退就后退，不能就回首页。 */
import { homePage } from './config';

export function goHome(): void {
  uni.reLaunch({ url: homePage() });
}

export function goBack(): void {
  if (getCurrentPages().length > 1) uni.navigateBack();
  else goHome();
}
