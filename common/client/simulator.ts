/**
 * 只给开发者看的入口。正式构建里 `__VK_PAY_SIMULATOR__` 是 false，
 * 打包器会把整个对象连同文字删掉（test/front/build.test.ts 读产物核对）。
 */
import type { CreatePaymentAnswer } from '../contract/services';
import type { DemoUsername } from './services';

export interface SimulatorTools {
  readonly logins: readonly { readonly username: DemoUsername; readonly label: string }[];
  readonly loginHelp: string;
  readonly scanLabel: string;
  /** 「模拟手机」打开的页面；没有二维码内容时为 undefined */
  scanUrl(answer: CreatePaymentAnswer): string | undefined;
}

export const simulator: SimulatorTools | undefined = __VK_PAY_SIMULATOR__
  ? {
      logins: [
        { username: 'demo', label: '以演示用户登录' },
        { username: 'demo-admin', label: '以演示管理员登录' },
      ],
      loginHelp: '这是带模拟器的开发构建：不需要密码，也不会动用真实的钱。管理员可以退款。',
      scanLabel: '模拟手机扫码',
      scanUrl(answer) {
        const code = typeof answer.orderInfo === 'object' ? answer.orderInfo['code_url'] : undefined;
        return code === undefined ? undefined : `/simulator/${answer.provider}/scan?code_url=${encodeURIComponent(code)}`;
      },
    }
  : undefined;
