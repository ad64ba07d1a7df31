// 核心的房子：屋子之间谁可以引用谁、没有循环引用、没有谁都到不了的文件、没有没人要的导出。
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cycles, reachable, ROOT, sources, violations } from './module-graph';

const CORE = 'uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src';
const FUNCTIONS = ['vk-pay', 'pay-notify', 'monitor', 'pay-mailer'].map((name) => `uniCloud-aliyun/cloudfunctions/${name}`);
const TYPES = 'uniCloud-aliyun/cloudfunctions/common/payment-types';
/** 云端的源码，以及本地的运行时与模拟网关。 */
const CLOUD = [CORE, TYPES, ...FUNCTIONS];
const TOOLS = ['local', 'scripts', 'bench'];

/**
 * 每间屋子可以引用的屋子（自己总可以）。kernel 与 ledger 不认识任何业务；业务之间只有这里写明的几条路：
 * refunds 建在 orders 上，review（撤销、复核、多付）建在两者上；bills（对账）只读这两者与 sharing 的账，从不推进它们。
 */
const ROOMS: Readonly<Record<string, readonly string[]>> = {
  kernel: ['config', 'journal', 'order-types', 'providers'],
  journal: ['kernel'],
  config: ['kernel', 'providers'],
  providers: ['kernel'],
  'order-types': ['kernel'],
  // 付款人是谁：uni-id 的用户表，与自己认出来、加密记下的
  payers: ['kernel', 'config', 'journal', 'ledger', 'merchants', 'providers', 'security'],
  // 开放接口的凭据：全部实例共用一个，加密存放
  tokens: ['kernel', 'ledger', 'providers', 'security'],
  ledger: ['kernel', 'providers'],
  security: ['kernel', 'config', 'journal', 'ledger'],
  // 数据库里的商户：收款账号从哪里来；不认识订单
  merchants: ['kernel', 'config', 'journal', 'providers', 'security'],
  // 灰度：只认用户与功能，不认识订单
  release: ['kernel'],
  // 虚拟支付说话要凭开放接口的凭据（tokens）
  orders: ['kernel', 'ledger', 'config', 'journal', 'merchants', 'order-types', 'payers', 'providers', 'release', 'security', 'tokens'],
  refunds: ['kernel', 'ledger', 'config', 'order-types', 'orders', 'providers'],
  // 付钱给用户；与订单无关，只借核对「说的是不是我们的钱」那一条
  transfers: ['kernel', 'ledger', 'config', 'merchants', 'orders', 'payers', 'providers', 'security'],
  // 分账：把一张订单的钱分给别人；占用写在订单上
  sharing: ['kernel', 'ledger', 'config', 'merchants', 'orders', 'providers', 'security'],
  // 发货信息：业务办完之后录给渠道，凭开放接口的凭据
  shipping: ['kernel', 'ledger', 'order-types', 'orders', 'payers', 'providers', 'tokens'],
  // 消费者投诉：听说有动静就去读；只看不推进订单与退款
  complaints: ['kernel', 'ledger', 'merchants', 'orders', 'providers', 'review'],
  // 复核台的一条条来自 journal 的告警
  review: ['kernel', 'ledger', 'journal', 'merchants', 'orders', 'refunds', 'bills', 'providers'],
  // 员工的订单台：只看不改，改的事都走 refunds 与 review
  desk: ['kernel', 'complaints', 'journal', 'orders', 'review', 'refunds', 'sharing', 'stats', 'alerts', 'bills'],
  // 柜台收款：落库、把付款码交给网关、追问到有结论；到时间撤销走 review 的那一条路
  counter: ['kernel', 'ledger', 'providers', 'orders', 'review'],
  // 兼容：照 vk-uni-pay、uni-pay 2 写的调用方的习惯、错误码、旧表与旧地址，翻译成我们自己的；谁也不引用它
  compat: ['kernel', 'ledger', 'config', 'notify', 'order-types', 'orders', 'providers', 'refunds', 'transfers'],
  // 对外的事件：照订单与退款的履历列出来
  events: ['kernel', 'ledger', 'config', 'journal', 'orders', 'refunds', 'transfers'],
  // 统计：只数日志、错误与订单的行，谁也不推进
  stats: ['kernel', 'ledger'],
  // 告警：看统计，说给人听
  alerts: ['kernel', 'ledger', 'journal', 'stats', 'events', 'orders', 'review', 'bills', 'complaints'],
  bills: ['kernel', 'ledger', 'config', 'merchants', 'orders', 'refunds', 'sharing', 'providers'],
  // 体检：只看不改，问遍各处；谁也不引用它
  doctor: ['kernel', 'ledger', 'config', 'journal', 'providers', 'stats', 'payers'],
  // 收到的回调加密留存；听说放了款就去看发货信息
  notify: [
    'kernel',
    'ledger',
    'complaints',
    'config',
    'journal',
    'merchants',
    'security',
    'orders',
    'refunds',
    'transfers',
    'shipping',
    'providers',
  ],
  // 换密钥也换留存的回调（notify）
  monitor: [
    'kernel',
    'ledger',
    'config',
    'journal',
    'merchants',
    'orders',
    'refunds',
    'transfers',
    'sharing',
    'shipping',
    'complaints',
    'review',
    'events',
    'bills',
    'providers',
    'stats',
    'alerts',
    'notify',
  ],
  entry: [
    'kernel',
    'ledger',
    'config',
    'desk',
    'doctor',
    'journal',
    'order-types',
    'orders',
    'payers',
    'refunds',
    'transfers',
    'sharing',
    'counter',
    'complaints',
    'shipping',
    'review',
    'events',
    'bills',
    'stats',
    'alerts',
    'notify',
    'monitor',
    'providers',
    'merchants',
    'release',
    'security',
    'tokens',
    'compat',
  ],
};

test('the rooms of the core stand on each other as drawn', () => {
  expect(readdirSync(join(ROOT, CORE)).sort()).toEqual(Object.keys(ROOMS).sort());
  for (const [room, below] of Object.entries(ROOMS)) {
    const floors = [room, ...below].map((name) => `${CORE}/${name}/`);
    const outside = (target: string): boolean => !target.startsWith(`${CORE}/`) || floors.some((floor) => target.startsWith(floor));
    expect(violations([`${CORE}/${room}`], outside)).toEqual([]);
  }
});

/** 一件事一行 JSON，带请求编号（docs/environments.md「日志」）：云端的日志搜索才找得到。 */
test('the cloud prints by one door, and what stands beside it prints a line of JSON too', () => {
  const printing = CLOUD.flatMap((folder) => sources(folder)).filter((file) =>
    /\bconsole\.\w+\(/.test(readFileSync(join(ROOT, file), 'utf8')),
  );
  const beside = printing.filter((file) => file !== `${CORE}/kernel/console-line.ts`);
  expect(beside.filter((file) => !/console\.error\(\s*JSON\.stringify\(\{\s*vk_pay:/.test(readFileSync(join(ROOT, file), 'utf8')))).toEqual(
    [],
  );
  expect(beside.length).toBeLessThanOrEqual(2);
});

test('the kernel knows the rooms above it only by their types', () => {
  const runtime = sources(`${CORE}/kernel`).filter((file) =>
    /^import (?!type\b)[^;]*'\.\.\/(?!kernel|\.\.)/m.test(readFileSync(join(ROOT, file), 'utf8')),
  );
  expect(runtime).toEqual([]);
});

test('no import cycle, of types neither, anywhere in the cloud functions and the local tools', () => {
  expect(cycles([...CLOUD, ...TOOLS, 'common/contract'].flatMap(sources), { types: true })).toEqual([]);
});

const ENTRIES = [
  ...['index', 'notify'].map((name) => `${CORE}/entry/${name}.ts`),
  `${TYPES}/index.ts`,
  ...FUNCTIONS.map((folder) => `${folder}/index.ts`),
];
const LOADED_BY_PATH = /\/(?:service|middleware)\/|\/vk-pay\/config\.ts$|\.d\.ts$/;

test('no file of the cloud functions or of the contract is out of reach', () => {
  const all = [...CLOUD, 'common/contract'].flatMap(sources);
  const seen = reachable([
    ...ENTRIES,
    ...all.filter((file) => LOADED_BY_PATH.test(file)),
    ...['pages', 'components', 'common/client', 'demo'].flatMap(sources),
  ]);
  expect(all.filter((file) => !seen.has(file))).toEqual([]);
});

/** 一个文件导出的值（类型只是说明签名的，不算）。 */
function exportsOf(file: string): string[] {
  const text = readFileSync(join(ROOT, file), 'utf8');
  const declared = [...text.matchAll(/^export (?:async )?(?:const|function|class|let) (\w+)/gm)].map((match) => match[1] as string);
  return declared;
}

test('no value is exported that nobody imports', () => {
  const readers = [...CLOUD, ...TOOLS, 'test', 'common', 'pages', 'components', 'demo', 'App.vue', 'main.ts', 'vite.config.ts'].flatMap(
    (path) => (/\.\w+$/.test(path) ? [path] : sources(path)),
  );
  const texts = new Map(readers.map((file) => [file, readFileSync(join(ROOT, file), 'utf8')]));
  // 公共接口给商户用，服务与中间件由框架按路径装载。
  const open = (file: string): boolean => ENTRIES.includes(file) || LOADED_BY_PATH.test(file);
  const dead = [...CLOUD, 'common/contract'].flatMap(sources).flatMap((file) =>
    open(file)
      ? []
      : exportsOf(file)
          .filter((name) => ![...texts].some(([other, text]) => other !== file && new RegExp(`\\b${name}\\b`).test(text)))
          .map((name) => `${file} ${name}`),
  );
  expect(dead).toEqual([]);
});
