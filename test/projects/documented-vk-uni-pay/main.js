import App from './App.vue';
import config from '@/app.config.js';
import vk from '@/uni_modules/vk-unicloud';

// #ifndef VUE3
import Vue from 'vue';
Vue.use(vk);
Vue.config.productionTip = false;
App.mpType = 'app';
const app = new Vue({ ...App });
app.$mount();
uni.vk.init({ Vue, config });
// #endif

// #ifdef VUE3
import { createSSRApp } from 'vue';
export function createApp() {
  const app = createSSRApp(App);
  app.use(vk);
  uni.vk.init({ Vue: app, config });
  return { app };
}
// #endif
