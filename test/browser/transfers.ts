/** 浏览器测试共用：以这个员工发起一笔转账。 */
import { createClient } from '../../local/stack/client';
import { CLIENT_SECRET, SPACE_ID } from '../../local/stack/space';
import type { Stack } from '../../local/stack/stack';
import { wxpayWish } from '../flow/transfers-harness';

export async function sendTransfer(stack: Stack, username: string, out_bill_no: string, more: Record<string, unknown> = {}): Promise<void> {
  const client = createClient({ endpoint: stack.url, spaceId: SPACE_ID, clientSecret: CLIENT_SECRET });
  client.setToken(String((await client.callService('user/pub/loginDemo', { username }))['token']));
  expect(await client.callService('pay/sys/transfer', wxpayWish(out_bill_no, more))).toMatchObject({ code: 0 });
}
