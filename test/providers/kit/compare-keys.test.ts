// 整份配置里的密钥放在一起比：网关的公钥不许是任何一把自己的，两家网关也不会共用一把。
import { crossedKeys } from '../../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/kit/compare-keys';
import type { DeclaredKey } from '../../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/credentials';

const key = (path: string, owner: DeclaredKey['owner'], fingerprint: string): DeclaredKey => ({
  path,
  owner,
  fingerprint,
  provider: path.startsWith('wxpay') ? 'wxpay' : 'alipay',
});

test('keys where they belong make no problem: shared by sections of one provider, own keys shared by both', () => {
  expect(
    crossedKeys([
      key('wxpay.h5.own', 'merchant', 'A'),
      key('wxpay.h5.gateway', 'gateway', 'W'),
      key('wxpay.mweb.own', 'merchant', 'A'),
      key('wxpay.mweb.gateway', 'gateway', 'W'),
      key('alipay.h5.own', 'merchant', 'A'),
      key('alipay.h5.gateway', 'gateway', 'L'),
    ]),
  ).toEqual([]);
});

test('a gateway key that is an own key of any other section is named, with whose it is', () => {
  expect(crossedKeys([key('alipay.h5.gateway', 'gateway', 'A'), key('wxpay.h5.own', 'merchant', 'A')])).toEqual([
    { path: 'alipay.h5.gateway', problem: expect.stringContaining('wxpay.h5.own'), about: 'own-key' },
  ]);
});

test('one key for two gateways is named once', () => {
  expect(
    crossedKeys([
      key('wxpay.h5.gateway', 'gateway', 'W'),
      key('wxpay.mweb.gateway', 'gateway', 'W'),
      key('alipay.h5.gateway', 'gateway', 'W'),
    ]),
  ).toEqual([{ path: 'alipay.h5.gateway', problem: expect.stringContaining('wxpay.h5.gateway') }]);
});
