/** 演示登录：服务只存在于本地构建的云函数。 */
import { PAY_FUNCTION } from '../common/contract/services';
import { signIn, type SignedInUser } from '../common/client/shell/signed-in';
import type { VkToken } from '../common/client/shell/vk/types';
import { DEMO_SERVICES } from './services';

export type DemoUsername = 'demo' | 'demo-viewer' | 'demo-refund' | 'demo-admin';

interface LoginDemoAnswer extends VkToken {
  readonly code: 0;
  readonly userInfo: SignedInUser;
}

/**
 * @param password 向别的设备打开时（npm start -- --host）员工才需要
 * @throws 与 callService 相同，用 describeFailure 解读；要密码的用 needsPassword 认出
 */
export async function loginDemo(username: DemoUsername, password?: string): Promise<void> {
  const { token, tokenExpired, userInfo } = await uni.vk.callFunction<LoginDemoAnswer>({
    name: PAY_FUNCTION,
    url: DEMO_SERVICES.login,
    data: { username, ...(password ? { password } : {}) },
    noAlert: true,
  });
  signIn({ token, tokenExpired }, userInfo);
}

/** 登录失败是因为没有给密码，或密码不对。 */
export function needsPassword(thrown: unknown): boolean {
  return typeof thrown === 'object' && thrown !== null && (thrown as { needPassword?: unknown }).needPassword === true;
}
