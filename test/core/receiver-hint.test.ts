// 分账接收方的账号只露出认得出的一点（不变量 I12）：邮箱不是末四位的「.com」。
import { hintOf } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/sharing/receivers/receivers';

test.each([
  ['MERCHANT_ID', '1900000109', '1900000109'],
  ['PERSONAL_OPENID', 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o', '…eS6o'],
  ['userId', '2088102146225135', '…5135'],
  ['loginName', '13812345678', '…5678'],
  ['loginName', 'gallery@example.com', '…ry@example.com'],
  ['loginName', 'me@example.com', '…@example.com'],
] as const)('%s %s is shown as %s', (type, account, shown) => {
  expect(hintOf({ type, account })).toBe(shown);
});
