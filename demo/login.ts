/** 演示登录：服务只存在于本地构建的云函数。 */
import { PAY_FUNCTION, SERVICES } from '../common/contract/services';
import { signIn, type SignedInUser } from '../common/client/shell/signed-in';
import type { VkToken } from '../common/client/shell/vk/types';

export type DemoUsername = 'demo' | 'demo-admin';

interface LoginDemoAnswer extends VkToken {
  readonly code: 0;
  readonly userInfo: SignedInUser;
}

/** @throws 与 callService 相同，用 describeFailure 解读 */
export async function loginDemo(username: DemoUsername): Promise<void> {
  const { token, tokenExpired, userInfo } = await uni.vk.callFunction<LoginDemoAnswer>({
    name: PAY_FUNCTION,
    url: SERVICES.loginDemo,
    data: { username },
    noAlert: true,
  });
  signIn({ token, tokenExpired }, userInfo);
}
