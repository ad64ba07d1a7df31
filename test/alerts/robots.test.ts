// docs/protocols/robots.md：三家群机器人的签名照公开的算法（固定的向量），正文不超长，成败看正文里的码；模拟的一方另写一遍，两边对得上。
import { openRobots, robotChannels } from '../../local/robots';
import { prepare, problemOf } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/alerts/robots';
import type { RobotChannel as Channel } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/alerts/settings';

const NOW = 1_577_262_236_757;
const channel = (type: Channel['type'], url: string, secret?: string): Channel => ({
  name: type,
  type,
  url,
  level: 'warning',
  escalation: false,
  ...(secret === undefined ? {} : { secret }),
});
const notice = { title: '【支付告警】1 件', text: '支付错误率异常', level: 'critical' };

test('DingTalk: the signature in the address', () => {
  const { url } = prepare(channel('dingtalk', 'https://oapi.dingtalk.com/robot/send?access_token=t', 'this is secret'), notice, NOW);
  expect(url).toContain('timestamp=1577262236757');
  expect(url).toContain('sign=hmPWwU%2B7lVdm3ZZz0r9tSfx0L4Q26jWOZr9%2BGs6EZQM%3D');
});

test('Feishu: seconds, key and message the other way round, in the body', () => {
  const { body } = prepare(channel('feishu', 'https://open.feishu.cn/open-apis/bot/v2/hook/t', 'secret'), notice, 1_599_360_473_000);
  expect(JSON.parse(body)).toMatchObject({
    timestamp: '1599360473',
    sign: 'q4jswNiMy51J5JuQV566yJat0/lQ/c+22kINzUgKsGU=',
    msg_type: 'text',
  });
});

test.each(['wecom', 'dingtalk', 'feishu'] as const)('%s: a long text is cut at a whole character and still accepted', async (name) => {
  const robots = openRobots('http://robots.test', () => NOW);
  const own = robotChannels(robots).find((one) => (one as Channel).name === name) as Channel;
  const { url, headers, body } = prepare({ ...own, level: 'warning', escalation: false }, { ...notice, text: '长'.repeat(5000) }, NOW);
  const answer = await robots.app.request(url, { method: 'POST', headers, body });
  expect(problemOf(own, answer.status, await answer.text())).toBeUndefined();
  expect(robots.messages[0]?.text).toMatch(/^【支付告警】1 件\n长+…$/);
  expect(Buffer.byteLength(robots.messages[0]?.text ?? '')).toBeLessThanOrEqual(2048);
});

test.each(['dingtalk', 'feishu'] as const)('%s: a wrong secret and an old time are refused with the documented code', async (name) => {
  const robots = openRobots('http://robots.test', () => NOW);
  const own = robotChannels(robots).find((one) => (one as Channel).name === name) as Channel;
  const problemWith = async (changed: Channel, now: number): Promise<string | undefined> => {
    const { url, headers, body } = prepare(changed, notice, now);
    const answer = await robots.app.request(url, { method: 'POST', headers, body });
    return problemOf(own, answer.status, await answer.text());
  };
  const [sign, time] = { dingtalk: ['310000 sign not match', '310000 invalid timestamp'], feishu: ['19021', '19021'] }[name] as [
    string,
    string,
  ];
  expect(await problemWith({ ...own, secret: 'another secret' }, NOW)).toContain(sign);
  expect(await problemWith(own, NOW - 3_700_000)).toContain(time);
  expect(await problemWith({ ...own, url: own.url.replace('local-', 'other-') }, NOW)).toMatch(/^(300001|19001)/);
  expect(robots.messages).toEqual([]);
});

test('the simulators count: more than twenty a minute are refused, DingTalk is then mute for ten minutes', async () => {
  let now = NOW;
  const robots = openRobots('http://robots.test', () => now);
  const say = async (name: 'wecom' | 'dingtalk'): Promise<string | undefined> => {
    const own = robotChannels(robots).find((one) => (one as Channel).name === name) as Channel;
    const { url, headers, body } = prepare(own, notice, now);
    const answer = await robots.app.request(url, { method: 'POST', headers, body });
    return problemOf(own, answer.status, await answer.text());
  };
  for (const name of ['wecom', 'dingtalk'] as const) for (let at = 0; at < 20; at += 1) expect(await say(name)).toBeUndefined();
  expect([await say('wecom'), await say('dingtalk')]).toEqual([
    '45009 api freq out of limit',
    '130101 send too fast, exceed 20 times per minute',
  ]);
  now += 61_000;
  expect(await say('wecom')).toBeUndefined();
  expect(await say('dingtalk')).toContain('130101');
  now += 600_000;
  expect(await say('dingtalk')).toBeUndefined();
});

test('a plain webhook may be signed, and only a 2xx counts', () => {
  const own = channel('webhook', 'https://ops.example.com/hook', `whsec_${Buffer.alloc(32, 1).toString('base64')}`);
  expect(prepare(own, notice, NOW).headers).toMatchObject({
    'webhook-id': expect.any(String),
    'webhook-signature': expect.stringMatching(/^v1,/),
  });
  expect([problemOf(own, 204, ''), problemOf(own, 500, '')]).toEqual([undefined, 'HTTP 500']);
});
