import { createSSRApp } from 'vue';
import vk from 'vk-client';
import config from '@/app.config.js';
import App from './App.vue';
// #ifdef H5
import { askAhead } from '@/common/client/pay/ask-ahead';
// #endif

/** uni-app 的入口：每个端都从这里创建应用。 */
export function createApp() {
  const app = createSSRApp(App);
  // 2.16 不理会 app.use 的第二个参数；init 在 2.16 与 2.18 都有效
  app.use(vk);
  uni.vk.init({ Vue: app, config });
  // #ifdef H5
  askAhead(app, location);
  // #endif
  return { app };
}
