// 规范 rateLimit「没有登录的按来源地址」：一个来源是 IPv4 的地址、IPv6 的 /64；写法不同的同一个地址是同一个来源。
import { sourceOf } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/security/source';
import { openShop, type Shop } from '../flow/harness';

test.each([
  ['203.0.113.7', '203.0.113.7'],
  ['::ffff:203.0.113.7', '203.0.113.7'],
  ['::FFFF:cb00:7107', '203.0.113.7'],
  ['0:0:0:0:0:ffff:cb00:7107', '203.0.113.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:0DB8:0001:0002::', '2001:db8:1:2::/64'],
  ['2001:db8::6', '2001:db8:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['64:ff9b::203.0.113.7', '64:ff9b:0:0::/64'],
  ['1:2:3:4:5:6:203.0.113.7', '1:2:3:4::/64'],
  ['', 'unknown'],
  [undefined, 'unknown'],
  ['not an address', 'not an address'],
])('%s is %s', (address, source) => {
  expect(sourceOf(address)).toBe(source);
});

describe('through the door', () => {
  let shop: Shop;
  afterEach(() => shop.close());

  test('a thousand addresses of one network of IPv6 are one bucket and one row; its neighbour has its own', async () => {
    shop = await openShop({ settings: { rateLimit: { windowMs: 60_000, max: 3 } } });
    const from = async (clientIP: string): Promise<unknown> =>
      (
        (await shop.runtime.invoke('vk-pay', { $url: 'pay/pub/options', data: {} }, { source: 'client', clientIP })) as {
          readonly code: unknown;
        }
      ).code;
    const codes: unknown[] = [];
    for (let n = 0; n < 1000; n += 1) codes.push(await from(`2001:db8:1:2:${n.toString(16)}::${(n * 7).toString(16)}`));
    expect(codes.filter((code) => code === 0)).toHaveLength(3);
    expect(codes.filter((code) => code === 40008)).toHaveLength(997);
    expect(shop.rows('payment_leases').filter(({ _id }) => String(_id).startsWith('rate:'))).toHaveLength(1);
    expect(await from('2001:db8:1:3::1')).toBe(0);
  });
});
