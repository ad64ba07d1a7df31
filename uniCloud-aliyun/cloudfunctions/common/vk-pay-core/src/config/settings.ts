/**
 * 本模块自己的设置：uni-config-center/vk-pay/config.js。
 * `base` 之上合并当前环境（config/environments）。
 */
import { isIP } from 'node:net';
import { PROVIDERS } from '../../../../../../common/contract/channels';
import { MAX_SAFE_FEE } from '../../../../../../common/contract/money';
import { LATE_POLICIES } from '../../../../../../common/contract/payments/order';
import { channelSettings, checkChannels, mergeEnvironment, type Environment } from './environments';
import { checkEvents, eventsRule } from './events';
import { anything, flag, listOf, oneOf, optional, recordOf, shapeOf, text, whole, type Read } from './rules';
import { checkServers, serversRule } from './servers';
import type { ConfigProblem } from '../providers/credentials';

/** 一个地址或一段地址（CIDR），IPv4 与 IPv6。 */
const addressRange = text([
  [
    (range) => {
      const [address = '', prefix, ...rest] = range.split('/');
      const widest = isIP(address) === 4 ? 32 : isIP(address) === 6 ? 128 : -1;
      return rest.length === 0 && widest > 0 && (prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= widest));
    },
    '必须是地址或 CIDR，如 10.0.0.0/8',
  ],
]);

const rate = { windowMs: whole(1000, 86_400_000), max: whole(0, 1_000_000) };
const provider = oneOf(PROVIDERS, '不是支持的支付渠道');
const serviceName = text([[(name) => /^[\w-]+(\/[\w-]+)+$/.test(name), '必须是服务名，如 pay/kh/createPayment']]);

const hostName = text([[(host) => /^(?!-)[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(host), '必须是小写的域名，不带协议、端口与路径']]);

const settingsRule = shapeOf({
  /** 收银台上显示的收款方名称 */
  seller: optional(text(), '商户'),
  /** 请求网关、商户写的处理的时限，毫秒 */
  timeout: optional(whole(1000, 60_000), 10_000),
  /** 单笔上限，分；规范默认一万元 */
  maxFee: optional(whole(1, MAX_SAFE_FEE), 1_000_000),
  /** 订单可付款的时长，分钟 */
  orderExpireMinutes: optional(whole(2, 10_080), 30),
  /** 关闭后才到账的订单：照常处理业务、自动退回，或留给人工；订单类型自己说了的以它为准 */
  latePayment: optional(oneOf(LATE_POLICIES, `必须是 ${LATE_POLICIES.join('、')} 之一`), 'fulfil'),
  /** 同一笔业务付了两次：多付的自动退回，或留给人工 */
  surplusPayment: optional(oneOf(['refund', 'review'], '必须是 refund 或 review'), 'refund'),
  /** 复核台上超过这么多分的，要第二个员工点头才办；没有写就不要 */
  reviewApprovalFee: optional(whole(0, MAX_SAFE_FEE)),
  /** 付钱给用户；没有写就谁也不能转。单位都是分，按北京的一天算；approvalFee 之上要第二个人点头，没有写就不要 */
  transfers: optional(
    shapeOf({
      maxFee: whole(10, MAX_SAFE_FEE),
      dayFee: whole(10, MAX_SAFE_FEE),
      personDayFee: whole(10, MAX_SAFE_FEE),
      approvalFee: optional(whole(0, MAX_SAFE_FEE)),
    }),
  ),
  /** 到网关的连接池：同一个网关同时几个请求、排队最多等多久、连接最多闲多久、多久看一次闲着的（毫秒） */
  gatewayPool: optional(
    shapeOf({
      poolSize: optional(whole(1, 1000), 20),
      acquireTimeout: optional(whole(0, 60_000), 5000),
      idleTimeout: optional(whole(0, 600_000), 15_000),
      reapInterval: optional(whole(0, 600_000), 1000),
    }),
    { poolSize: 20, acquireTimeout: 5000, idleTimeout: 15_000, reapInterval: 1000 },
  ),
  /** 定时任务同时向网关求证的张数 */
  monitorParallel: optional(whole(1, 64), 8),
  /** 定时任务分给几个实例一起做；1 = 不分。见 docs/scale.md */
  monitorShards: optional(whole(1, 16), 1),
  /** 空间的 Redis：结果缓存、限频、随机串放在那里。用到的云函数都要勾选 uni-cloud-redis 扩展 */
  redis: optional(flag, false),
  /** 已有结论的订单在缓存里保留的时间，秒；0 = 不缓存 */
  resultCacheSeconds: optional(whole(0, 3600), 300),
  /** 签约的手续费率，百万分之几（0.6% 写 6000）；不写就用账单里写着的，账单也没写就不比 */
  serviceRates: optional(recordOf(provider, whole(0, 100_000)), {}),
  /** 网关与通知地址是否必须为 https */
  requireHTTPS: optional(flag, true),
  /** 电脑上的支付宝：扫码（当面付 / 订单码），或跳到支付宝的网页（电脑网站支付） */
  alipayDesktop: optional(oneOf(['qrcode', 'page'], '必须是 qrcode 或 page'), 'qrcode'),
  /** 测试接口在运行时也拒绝；缺省只有 development 不拒绝 */
  removeTestEndpoints: optional(flag),
  /** 限频：全部实例合起来，每人（没有登录的按来源地址）windowMs 毫秒之内最多 max 次；max 为 0 = 不限。services 里的服务各自单独算 */
  rateLimit: optional(
    shapeOf({
      ...rate,
      services: optional(recordOf(serviceName, shapeOf({ ...rate, windowMs: optional(rate.windowMs) })), {}),
    }),
    { windowMs: 60_000, max: 100 },
  ),
  /** 员工服务与商户的服务器只许从这些地址来（CIDR）；空 = 不限。回调与付款人不受它管 */
  ipWhitelist: optional(listOf(addressRange), []),
  /** 商户自己的服务器：app key → secret 与能叫的服务 */
  servers: serversRule,
  /** 要登录的服务必须有请求签名 */
  requireSignature: optional(flag, false),
  /** 从 vk-uni-pay、uni-pay 2 来的：由用得着它的那一半检查（config/compat.ts），回调函数不装载 */
  compat: optional(anything),
  /** 静态加密：keys 写成 `编号:<32 字节的 base64>`，第一把用来加密，其余只用来解密；fields 是 custom 里另外要加密的键 */
  encryption: optional(shapeOf({ keys: optional(listOf(text()), []), fields: optional(listOf(text()), []) }), { keys: [], fields: [] }),
  /** 收到的回调加密留存，用来重放；要有加密密钥才写 */
  keepNotifies: optional(flag, false),
  /** 日志留多少天：logs 是 payment_logs，errors 是 payment_errors，notifies 是留存的回调。订单、退款、转账永远留着 */
  retentionDays: optional(
    shapeOf({
      logs: optional(whole(1, 3650), 90),
      errors: optional(whole(1, 3650), 180),
      notifies: optional(whole(1, 365), 30),
    }),
    { logs: 90, errors: 180, notifies: 30 },
  ),
  /** 消费者投诉：定时去列、登记通知的地址；收到的通知不受它管 */
  complaints: optional(flag, false),
  /** 对外的事件：付了、退了、关了，告诉商户自己的地址 */
  events: eventsRule,
  /** 每个渠道：要不要用沙箱、要不要打印与网关的往来 */
  ...channelSettings,
  /** 开发与测试环境里也连真实的网关（没有沙箱的渠道要真机试付时）；生产环境总是连，不看它 */
  allowRealGateways: optional(flag, false),
  /** 告警：由用得着它的那一半检查（alerts/settings.ts），回调函数不装载 */
  alerts: optional(anything),
  /** 网关地址；只有对接模拟网关或备用域名时才需要改 */
  gateways: optional(recordOf(provider, text()), {}),
  /** 登录等开放接口的地址：由用得着它的那一半检查（config/open-apis.ts） */
  openApis: optional(anything),
  /** 官方域名之外，还允许哪些主机当网关（自己的转发）；开发环境不看它 */
  gatewayHosts: optional(listOf(hostName), []),
});

type Written = Read<typeof settingsRule>;
export type RateLimit = Written['rateLimit'];
export type Settings = Omit<Written, 'removeTestEndpoints'> & {
  readonly environment: Environment;
  readonly removeTestEndpoints: boolean;
};

/** 读取并检查设置；把所有问题一次列全。 */
export function readSettings(raw: unknown, environment: Environment, problems: ConfigProblem[]): Settings | undefined {
  const merged = mergeEnvironment(raw, environment, problems);
  const before = problems.length;
  const written = settingsRule(merged, 'vk-pay', problems);
  if (problems.length > before) return undefined;
  const { removeTestEndpoints = environment !== 'development' } = written;
  const settings = { ...written, environment, removeTestEndpoints };
  checkServers(settings.servers, problems);
  checkEvents(settings.events, { requireHTTPS: settings.requireHTTPS, production: environment === 'production' }, problems);
  checkChannels(settings, environment, problems);
  for (const provider of PROVIDERS) checkUrl(settings.gateways[provider], `vk-pay.gateways.${provider}`, settings.requireHTTPS, problems);
  return settings;
}

/** 地址检查：必须是 http(s) 的绝对地址、无查询串与片段；requireHTTPS 时必须 https。 */
export function checkUrl(value: string | undefined, path: string, requireHTTPS: boolean, problems: ConfigProblem[]): void {
  if (value === undefined) return;
  if (!/^https?:\/\/[^\s?#/]+[^\s?#]*$/.test(value)) problems.push({ path, problem: '必须是不带查询串的 http(s) 地址' });
  else if (requireHTTPS && !value.startsWith('https://')) problems.push({ path, problem: 'requireHTTPS 已开启，必须是 https 地址' });
}
