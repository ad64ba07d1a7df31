/** 商户的页面在哪里：都写在项目根目录的 app.config.js（文件名、位置与键名由 vk 框架规定）。 */
import config from '@/app.config.js';

/** uni-app 新建项目的首页；app.config.js 没有写 index.url 时用它。 */
const UNI_FIRST_PAGE = '/pages/index/index';

/** 「完成」「返回首页」去哪里。 */
export function homePage(): string {
  return config.index?.url || UNI_FIRST_PAGE;
}

export function loginPage(): string {
  return config.login.url;
}
