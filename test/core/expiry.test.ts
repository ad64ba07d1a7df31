// 证书还剩 30、7、1 天各告警一次，过期了再一次；同一步只有一条。自动下载的平台证书也看；问不到的不耽误别的。
import type { Kernel } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/kernel/kernel';
import type { AlertEntry } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/journal/journal';
import { watchExpiry } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/monitor/watch-expiry';

const DAY = 86_400_000;
const EXPIRES = Date.UTC(2027, 0, 31);
const at = (path: string, expireAt = EXPIRES) => ({ path, title: '应用公钥证书', serial: 'AB12', expireAt });

/** 告警按身份只留一条，与 journal 相同。 */
function world(expiring: object[], newest: () => Promise<object | undefined> = async () => undefined) {
  const alerts = new Map<string, AlertEntry>();
  let now = 0;
  const k = {
    config: { expiring, accounts: () => [1, 2].map(() => ({ provider: 'wxpay', mchid: 'm1' })) },
    provider: () => ({ newestCertificate: newest }),
    vk: { baseDao: { select: async () => ({ rows: [] }) }, getUnicloud: () => ({ _: { gt: (value: unknown) => value } }) },
    now: () => now,
    journal: { alert: async (entry: AlertEntry) => void (alerts.has(String(entry.fact)) || alerts.set(String(entry.fact), entry)) },
  } as unknown as Kernel;
  return {
    alerts: () => [...alerts.values()],
    async runAt(time: number) {
      now = time;
      return watchExpiry.run(k, time + 45_000);
    },
  };
}

test('one alert per step, however often it looks', async () => {
  const { alerts, runAt } = world([at('uni-pay.alipay.h5.appCertPath')]);
  for (let day = 40; day > -3; day -= 0.5) await runAt(EXPIRES - day * DAY);
  expect(alerts().map(({ level, fact }) => [level, fact])).toEqual(
    [
      ['warning', 30],
      ['warning', 7],
      ['critical', 1],
      ['critical', 0],
    ].map(([level, step]) => [level, `应用公钥证书 AB12 ${step}`]),
  );
  expect(alerts()[1]?.message).toContain('7 天之内到期：2027-01-31T00:00:00.000Z');
});

test('a certificate that is far from its end is no news; a new one has its own steps', async () => {
  const early = world([at('a', EXPIRES + 400 * DAY)]);
  expect(await early.runAt(EXPIRES)).toMatchObject({ examined: 1, changed: 0 });
  const renewed = world([at('a'), { ...at('a'), serial: 'CD34' }]);
  await renewed.runAt(EXPIRES - 5 * DAY);
  expect(renewed.alerts().map(({ fact }) => fact)).toEqual(['应用公钥证书 AB12 7', '应用公钥证书 CD34 7']);
});

test('one certificate in several places is one alert that names each place', async () => {
  const { alerts, runAt } = world([1, 2, 3, 4, 5, 6, 7].map((n) => at(`h${n}`)));
  expect(await runAt(EXPIRES - DAY)).toMatchObject({ examined: 1, changed: 1 });
  expect(alerts().map(({ figures }) => figures?.['path'])).toEqual(['h1, h2, h3, h4, h5, h6 … (7)']);
});

test('the newest platform certificate is looked at once per merchant; when it cannot be seen the rest goes on', async () => {
  const newest = jest.fn(async () => at('wxpay m1'));
  const { alerts, runAt } = world([], newest);
  await runAt(EXPIRES - DAY);
  expect([newest.mock.calls.length, alerts()[0]?.level]).toEqual([1, 'critical']);
  jest.spyOn(console, 'error').mockImplementation(() => undefined);
  const blind = world([at('a')], () => Promise.reject(new Error('网络不通')));
  expect(await blind.runAt(EXPIRES)).toMatchObject({ failed: 1, changed: 1 });
  jest.restoreAllMocks();
});
