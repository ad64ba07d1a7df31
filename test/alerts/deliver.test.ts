// 规范「告警」：一个渠道送不到，不拖住升级，也总有别的渠道说；正说着就好了的，「已恢复」也说；严重的从不被挤掉。
import { deliverAlerts } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/alerts/deliver';
import { raise, recover } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/alerts/episode';
import type { AlertRecord } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/alerts/record';
import { exchange } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/events/send';
import type { Kernel } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/kernel/kernel';
import { FAR, MINUTE } from '../stats/figures';
import { openSpace, type Row, type Space } from '../stats/space';

jest.mock('../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/events/send', () => ({ exchange: jest.fn() }));

const NOW = Date.UTC(2026, 10, 24, 4);
let space: Space;
let said: { channel: string; text: string }[];
/** 收到一条时做的事；抛出就是送不到。 */
let hear: (channel: string, text: string) => Promise<void> | void;
beforeEach(() => {
  space = openSpace(NOW);
  said = [];
  hear = () => undefined;
  jest.mocked(exchange).mockImplementation(async ({ url, body }) => {
    const channel = new URL(url).hostname.split('.')[0] as string;
    const { message } = JSON.parse(body) as { message: string };
    await hear(channel, message);
    said.push({ channel, text: message });
    return { status: 200, body: '' };
  });
});
afterEach(() => space.close());

const channel = (name: string, more: object = {}): object => ({ name, type: 'webhook', url: `https://${name}.test/hook`, ...more });
const kernel = (channels: readonly object[], more: object = {}): Kernel =>
  Object.assign(space.kernel(), {
    config: { settings: { alerts: { channels, escalateMinutes: 30, ...more }, environment: 'production' } },
  }) as Kernel;
const alert = (id: string, level: 'warning' | 'critical', more: Row = {}): Promise<void> =>
  space.add('payment_alerts', {
    _id: id,
    kind: 'test',
    level,
    message: `${id} 出事了`,
    status: 'OPEN',
    next_date: NOW,
    create_date: NOW,
    ...more,
  });
const to = (name: string): string[] => said.filter((one) => one.channel === name).map(({ text }) => text);
/** 一分钟一轮，走这么久。 */
async function walk(k: Kernel, minutes: number): Promise<void> {
  for (let at = 0; at < minutes; at += 1) {
    await deliverAlerts(k, FAR);
    space.now += MINUTE;
  }
}

test('a channel that is down for hours does not put off the escalation', async () => {
  hear = (name) => {
    if (name === 'dead') throw new Error('连不上');
  };
  const k = kernel([channel('dead'), channel('ops'), channel('boss', { escalation: true })]);
  await alert('outage', 'critical');
  await walk(k, 30);
  expect(to('boss').join()).not.toContain('升级');
  await walk(k, 2);
  expect(to('boss').filter((text) => text.includes('升级：没有人认领 outage'))).toHaveLength(1);
  await walk(k, 200);
  expect(to('boss').filter((text) => text.includes('升级'))).toHaveLength(1);
  expect(to('ops').filter((text) => text.includes('outage'))).toHaveLength(1);
});

test('when every channel is down the escalation is tried on time, and told when one comes back', async () => {
  let down = true;
  hear = () => {
    if (down) throw new Error('连不上');
  };
  const k = kernel([channel('ops')]);
  await alert('outage', 'critical');
  await walk(k, 31);
  down = false;
  await walk(k, 15);
  expect(to('ops').join()).toContain('升级：没有人认领 outage');
  expect(space.rows('payment_alerts').find((row) => row['_id'] === 'outage')?.['escalated_date']).toBeGreaterThan(0);
});

test('that a channel is down is told by one that takes only critical alerts, when there is no other', async () => {
  hear = (name) => {
    if (name === 'chat') throw new Error('机器人被移除');
  };
  await alert('books', 'warning');
  await walk(kernel([channel('chat'), channel('phone', { level: 'critical' })]), 2);
  expect(to('phone')).toHaveLength(1);
  expect(to('phone')[0]).toContain('告警渠道 chat 送不到：机器人被移除');
});

test('what recovers while it is being told is told to be over', async () => {
  const k = kernel([channel('ops')]);
  await raise(k, 'slow-gateway', { subject: 'wxpay', message: '变慢' }, 30, []);
  const row = space.rows('payment_alerts')[0] as unknown as AlertRecord;
  hear = async (_name, text) => {
    if (text.includes('已恢复')) return;
    // 别的实例这时看到它好了
    space.now += 4 * MINUTE;
    const { version = 0, ...rest } = space.rows('payment_alerts')[0] as unknown as AlertRecord;
    await recover(kernel([]), { ...row, ...rest, version });
  };
  await walk(k, 3);
  expect(to('ops').map((text) => text.includes('已恢复'))).toEqual([false, true]);
});

test('in a flood the critical ones are listed first, and what is left out is counted', async () => {
  for (let at = 0; at < 30; at += 1) await alert(`small-${at} ${'长'.repeat(80)}`, 'warning', { next_date: NOW - 30 + at });
  await alert('outage', 'critical');
  await walk(kernel([channel('ops')]), 1);
  const [text = ''] = to('ops');
  expect(text.split('\n')[0]).toContain('[严重] outage');
  const listed = text.split('\n').length - 1;
  expect(text).toMatch(new RegExp(`另有 ${31 - listed} 件，见收件箱$`));
  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(1900);
});
