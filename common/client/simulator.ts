/**
 * 只给开发者看的入口。正式构建里 `__VK_PAY_SIMULATOR__` 是 false，
 * 打包器会把整个对象连同文字删掉（test/front/build.test.ts 读产物核对）。
 */
import type { CreatePaymentAnswer } from '../contract/services';

export interface SimulatorTools {
  readonly loginLabel: string;
  readonly loginHelp: string;
  readonly scanLabel: string;
  /** 「模拟手机」打开的页面；没有二维码内容时为 undefined */
  scanUrl(answer: CreatePaymentAnswer): string | undefined;
}

export const simulator: SimulatorTools | undefined = __VK_PAY_SIMULATOR__
  ? {
      loginLabel: '以演示用户登录',
      loginHelp: '这是带模拟器的开发构建：不需要密码，也不会动用真实的钱。',
      scanLabel: '模拟手机扫码',
      scanUrl(answer) {
        const code = typeof answer.orderInfo === 'object' ? answer.orderInfo['code_url'] : undefined;
        return code === undefined ? undefined : `/simulator/${answer.provider}/scan?code_url=${encodeURIComponent(code)}`;
      },
    }
  : undefined;
