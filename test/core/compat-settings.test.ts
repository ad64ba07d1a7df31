// 兼容包的设置 compat 逐键检查；uni-pay 2 的配置里一节叫它的支付类型，也认（config/compat）。
import type { Config } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/config/config';
import { compatSettings, readingOldNames } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/config/compat';

const read = (compat: unknown): unknown => compatSettings({ settings: { compat } } as unknown as Config);

test.each([
  [undefined, { services: [] }],
  [{}, { services: [] }],
  [{ services: ['pay/refund'] }, { services: ['pay/refund'] }],
])('%j is read', (compat, expected) => expect(read(compat)).toEqual(expected));

test.each([
  ['pay/refund', 'vk-pay.compat：'],
  [{ services: 'pay/refund' }, 'vk-pay.compat.services：'],
  [{ services: ['refund'] }, 'vk-pay.compat.services.0：'],
  [{ service: [] }, 'vk-pay.compat.service：'],
])('%j is named and starts nothing', (compat, path) => expect(() => read(compat)).toThrow(path));

test('a section under the name of uni-pay 2 is found; one under the own name comes first', () => {
  const file = { wxpay: { mp: 1, native: 2, h5: 3, enable: true }, alipay: { native: 4, app: 5 }, notifyUrl: 'x', douyin: { mp: 6 } };
  const center = readingOldNames(({ pluginId }) => ({ requireFile: () => (pluginId === 'uni-pay' ? file : { wxpay: { mp: 1 } }) }));
  expect(center({ pluginId: 'uni-pay' }).requireFile('config.js')).toEqual({
    ...file,
    wxpay: { ...file.wxpay, 'mp-weixin': 1, 'mp-alipay': 1 },
    alipay: { ...file.alipay, h5: 4, 'app-plus': 5 },
  });
  expect(center({ pluginId: 'vk-pay' }).requireFile('config.js')).toEqual({ wxpay: { mp: 1 } });
});
