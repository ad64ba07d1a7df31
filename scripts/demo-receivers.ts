/** npm start 第一次打开时替演示商店添加分账的接收方：第一个晚上就能把一张寄卖的订单分给他们。 */
import { createClient } from '../local/stack/client';
import { CLIENT_SECRET, SPACE_ID } from '../local/stack/space';
import type { Stack } from '../local/stack/stack';

export const DEMO_RECEIVERS = [
  {
    provider: 'wxpay',
    receiver_no: 'gallery',
    title: '画廊（微信）',
    type: 'MERCHANT_ID',
    account: '1900000109',
    name: '示例画廊有限公司',
    relation_type: 'PARTNER',
  },
  {
    provider: 'wxpay',
    receiver_no: 'painter',
    title: '画家（微信）',
    type: 'PERSONAL_OPENID',
    account: 'oSIMpainter00000000000000001',
    name: '示例画家',
    relation_type: 'SUPPLIER',
  },
  {
    provider: 'alipay',
    receiver_no: 'gallery-alipay',
    title: '画廊（支付宝）',
    type: 'loginName',
    account: 'gallery@example.com',
    name: '示例画廊有限公司',
  },
] as const;

/**
 * 一位也没有的时候才添加。
 * @param password 向别的设备打开时（--host）员工登录要的
 * @returns 添加了几位
 * @throws Error 登录不了，或服务端不接受的原因
 */
export async function addDemoReceivers(stack: Stack, password?: string): Promise<number> {
  if (stack.runtime.database.raw('payment_sharing_receivers').length > 0) return 0;
  const client = createClient({ endpoint: stack.url, spaceId: SPACE_ID, clientSecret: CLIENT_SECRET });
  const ask = async (service: string, data: object): Promise<Record<string, unknown>> => {
    const answer = await client.callService(service, data);
    if (answer['code'] !== 0) throw new Error(`${service}：${String(answer['msg'])}`);
    return answer;
  };
  const { token } = await ask('user/pub/loginDemo', { username: 'demo-admin', ...(password ? { password } : {}) });
  client.setToken(String(token));
  for (const receiver of DEMO_RECEIVERS) await ask('pay/sys/addSharingReceiver', receiver);
  return DEMO_RECEIVERS.length;
}
