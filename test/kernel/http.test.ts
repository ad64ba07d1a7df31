// 对外的 HTTP：没有得到完整的答复就是「不知道」，绝不是「没有发生」——请求可能已经生效。
import { createGatewayHttp } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/kernel/http';
import type { Vk } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/kernel/vk';

const request = { method: 'POST', url: 'https://gateway.test/', headers: {}, timeoutMs: 1000 } as const;
const httpOf = (answer: () => Promise<unknown>) => createGatewayHttp({ request: answer } as unknown as Vk);

test.each(['ETIMEDOUT', 'ECONNRESET', 'ENOTFOUND', 'socket hang up'])('%s says nothing about the outcome', async (text) => {
  await expect(httpOf(() => Promise.reject(new Error(text)))(request)).rejects.toMatchObject({ kind: 'NETWORK', outcome: 'unknown' });
});

test('what comes back is text, a status and headers in lower case, whatever else is in it', async () => {
  const http = httpOf(async () => ({ status: 200, headers: { 'X-One': 'a', 'x-two': ['b', 'c'] }, data: '{"a":1}' }));
  expect(await http(request)).toEqual({ status: 200, headers: { 'x-one': 'a' }, body: '{"a":1}' });
  expect(await httpOf(async () => ({ status: 204, data: Buffer.from('x') }))(request)).toEqual({ status: 204, headers: {}, body: '' });
});
