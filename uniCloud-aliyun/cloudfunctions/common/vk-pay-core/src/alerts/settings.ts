/**
 * 告警的设置：vk-pay/config.js 的 alerts。没有这一节就不看规则，只有收件箱。
 * 回调函数用不着它，所以不与别的设置一起检查（settings.ts 只认得有这一节）；写错了，记一行配置错误，照缺省的规则看、谁也不告诉。
 */
import * as v from 'valibot';
import { ALERT_RULES } from '../../../../../../common/contract/watch/alerts';
import { noteConfigError } from '../journal/config-error';
import type { Kernel } from '../kernel/kernel';
import { PayError } from '../kernel/pay-error';

const ROBOT_TYPES = ['wecom', 'dingtalk', 'feishu', 'webhook'] as const;

const whole = (min: number, max: number) =>
  v.pipe(v.number('必须是整数'), v.safeInteger('必须是整数'), v.minValue(min, `不能小于 ${min}`), v.maxValue(max, `不能大于 ${max}`));
const clock = v.pipe(v.string('必须是文字'), v.regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, '必须写成 23:00'));

const common = {
  /** 在收件箱与日志里的名字；地址本身是秘密，从不写出来 */
  name: v.pipe(v.string('必须是文字'), v.regex(/^[\w\u4e00-\u9fa5-]{1,30}$/, '1–30 个字、数字、-')),
  /** 只送到这一级以上的 */
  level: v.optional(v.picklist(['warning', 'critical'], '必须是 warning 或 critical'), 'warning'),
  /** 没有人认领时升级到这里；一个都没有写就再送一遍原来的 */
  escalation: v.optional(v.boolean('必须是布尔值'), false),
};

const robotSchema = v.strictObject({
  ...common,
  type: v.picklist(ROBOT_TYPES, `必须是 ${[...ROBOT_TYPES, 'email'].join('、')} 之一`),
  url: v.pipe(v.string('必须是文字'), v.regex(/^https?:\/\/[^\s#@]+$/, '必须是 http(s) 地址，不能带账号与片段')),
  /** 加签的密钥：钉钉（SEC 开头）、飞书、plain webhook（whsec_ 开头） */
  secret: v.optional(v.pipe(v.string('必须是文字'), v.minLength(8, '太短'))),
});

/** 只是地址，不带名字：名字里可以藏换行与别的收件人。 */
const mailbox = v.pipe(
  v.string('必须是文字'),
  v.regex(/^[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*$/, '必须是一个邮箱地址'),
);
// eslint-disable-next-line no-control-regex -- 换行会变成另一条命令
const word = v.pipe(v.string('必须是文字'), v.regex(/^[^\u0000-\u001f\u007f]{1,200}$/, '1–200 个字，不能有换行'));

/** 邮件，由云函数 pay-mailer 送 */
const emailSchema = v.strictObject({
  ...common,
  type: v.literal('email'),
  smtp: v.strictObject({
    host: v.pipe(v.string('必须是文字'), v.regex(/^[A-Za-z0-9.-]{1,253}$/, '必须是主机名')),
    port: whole(1, 65535),
    /** true 一连上就是 TLS（465）；false 先升级成 TLS（587），升级不了就不送 */
    secure: v.optional(v.boolean('必须是布尔值'), true),
    user: v.optional(word),
    pass: v.optional(word),
  }),
  from: mailbox,
  to: v.pipe(v.array(mailbox, '必须是数组'), v.minLength(1, '至少一个'), v.maxLength(10, '最多十个')),
});

const channelSchema = v.lazy((input) => ((input as { type?: unknown } | null)?.type === 'email' ? emailSchema : robotSchema));

const alertsSchema = v.strictObject({
  channels: v.optional(v.array(channelSchema, '必须是数组'), []),
  /** 允许本机与内网的地址：只有开发时可以 */
  allowLocal: v.optional(v.boolean('必须是布尔值'), false),
  /** 北京时间；这期间的 warning 等到天亮再送，critical 照送 */
  quietHours: v.optional(v.strictObject({ from: clock, to: clock })),
  /** critical 这么多分钟没有人认领就升级；0 = 不升级 */
  escalateMinutes: v.optional(whole(0, 1440), 30),
  /** 同一条规则、同一个对象，这么多分钟之内只新开一次 */
  cooldownMinutes: v.optional(whole(1, 1440), 30),
  /** 规则名 → false 关掉，或改其中的数 */
  rules: v.optional(
    v.record(
      v.picklist(ALERT_RULES, '没有这条规则'),
      v.union([v.literal(false), v.record(v.string(), v.number('必须是数'))], '必须是 false 或数'),
    ),
    {},
  ),
});
export type AlertSettings = v.InferOutput<typeof alertsSchema>;
export type EmailChannel = v.InferOutput<typeof emailSchema>;
export type RobotChannel = v.InferOutput<typeof robotSchema>;
export type Channel = EmailChannel | RobotChannel;

const read = new WeakMap<object, AlertSettings | undefined>();
const QUIET = v.parse(alertsSchema, {});

function problemsOf({ channels, allowLocal }: AlertSettings, production: boolean): string[] {
  const names = channels.map(({ name }) => name);
  return [
    ...(allowLocal && production ? ['allowLocal：生产环境不能打开'] : []),
    ...(new Set(names).size < names.length ? ['channels：名字重复'] : []),
    ...channels.flatMap((channel) =>
      channel.type === 'email' || allowLocal || channel.url.startsWith('https://')
        ? []
        : [`channels.${channel.name}.url：必须是 https 地址`],
    ),
    ...channels.flatMap((channel) =>
      channel.type === 'email' && (channel.smtp.user === undefined) !== (channel.smtp.pass === undefined)
        ? [`channels.${channel.name}.smtp：user 与 pass 要一起写`]
        : [],
    ),
  ];
}

/** @returns 没有写 alerts 为 undefined */
export function alertSettings(k: Kernel): AlertSettings | undefined {
  const { settings } = k.config;
  if (settings.alerts === undefined) return undefined;
  if (read.has(settings)) return read.get(settings);
  const result = v.safeParse(alertsSchema, settings.alerts);
  // 只说哪里错，不把地址与密钥写出来
  const problems = result.success
    ? problemsOf(result.output, settings.environment === 'production')
    : result.issues.map((issue) => `${v.getDotPath(issue) ?? ''}：${issue.message}`);
  const usable = result.success && problems.length === 0 ? result.output : QUIET;
  if (problems.length > 0)
    noteConfigError(k.journal, new PayError('SYSTEM', { detail: `vk-pay.alerts 有误，告警不往外送：${problems.join('；')}` }), k.now());
  read.set(settings, usable);
  return usable;
}
