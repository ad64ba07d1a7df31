/**
 * 只给开发者用的几样工具：演示登录、「模拟手机扫码」。
 * 带模拟器的构建（VK_PAY_SIMULATOR=1）由 vite.config.ts 在入口引入 set-up.ts 来登记；
 * 正式构建没有引入，文字与代码都不在产物里（test/front/build.test.ts 读产物核对）。
 */
import type { DemoUsername } from './login';

export interface DemoLogins {
  readonly users: readonly { readonly username: DemoUsername; readonly label: string }[];
  readonly help: string;
}

let registered: DemoLogins | undefined;

export function offerDemoLogins(logins: DemoLogins): void {
  registered = logins;
}

export function demoLogins(): DemoLogins | undefined {
  return registered;
}
