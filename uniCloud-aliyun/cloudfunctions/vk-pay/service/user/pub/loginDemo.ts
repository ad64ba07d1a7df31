/**
 * 以演示用户登录。测试接口：只存在于本地构建，生产构建不含此文件（见 scripts/build-functions.ts）。
 */
import type { ServiceEvent } from 'vk-pay-core';

const DEMO_USER = {
  _id: 'demo-user',
  username: 'demo',
  nickname: '演示用户',
  role: [] as string[],
  wx_openid: { 'mp-weixin': 'demo_openid_mp_weixin', 'h5-weixin': 'demo_openid_h5_weixin' },
};

interface DemoEvent extends ServiceEvent {
  readonly util: ServiceEvent['util'] & {
    readonly uniID: { createToken(input: { uid: string }): Promise<{ code?: number; token: string; tokenExpired: number }> };
  };
}

export async function main(event: DemoEvent): Promise<object> {
  const { vk, uniID } = event.util;
  const known = await vk.baseDao.findById({ dbName: 'uni-id-users', id: DEMO_USER._id });
  if (!known) await vk.baseDao.setById({ dbName: 'uni-id-users', id: DEMO_USER._id, dataJson: { ...DEMO_USER } });
  const { token, tokenExpired } = await uniID.createToken({ uid: DEMO_USER._id });
  return { code: 0, msg: 'ok', token, tokenExpired, userInfo: { _id: DEMO_USER._id, nickname: DEMO_USER.nickname } };
}
