/** 测试用的一节配置与账号。 */
import { wxpayVirtual } from '../../../common/contract/providers/wxpay-virtual';
import type { Account } from '../../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/provider';
import {
  readVirtualCredentials,
  type VirtualCredentials,
} from '../../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/wxpay-virtual/credentials';

export const SECTION = {
  appId: 'wxba5fad812f8e6fb9',
  secret: '0123456789abcdef0123456789abcdef',
  mchId: '1900000109',
  offerId: '1450000001',
  appKey: '12345',
  sandboxAppKey: '54321',
  token: 'AAAAA',
  encodingAESKey: 'A'.repeat(43),
};

export function accountOf(changes: Readonly<Record<string, unknown>> = {}): Account<VirtualCredentials> {
  const read = readVirtualCredentials({ ...SECTION, ...changes }, 'uni-pay.wxpay-virtual.mp-weixin', () => '');
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  return {
    provider: 'wxpay-virtual',
    platform: 'mp-weixin',
    pid: 'default',
    appid: read.appid,
    mchid: read.mchid,
    gatewayUrl: wxpayVirtual.gatewayUrl,
    notifyUrl: 'https://shop.example/pay-notify/wxpay-virtual/mp-weixin',
    timeoutMs: 1000,
    credentials: read.credentials,
  };
}
