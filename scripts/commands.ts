/**
 * 全部命令：写法、作用、参数、怎样运行，只有这一张表。帮助与参数检查都读它；
 * package.json 与 README 里的写法由 test/cli/commands.test.ts 与它核对。
 * 真正的工作在运行时才载入，看帮助与参数写错都应当立刻有答复。
 */
import { isStandIn, manifestOf, PROVIDERS } from '../common/contract/channels';
import { choice, count, flag, port, readCommandLine, text, type CommandLine, type Options, type Positionals } from './arguments';
import { BENCH_SUBJECTS } from '../bench/subjects';
import { BUILD_ENVIRONMENTS } from './build-environments';
import { OFFICIAL_SUITES } from './official-suites';
import { PAGES_PLATFORMS } from './pages-platforms';
import { ZONES } from './zones';

/** 自己有收银台的；替别家收的（虚拟支付）要在小程序里唤起 */
const ORDINARY = PROVIDERS.filter((name) => !isStandIn(name));
const BILLED = PROVIDERS.filter((name) => manifestOf(name).can.includes('bill'));

export interface Command {
  /** 使用者怎样写；后面可以接着写选项 */
  readonly usage: string;
  readonly summary: string;
  readonly options: Options;
  readonly positionals?: Positionals;
  readonly examples: readonly string[];
  /** @returns 'help' 表示要看帮助。@throws UsageError 参数写错了 */
  run(args: readonly string[]): Promise<'help' | undefined>;
}

interface Definition<O extends Options> extends Omit<Command, 'run' | 'options' | 'examples'> {
  readonly options: O;
  readonly examples?: readonly string[];
  run(line: CommandLine<O>): Promise<void>;
}

function command<O extends Options>({ run, examples = [], ...rest }: Definition<O>): Command {
  return {
    ...rest,
    examples,
    async run(args) {
      const line = readCommandLine(args, rest.options, rest.positionals);
      if (!line) return 'help';
      await run(line);
      return undefined;
    },
  };
}

export const COMMANDS: Readonly<Record<string, Command>> = {
  start: command({
    usage: 'npm start --',
    summary: '构建并在一个端口上启动整套系统：云函数、数据库、支付网关、H5 站点',
    options: {
      port: port('端口；缺省取环境变量 PORT，再缺省 9099'),
      host: text('地址', '向别的设备打开，如 0.0.0.0；缺省只有本机能访问。打开后员工登录要密码'),
      data: text('目录', '数据放在哪里；缺省 .vk-pay，同一份数据只能由一个进程使用'),
      quiet: flag('不打印每次调用、通知、到账与定时任务'),
    },
    examples: ['npm start -- --port 9100 --data .vk-pay-2', 'npm start -- --host 0.0.0.0', 'PORT=9100 npm start'],
    run: async ({ options }) => (await import('./start')).start(options),
  }),
  demo: command({
    usage: 'npm run demo --',
    summary: '不开浏览器走完一笔支付，打印时间线；到账且恰好处理一次才以 0 退出',
    options: {
      provider: choice(ORDINARY, `渠道；缺省 ${PROVIDERS[0]}`),
      json: flag('输出 JSON；接管道时用 npm run -s，免得 npm 自己的两行混进去'),
    },
    examples: ['npm run demo -- --provider alipay', 'npm run -s demo -- --json | jq .checks'],
    run: async ({ options }) => (await import('./demo')).demo(options),
  }),
  seed: command({
    usage: 'npm run seed --',
    summary: '把一个可信的月份（订单、退款、日志、错误、账单）写进数据目录，给员工页面看；有真的订单、或正有人在用就不动',
    options: {
      orders: count('几张', 1_000_000, '几张订单；缺省 50000'),
      days: count('几天', 366, '到今天为止的几天；缺省 30'),
      seed: count('种子', 0xffff_ffff, '同一个种子、同一个时刻写下的一模一样；缺省 1'),
      data: text('目录', '数据放在哪里；缺省 .vk-pay'),
      replace: flag('里面有真的订单也换掉：先清空，再写样例'),
    },
    examples: ['npm run seed -- --orders 50000', 'npm run seed -- --orders 2000 --days 7 --data .vk-pay-2'],
    run: async ({ options }) => (await import('./seed')).seed(options),
  }),
  bench: command({
    usage: 'npm run bench --',
    summary: '签名、验签、冷启动、数据库来回：在同一次运行里比出的比值',
    options: { json: flag('输出 JSON；接管道时用 npm run -s') },
    positionals: {
      placeholder: '项目',
      help: `只测这些，缺省全部：${BENCH_SUBJECTS.join('、')}`,
      min: 0,
      max: Infinity,
      choices: BENCH_SUBJECTS,
    },
    examples: ['npm run bench -- signing notices'],
    run: async ({ options, positionals }) => (await import('../bench/run')).bench(positionals, options.json),
  }),
  build: command({
    usage: 'npm run build --',
    summary: '生产构建：在 uniCloud-aliyun/ 里生成 HBuilderX 要上传的 CommonJS 文件（不含测试接口）',
    options: { env: choice(BUILD_ENVIRONMENTS, '另外生成可以直接上传的 dist/uniCloud-aliyun/ 与插件包，列出每个云函数的大小') },
    examples: ['npm run build -- --env production'],
    run: async ({ options: { env } }) =>
      env === undefined ? (await import('./build-functions')).buildForUpload() : (await import('./build-upload')).buildForEnvironment(env),
  }),
  release: command({
    usage: 'npm run release --',
    summary: '发布：版本号、更新记录、提交与标签、产物；从不推送',
    options: { 'dry-run': flag('只说会做什么，什么也不动') },
    positionals: { placeholder: '版本', help: 'patch、minor、major，或 1.2.3；缺省 minor', min: 0, max: 1 },
    examples: ['npm run release -- --dry-run', 'npm run release -- patch'],
    run: async ({ options, positionals: [version = 'minor'] }) =>
      (await import('./release')).release(version, { dryRun: options['dry-run'] }),
  }),
  pack: command({
    usage: 'npm run pack --',
    summary: '打成插件市场的形状 dist/uni_modules/vk-pay：复制这一个文件夹、填一份配置、上传，就装进了已有的项目',
    options: { compat: flag('打成兼容包 dist/uni_modules/vk-uni-pay：照 vk-uni-pay、uni-pay 2 的公开文档写的项目，复制它就能用') },
    examples: ['npm run pack', 'npm run pack -- --compat'],
    run: async ({ options: { compat } }) =>
      compat ? (await import('./pack/compat')).packCompatForUse() : (await import('./pack')).packForUse(),
  }),
  ...Object.fromEntries(
    PAGES_PLATFORMS.map((platform) => [
      `build:${platform}`,
      command({
        usage: `npm run build:${platform} --`,
        summary: `构建前端到 dist/build/${platform}；发布时把服务空间放在环境变量 UNI_CLOUD_PROVIDER 里`,
        options: {
          endpoint: text(
            '网址',
            `没有 UNI_CLOUD_PROVIDER 时连接哪个本地运行时；缺省${platform === 'h5' ? '与页面同源' : ' http://127.0.0.1:9099'}`,
          ),
          simulator: flag('打开只给开发者的入口：演示登录、模拟扫码'),
        },
        run: async ({ options }) => (await import('./build-pages')).buildForRelease(platform, options),
      }),
    ]),
  ),
  doctor: command({
    usage: 'npm run doctor --',
    summary: '体检：配置、密钥、证书、时钟、通知地址、索引、定时任务……一处处看过去，每一件说怎么办；有错以 1 退出，只有要留意的以 3 退出',
    options: {
      env: choice(BUILD_ENVIRONMENTS, '按哪个环境看；缺省 development，连同 npm start 的数据'),
      space: text('空间 id', 'notifyUrl 里写了几个空间时，看哪一个'),
      config: text('目录', '配置中心在哪里；缺省是项目里的 uni-config-center'),
      data: text('目录', '数据在哪里；缺省 .vk-pay'),
      offline: flag('不联网：不问网关'),
      json: flag('输出 JSON；接管道时用 npm run -s'),
    },
    examples: ['npm run doctor -- --env production', 'npm run -s doctor -- --env production --json | jq .findings'],
    run: async ({ options }) => (await import('./doctor')).doctor(options),
  }),
  replay: command({
    usage: 'npm run replay --',
    summary: '把一件留存的回调在开发环境里再处理一遍，看它怎样答、改了什么；缺省在数据的副本上做；不给编号就列出最近的',
    options: {
      data: text('目录', '数据在哪里；缺省 .vk-pay'),
      apply: flag('在数据本身上做，改动留下'),
    },
    positionals: { placeholder: '编号', help: 'payment_notifies 的 _id', min: 0, max: 1 },
    examples: ['npm run replay', 'npm run replay -- wxpay:3f… --apply'],
    run: async ({ options, positionals: [id] }) => (await import('./replay')).replay(id, options),
  }),
  reconcile: command({
    usage: 'npm run reconcile --',
    summary: '离线对账：读一份下载来的账单（csv、gz、zip），与导出的订单逐笔比，打印合计与差异；有钱对不上的以 1 退出',
    options: {
      file: text('文件', '账单文件：解开的 csv，或原样的 gz、zip'),
      provider: choice(BILLED, '谁的账单'),
      orders: text('文件', '导出的订单与退款（JSON）；不给就只读账单自己'),
      date: text('日期', '账单是哪一天，如 2026-11-20；缺省取第一行的日期'),
      rate: text('费率', '签约费率，如 0.6%；缺省用账单里写着的'),
      json: flag('输出 JSON；接管道时用 npm run -s'),
    },
    examples: ['npm run reconcile -- --file bill.csv --provider wxpay --orders orders.json'],
    run: async ({ options }) => (await import('./reconcile')).reconcile(options),
  }),
  'new-provider': command({
    usage: 'npm run new-provider --',
    summary: '写出一个新渠道的骨架：清单、渠道、模拟网关，并重写名单；契约测试变红，写完才绿',
    options: { lists: flag('不新建，只按清单的文件夹重写名单') },
    positionals: { placeholder: '渠道', help: '渠道的名字：小写字母与数字，如 unionpay', min: 0, max: 1 },
    examples: ['npm run new-provider -- unionpay'],
    run: async ({ options, positionals: [name] }) => (await import('./new-provider')).newProvider(name, options),
  }),
  'test:official': command({
    usage: 'npm run test:official --',
    summary: '在官方的 vk-unicloud、uni-id 上跑与框架有关的测试；官方文件放在仓库外面的文件夹里',
    options: { only: choice(OFFICIAL_SUITES, '只跑其中一项') },
    positionals: {
      placeholder: '文件夹',
      help: '里面有 uni_modules 的文件夹；缺省取环境变量 VK_PAY_OFFICIAL，都没有就跳过',
      min: 0,
      max: 1,
    },
    examples: ['npm run test:official -- ../official-2.18', 'npm run test:official -- ../official-2.18 --only flow'],
    run: async ({ options: { only }, positionals: [folder] }) =>
      (await import('./test-official')).testOfficial(folder, only === undefined ? undefined : [only]),
  }),
  'test:zones': command({
    usage: 'npm run test:zones --',
    summary: '`npm test` 在 UTC、上海、纽约三个时区里本机以外的各跑一遍',
    options: {},
    positionals: { placeholder: '时区', help: '只在这些时区里跑', min: 0, max: ZONES.length, choices: ZONES },
    examples: ['npm run test:zones -- America/New_York'],
    run: async ({ positionals }) => (await import('./test-zones')).testZones(positionals),
  }),
  stopwatch: command({
    usage: 'npm run stopwatch --',
    summary: '新克隆 → npm ci → npm start → 浏览器里付好一笔订单，各段与合计用了多少秒（只报告，要 Chromium）',
    options: {},
    run: async () => (await import('./stopwatch')).stopwatch(),
  }),
  screenshots: command({
    usage: 'npm run screenshots --',
    summary: '重拍 README 里的图片（docs/images），或把每一页、每一种样子拍到仓库外面给人看；要 Chromium',
    options: {
      tour: text('文件夹', '不拍 README 的：每一页 × 大小 × 配色都拍到这个文件夹里，并报出溢出的、太小的、页面抛出的'),
      only: text('名字里的字', '与 --tour 一起：只拍名字里有这些字的，几样用逗号隔开'),
    },
    examples: ['npm run screenshots -- --tour ../pictures --only checkout'],
    run: async ({ options: { tour: folder, only } }) =>
      folder === undefined ? (await import('./screenshots')).screenshots() : (await import('./tour')).tour(folder, only),
  }),
  sweep: command({
    usage: 'npm run sweep --',
    summary: '每个场景在每次数据库操作、每次请求的前后各切断一次，再拿模拟网关的账来对；有一处不对就失败，并说出怎样重放',
    options: {
      scenario: text('名字里的字', '只扫名字里有这些字的场景'),
      cut: text('切法:号', '只走一个切点，如 kill-after:12（fail-before、fail-after、kill-before、kill-after）'),
      jobs: count('几个', 64, '同时几个进程；缺省为核数'),
      every: count('几个', 1000, '每几个切点里切一个（总是同样的那些）；缺省全部'),
      list: flag('只列出场景的名字'),
      record: flag('把跑出来的数字记进 docs/guarantees.json'),
    },
    examples: ["npm run sweep -- --scenario 'refund part @wxpay' --cut kill-after:12"],
    run: async ({ options }) => (await import('./chaos-sweep')).sweep(options),
  }),
  chaos: command({
    usage: 'npm run chaos --',
    summary: '在并发的负载之下反复 kill -9 真实的进程再重启，最后拿模拟网关的账来对：没有丢的付款、没有办两次的业务、退款分毫不差',
    options: {
      kills: count('几次', 100_000, '杀几次；缺省 50'),
      processes: count('几个', 8, '几个进程共用一个数据库文件，杀的是其中一个，别的接着做；缺省 1'),
      seed: count('种子', 0xffff_ffff, '每个人的打算与被杀的时机由它决定；缺省随机，总会打印出来'),
      record: flag('把跑出来的数字记进 docs/guarantees.json'),
    },
    examples: ['npm run chaos -- --kills 300 --seed 7', 'npm run chaos -- --processes 2'],
    run: async ({ options }) => (await import('./chaos-kills')).chaos(options),
  }),
  mutants: command({
    usage: 'npm run mutants --',
    summary: '测试咬不咬人：把一个个真实会犯的错种进仓库的副本，点名的测试必须变红；有一个没被抓到、或种不下去，就失败',
    options: {
      only: text('名字里的字', '只种名字里有这些字的；几样用 | 隔开'),
      every: count('几个', 1000, '每几个里种一个；缺省全部'),
      jobs: count('几个', 64, '同时几份副本；缺省为核数'),
      minutes: count('几分钟', 100_000, '到这么久就不再种新的；缺省种完为止'),
      resume: flag('接着上次没有做完的：同样的内容上抓到过的不再种，用时加在一起'),
      list: flag('只列出名字'),
      record: flag('全部抓到之后，把跑出来的数字记进 docs/guarantees.json'),
    },
    examples: ["npm run mutants -- --only 'lease:'", 'npm run mutants -- --resume --minutes 30'],
    run: async ({ options }) => (await import('./mutants')).mutants(options),
  }),
  fuzz: command({
    usage: 'npm run fuzz --',
    summary: '乱敲每一个读外来东西的地方与每个服务：没有没料到的错误、没有 5xx、没有一次写；找到的缩到最小，打印怎样重放',
    options: {
      runs: count('几次', 100_000_000, '每个目标敲几次；缺省 20000，整套系统的是它的十分之一'),
      target: text('目标', '只敲这一个；写错了会列出有哪些'),
      seed: count('种子', 0xffff_ffff, '敲什么由它决定；缺省随机，总会打印出来'),
    },
    examples: ['npm run fuzz -- --runs 1000000', 'npm run fuzz -- --target alipay-notice --seed 7'],
    run: async ({ options }) => (await import('./fuzz')).fuzz(options),
  }),
  'rotate-keys': command({
    usage: 'npm run rotate-keys --',
    summary: '换静态加密的密钥：把本地数据里用旧密钥封着的分批换成现在的，说还剩多少；云上的由定时任务与员工服务 pay/sys/rotateKeys 换',
    options: {
      'dry-run': flag('只数还剩多少，什么也不改'),
      batch: count('几行', 200, '一批几行；缺省 50'),
      data: text('目录', '哪一份数据；缺省 .vk-pay'),
    },
    examples: ['VK_PAY_ENCRYPTION_KEYS="k2:<base64>" npm run rotate-keys -- --dry-run'],
    run: async ({ options }) => (await import('./rotate-keys')).rotateLocalKeys(options),
  }),
  'import-orders': command({
    usage: 'npm run import-orders --',
    summary:
      'vk-uni-pay 的订单（表 vk-pay-orders）抄进新表，逐张、合计都比；抄过的不再抄，旧表不动；云上的由员工服务 pay/sys/importOrders 抄',
    options: {
      'dry-run': flag('只看要抄哪些、认不出哪些，什么也不抄'),
      file: text('文件', '控制台导出的 vk-pay-orders（一行一个 JSON，或一个数组），先放进本地的这张表'),
      batch: count('几行', 200, '一批几行；缺省 50'),
      data: text('目录', '哪一份数据；缺省 .vk-pay'),
    },
    examples: ['npm run import-orders -- --file vk-pay-orders.json --dry-run'],
    run: async ({ options }) => (await import('./import-orders')).importLocalOrders(options),
  }),
  simulate: command({
    usage: 'npm run simulate --',
    summary:
      '模型：一个种子一串随机的事（下单、付款、通知、查询、关单、撤销、退款、转账、员工、时钟、重启、故障），' +
      '每一步都拿模拟网关的账来对；--pairs 走两件事同时发生的各种次序',
    options: {
      seeds: count('几个', 10_000_000, '走几个种子；缺省 200'),
      seed: count('种子', 0xffff_ffff, '从哪个种子起；缺省 1'),
      pairs: count('几种', 1_000_000, '不走模型：每一对同时发生的事各走这么多种次序，下一个放行谁由种子决定'),
      pair: text('名字里的字', '只走名字里有这些字的对，如 callback ‖ close @wxpay；缺省各走 20 种'),
      minutes: count('几分钟', 100_000, '到这么久就不再开始新的；缺省走完为止'),
      jobs: count('几个', 64, '同时几个进程；缺省为核数'),
      record: flag('把跑出来的数字记进 docs/guarantees.json'),
    },
    examples: ['npm run simulate -- --seeds 2000', 'npm run simulate -- --seeds 1 --seed 42', 'npm run simulate -- --pairs 1000'],
    run: async ({ options }) => (await import('./simulate')).simulate(options),
  }),
};
