/** 商户的页面在哪里：都写在项目根目录的 app.config.js（文件名、位置与键名由 vk 框架规定）。 */
import config from '@/app.config.js';

/** 「完成」「返回首页」去哪里。没有写 index.url 时为 `/`：H5 的第一页；小程序认不出它，所以要写。 */
export function homePage(): string {
  return config.index?.url || '/';
}

export function loginPage(): string {
  return config.login.url;
}
