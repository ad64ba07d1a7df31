/**
 * 浏览器地址栏里只改了参数：路由认为还是同一页，页面得自己看见。
 * uni 用 history.state.__id__ 区分同一路径的几页（没有时为 1），藏在后面的那几页不跟着变。
 */
import { watch, type ComponentInternalInstance } from 'vue';

interface Route {
  readonly path: string;
  readonly fullPath: string;
  readonly query: Readonly<Record<string, unknown>>;
  readonly meta: { readonly route?: string };
}

function pageId(): unknown {
  return (history.state as { __id__?: unknown } | null)?.__id__ ?? 1;
}

export function watchAddress(page: ComponentInternalInstance, changed: (query: Route['query']) => void): void {
  const here = (): Route | undefined => (page.proxy as unknown as { $route?: Route } | null)?.$route;
  const own = { id: pageId(), route: here()?.meta.route };
  /** 这一页上次的地址：从别的页退回来，地址没有变，就还是原来那一页 */
  let last = here()?.fullPath;
  watch(
    () => here()?.fullPath,
    () => {
      const now = here();
      if (!now || now.meta.route !== own.route || pageId() !== own.id || now.fullPath === last) return;
      last = now.fullPath;
      changed(now.query);
    },
  );
}
