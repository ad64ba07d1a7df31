/**
 * 以演示用户登录。测试接口：只存在于本地构建，生产构建不含此文件（见 scripts/build-functions.ts）。
 */
import { serveTestEndpoint, type ServiceEvent } from 'vk-pay-core';

/** 演示用户与演示员工：只看的、能退款的、什么都能的。 */
const DEMO_USERS: ReadonlyMap<
  string,
  Record<string, unknown> & { readonly _id: string; readonly nickname: string; readonly role: readonly string[] }
> = new Map([
  [
    'demo',
    {
      _id: 'demo-user',
      username: 'demo',
      nickname: '演示用户',
      role: [],
      wx_openid: { 'mp-weixin': 'demo_openid_mp_weixin', 'h5-weixin': 'demo_openid_h5_weixin' },
      ali_openid: { 'mp-alipay': 'demo_openid_mp_alipay' },
    },
  ],
  ['demo-viewer', { _id: 'demo-viewer', username: 'demo-viewer', nickname: '演示查看员', role: ['pay-viewer'] }],
  ['demo-refund', { _id: 'demo-refund', username: 'demo-refund', nickname: '演示退款员', role: ['pay-refund'] }],
  ['demo-admin', { _id: 'demo-admin', username: 'demo-admin', nickname: '演示管理员', role: ['admin'] }],
]);

/** 一个用户同时有几个令牌，与框架的缺省相同 */
const MAX_TOKENS = 10;

interface DemoEvent extends ServiceEvent {
  readonly util: ServiceEvent['util'] & {
    readonly uniID: {
      createToken(input: {
        uid: string;
        role: readonly string[];
        permission: readonly string[];
      }): Promise<{ token: string; tokenExpired: number }>;
    };
  };
}

/** 向别的设备打开时（npm start -- --host）才有：管理员登录要终端里打印的这个密码。 */
const staffPassword = (): string | undefined => process.env['VK_PAY_DEMO_PASSWORD'];

/** 入参 `{ username?: 'demo' | 'demo-viewer' | 'demo-refund' | 'demo-admin', password?: string }`，缺省 demo。答复里的 needPassword 表示要密码才行。 */
export const main = (event: DemoEvent): Promise<object> => serveTestEndpoint(event, () => login(event));

async function login(event: DemoEvent): Promise<object> {
  const { vk, uniID } = event.util;
  const { username = 'demo', password } = (event.data ?? {}) as { username?: unknown; password?: unknown };
  const user = typeof username === 'string' ? DEMO_USERS.get(username) : undefined;
  if (!user) return { code: 40001, msg: `参数错误：username 必须是 ${[...DEMO_USERS.keys()].join('、')} 之一`, action: '检查参数完整性' };
  if (user.role.length > 0 && staffPassword() && password !== staffPassword())
    return { code: 40009, msg: '员工登录需要密码：在启动 vk-pay 的终端里', action: '检查API权限', needPassword: true };
  const known = await vk.baseDao.findById({ dbName: 'uni-id-users', id: user._id });
  if (!known) await vk.baseDao.setById({ dbName: 'uni-id-users', id: user._id, dataJson: { ...user } });
  // 签发不等于登录：令牌登记在用户名下才算数，与官方 uni-id 的 login 一样带着角色。
  const { token, tokenExpired } = await uniID.createToken({ uid: user._id, role: user.role, permission: [] });
  const tokens = [...((known?.['token'] as string[] | undefined) ?? []), token].slice(-MAX_TOKENS);
  await vk.baseDao.updateById({ dbName: 'uni-id-users', id: user._id, dataJson: { token: tokens } });
  return { code: 0, msg: 'ok', token, tokenExpired, userInfo: { _id: user._id, nickname: user.nickname, role: user.role } };
}
