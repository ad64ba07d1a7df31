/**
 * 群机器人的模拟：企业微信、钉钉、飞书各一个，地址与真的一样，核对签名、数每分钟几条、收到的留下来看。
 * 钉钉超过就静音十分钟。页面 /simulator/robots 看收到的，也可以让下几条失败。
 */
import { Hono, type Context } from 'hono';
import type { Mailbox } from '../mail';
import { robotsPage } from './page';
import { ROBOT_NAMES, ROBOTS, type Answer, type RobotKeys, type RobotMessage, type RobotName } from './robot';

export interface Robots {
  readonly app: Hono;
  readonly messages: readonly RobotMessage[];
  /** 每个机器人的地址（含 token） */
  url(robot: RobotName): string;
  readonly keys: Readonly<Record<RobotName, RobotKeys>>;
  /** 接下来的几条不收，答这个 */
  refuse(robot: RobotName, answer: Answer, times?: number): void;
}

const MINUTE_MS = 60_000;
const MUTE_MS = 10 * MINUTE_MS;
const KEPT = 200;
/** 只在本机有意义的密钥。 */
const KEYS: Readonly<Record<RobotName, RobotKeys>> = {
  wecom: { token: 'local-wecom-robot' },
  dingtalk: { token: 'local-dingtalk-robot', secret: 'SEClocaldingtalkrobot' },
  feishu: { token: 'local-feishu-robot', secret: 'localfeishurobot' },
};
const PATHS: Readonly<Record<RobotName, string>> = {
  wecom: '/cgi-bin/webhook/send?key=',
  dingtalk: '/robot/send?access_token=',
  feishu: '/open-apis/bot/v2/hook/',
};

/** 云函数的设置里写的渠道，名字就是机器人的名字。 */
export const robotChannels = (robots: Robots): object[] =>
  ROBOT_NAMES.map((type) => {
    const { secret } = robots.keys[type];
    return { name: type, type, url: robots.url(type), ...(secret === undefined ? {} : { secret }) };
  });

/** @param mailbox 收到的邮件摆在同一页 */
export function openRobots(baseUrl: string, now: () => number, mailbox?: Mailbox): Robots {
  const messages: RobotMessage[] = [];
  const times = new Map<RobotName, number[]>();
  const mutedUntil = new Map<RobotName, number>();
  const refusals = new Map<RobotName, Answer[]>();

  const tooFast = (robot: RobotName): boolean => {
    const at = now();
    if (at < (mutedUntil.get(robot) ?? 0)) return true;
    const recent = (times.get(robot) ?? []).filter((time) => at - time < MINUTE_MS);
    times.set(robot, [...recent, at]);
    if (recent.length < ROBOTS[robot].perMinute) return false;
    if (robot === 'dingtalk') mutedUntil.set(robot, at + MUTE_MS);
    return true;
  };

  const receive = async (c: Context, robot: RobotName, token: string): Promise<Response> => {
    const received = { token, query: c.req.query(), body: await c.req.text(), contentType: c.req.header('content-type') ?? '' };
    const verdict = ROBOTS[robot].judge(KEYS[robot], received, now());
    if ('refused' in verdict) return c.json(verdict.refused);
    if (tooFast(robot)) return c.json(ROBOTS[robot].tooFast);
    const refusal = refusals.get(robot)?.shift();
    if (refusal) return c.json(refusal);
    messages.push({ at: now(), robot, text: verdict.text });
    if (messages.length > KEPT) messages.shift();
    return c.json(ROBOTS[robot].ok);
  };

  const app = new Hono();
  app.post('/cgi-bin/webhook/send', (c) => receive(c, 'wecom', c.req.query('key') ?? ''));
  app.post('/robot/send', (c) => receive(c, 'dingtalk', c.req.query('access_token') ?? ''));
  app.post('/open-apis/bot/v2/hook/:token', (c) => receive(c, 'feishu', c.req.param('token')));
  app.get('/simulator/robots', (c) => c.html(robotsPage(messages, mailbox?.messages)));
  app.get('/simulator/robots/messages', (c) => c.json(messages));
  app.get('/simulator/mail/messages', (c) => c.json(mailbox?.messages ?? []));
  app.post('/simulator/mail/refuse', (c) => {
    mailbox?.refuse('451 4.3.0 Try again later');
    return c.redirect('/simulator/robots', 303);
  });
  app.post('/simulator/robots/:robot/refuse', (c) => {
    const robot = ROBOT_NAMES.find((name) => name === c.req.param('robot'));
    if (!robot) return c.notFound();
    refuse(robot, ROBOTS[robot].tooFast);
    return c.redirect('/simulator/robots', 303);
  });

  function refuse(robot: RobotName, answer: Answer, count = 1): void {
    refusals.set(robot, [...(refusals.get(robot) ?? []), ...Array.from({ length: count }, () => answer)]);
  }
  return { app, messages, keys: KEYS, url: (robot) => `${baseUrl}${PATHS[robot]}${KEYS[robot].token}`, refuse };
}
