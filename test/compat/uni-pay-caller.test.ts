// uni-pay-co 的退款：商户的 config/permission.js 没有写到它、或没有这个文件时，照文档要 admin。
import { requireAllowed, type UniCaller } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/entry/uni-pay-caller';
import type { Vk } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/kernel/vk';

const vk = {} as Vk;
const visitor: UniCaller = { source: 'client', params: {}, client: {}, token: undefined };

test.each([
  ['there is no permission file', undefined],
  ['it speaks of other methods', { closeOrder: { role: ['clerk'] } }],
  ['it is not what it should be', 'admin'],
])('nobody refunds without a login when %s', async (_case, permission) => {
  await expect(requireAllowed(vk, 'refund', visitor, permission)).rejects.toMatchObject({ errCode: 'uni-id-check-token-failed' });
  await expect(requireAllowed(vk, 'getOrder', visitor, permission)).resolves.toBeUndefined();
});
