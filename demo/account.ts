/** 演示用户的余额与会员：服务只存在于本地构建的云函数。 */
import { PAY_FUNCTION } from '../common/contract/services';
import { DEMO_SERVICES } from './services';

export interface DemoAccount {
  /** 分 */
  readonly balance: number;
  /** 会员到期，毫秒；没有开过为 undefined */
  readonly vip_expire_date?: number;
}

/** 没有登录、问不到时为 undefined：只是展示，不值得打扰人。 */
export async function demoAccount(): Promise<DemoAccount | undefined> {
  if (!uni.vk.checkToken()) return undefined;
  try {
    return await uni.vk.callFunction<DemoAccount>({ name: PAY_FUNCTION, url: DEMO_SERVICES.account, noAlert: true });
  } catch {
    return undefined;
  }
}
