/** 不认识的地址：去「没有这个页面」，那里有路回来。在 App.vue 里调用。 */
import { onPageNotFound } from '@dcloudio/uni-app';
import { LOST_PAGE } from './pages';
import { turnPage } from './navigation';

interface Router {
  afterEach(visit: (to: { readonly matched: readonly unknown[] }) => void): void;
}

function goLost(): void {
  turnPage(LOST_PAGE);
}

export function catchLostPages(): void {
  onPageNotFound(goLost);
}

/** H5：打开之后再在地址栏里写错，框架不会再说一次，自己听路由的。在 onLaunch 里调用。 */
export function catchLostAddresses(): void {
  // #ifdef H5
  const router = (getApp() as unknown as { readonly $router?: Router }).$router;
  router?.afterEach((to) => {
    if (to.matched.length === 0) goLost();
  });
  // #endif
}
