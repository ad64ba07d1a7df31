/** 体检说得出的每一种事：在哪一块、多重、是什么、为什么要紧、怎么办。命令、员工的清单页、服务的答复都照这张表。 */

/** error 收不了钱或会出错 · warning 迟早出事 · info 提醒，没有错 */
export type Severity = 'error' | 'warning' | 'info';

/** 页面与命令按这个次序。 */
export const DOCTOR_AREAS = ['config', 'keys', 'gateway', 'notify', 'database', 'timer', 'staff', 'release'] as const;
export type DoctorArea = (typeof DOCTOR_AREAS)[number];

export const AREA_TITLES: Readonly<Record<DoctorArea, string>> = {
  config: '配置',
  keys: '密钥与证书',
  gateway: '支付网关',
  notify: '通知地址',
  database: '数据库',
  timer: '定时任务',
  staff: '员工与权限',
  release: '发布',
};

interface FindingText {
  readonly area: DoctorArea;
  readonly severity: Severity;
  readonly what: string;
  readonly why: string;
  readonly todo: string;
}

export const FINDINGS = {
  'config-refused': {
    area: 'config',
    severity: 'error',
    what: '配置写错了，整个不启动',
    why: '设置写错时宁可不收钱，也不凑合着收',
    todo: '照说明改 uni-config-center 里的这一处，重新上传 uni-config-center 与用到它的云函数',
  },
  'config-section': {
    area: 'config',
    severity: 'error',
    what: '这一节收款账号写错了，已停用',
    why: '停用的付款方式收银台上没有，在途的订单也求证不了',
    todo: '照说明改 uni-pay/config.js 的这一处；不用这个端，就把整节留空',
  },
  'no-account': {
    area: 'config',
    severity: 'error',
    what: '一个收款账号也没有开通',
    why: '收银台上没有任何付款方式',
    todo: '在 uni-pay/config.js 里填至少一节（渠道与端）',
  },
  'https-off': {
    area: 'config',
    severity: 'warning',
    what: '生产环境没有要求 https',
    why: '订单与登录令牌会在明文里走',
    todo: '把 vk-pay/config.js 的 requireHTTPS 改回 true',
  },
  'rate-limit-off': {
    area: 'config',
    severity: 'warning',
    what: '生产环境没有限频',
    why: '一个人就能把数据库的额度用完',
    todo: '给 vk-pay/config.js 的 rateLimit.max 写一个大于 0 的数',
  },
  'key-problem': {
    area: 'keys',
    severity: 'error',
    what: '密钥或证书不对',
    why: '签不了名或验不了签，这一节已停用',
    todo: '照说明换成对的那一个文件；怎样粘贴都行',
  },
  'own-key': {
    area: 'keys',
    severity: 'error',
    what: '自己的密钥当成了网关的',
    why: '谁拿到商户的密钥都能伪造到账通知，而真的通知一条也认不出',
    todo: '到商户平台下载网关的公钥（微信支付公钥、支付宝公钥或证书），换上它',
  },
  'certificate-expired': {
    area: 'keys',
    severity: 'error',
    what: '证书过期了',
    why: '网关会拒绝用它签的请求，或它签的答复不再可信',
    todo: '到商户平台、开放平台换发新的，替换配置里的这一张',
  },
  'certificate-expiring': {
    area: 'keys',
    severity: 'warning',
    what: '证书三十天之内到期',
    why: '到了那一天就收不了钱',
    todo: '现在就换发；换的时候新旧可以并存，见 docs/security.md',
  },
  'encryption-key': {
    area: 'keys',
    severity: 'error',
    what: '静态加密的密钥不对',
    why: '短的、重复的密钥会让加密成为装饰，所以整个不启动',
    todo: '用 openssl rand -base64 32 生成，写成 k1:<base64>，放进环境变量 VK_PAY_ENCRYPTION_KEYS',
  },
  'no-encryption-key': {
    area: 'keys',
    severity: 'warning',
    what: '没有静态加密的密钥',
    why: '带收货人、电话的订单会被拒绝，转账用不了，回调也不留存',
    todo: '在每个云函数的环境变量里设 VK_PAY_ENCRYPTION_KEYS；用不着的可以不理',
  },
  'environment-crossing': {
    area: 'gateway',
    severity: 'error',
    what: '这个环境不能与这个网关说话，已停用',
    why: '沙箱与模拟网关里的「已付」不是钱；开发时连真实的网关会真的扣钱',
    todo: '改这个环境的 sandbox 或 gateways，见 docs/environments.md',
  },
  'gateway-unreachable': {
    area: 'gateway',
    severity: 'warning',
    what: '连不上网关',
    why: '离线时是正常的；在云端连不上就下不了单、求证不了',
    todo: '联网再查一次；云端连不上的，看 gateways 写的地址与它的证书',
  },
  'clock-skew': {
    area: 'gateway',
    severity: 'error',
    what: '时钟与网关差得太多',
    why: '差五分钟以上，微信拒绝我们的请求，我们也会把真的通知当作旧的拒绝',
    todo: '校准这台机器的时钟（NTP）；云端差这么多要找平台',
  },
  'clock-drift': {
    area: 'gateway',
    severity: 'warning',
    what: '时钟与网关差了一点',
    why: '离五分钟的界线还远，但钟在走偏',
    todo: '打开 NTP 自动校准',
  },
  'gateway-refuses': {
    area: 'gateway',
    severity: 'error',
    what: '网关不认这个账号的签名，或它的答复验不过',
    why: '私钥、证书序列号、商户号、AppID 有一样对不上，下的每一单都会失败',
    todo: '照网关的说法核对；私钥与证书序列号必须是同一张证书的，公钥要是平台上此刻显示的那一把',
  },
  'notify-url': {
    area: 'notify',
    severity: 'error',
    what: '通知地址不对',
    why: '付了钱，网关没有地方告诉我们',
    todo: '写成 https://<域名>/pay-notify，不带查询串与片段；键是服务空间的 id',
  },
  'notify-local': {
    area: 'notify',
    severity: 'error',
    what: '生产环境的通知地址在本机或内网',
    why: '网关从公网来，到不了那里',
    todo: '换成绑定在 pay-notify 的 URL 化上的公网域名',
  },
  'notify-path': {
    area: 'notify',
    severity: 'warning',
    what: '通知地址不像是通到 pay-notify 的',
    why: '路径与云函数的 URL 化路径不同，通知会落到别处',
    todo: '让它以 /pay-notify 结尾；在控制台改过 URL 化路径的，确认两边一样',
  },
  'unique-index-missing': {
    area: 'database',
    severity: 'error',
    what: '唯一索引没有，或建得不对',
    why: '同一个单号会写成两张：重复的请求就是两笔钱',
    todo: '在 HBuilderX 里右键 database →「初始化云数据库」；已有重复的先删到只剩一条',
  },
  'index-missing': {
    area: 'database',
    severity: 'warning',
    what: '索引没有，或建得不对',
    why: '单子多起来，查询会扫整张表，慢到被平台限流',
    todo: '在 HBuilderX 里右键 database →「初始化云数据库」；已有的不动，缺的补上',
  },
  'index-untried': {
    area: 'database',
    severity: 'warning',
    what: '唯一索引没有试成',
    why: '不知道它有没有；多半是表还没有建，头一次写会建出一张没有索引的表',
    todo: '先「初始化云数据库」，再查一次',
  },
  'index-unseen': {
    area: 'database',
    severity: 'info',
    what: '有的索引从这里看不见',
    why: '内置数据库没有列出索引的接口，不唯一的索引试不出来',
    todo: '到控制台 → 数据库 → 各表的「索引管理」里对一遍，名单在 uniCloud-aliyun/database 的 index.json 里',
  },
  'schema-missing': {
    area: 'database',
    severity: 'error',
    what: '表没有定义文件',
    why: '「初始化云数据库」不会建它，而事务里不能用不存在的表',
    todo: '从版本库取回 uniCloud-aliyun/database 里的这个文件',
  },
  'timer-silent': {
    area: 'timer',
    severity: 'error',
    what: '定时任务停了',
    why: '补单、退款求证、对账、告警都靠它',
    todo: '控制台 → 云函数 monitor → 定时触发，应当有每分钟一次；再看它的日志里有没有报错',
  },
  'timer-never': {
    area: 'timer',
    severity: 'warning',
    what: '定时任务一次也没有跑过',
    why: '刚部署的等一两分钟；一直没有就是触发器没有建',
    todo: '控制台 → 云函数 monitor → 定时触发，填 cron:20 * * * * *',
  },
  'timer-undeclared': {
    area: 'timer',
    severity: 'error',
    what: 'monitor 的 package.json 里没有可用的定时触发',
    why: '上传之后没有人叫醒它',
    todo: '写回 cloudfunction-config.triggers：七个字段，秒写定，每分钟一次',
  },
  'permission-missing': {
    area: 'staff',
    severity: 'error',
    what: 'uni-id-permissions 里缺权限，或缺其中的服务',
    why: '框架按这张表放行，员工打不开这些功能',
    todo: '把 uniCloud-aliyun/database/uni-id-permissions.init_data.json 里的几行加进去，不要覆盖自己的',
  },
  'role-missing': {
    area: 'staff',
    severity: 'warning',
    what: 'uni-id-roles 里没有这个角色',
    why: '只有 admin 进得来，分不开谁能看、谁能退',
    todo: '把 uni-id-roles.init_data.json 里的几行加进去；自建了角色的可以不理',
  },
  'nobody-staff': {
    area: 'staff',
    severity: 'warning',
    what: '没有一个用户是员工',
    why: '等人处理的订单没有人打得开',
    todo: '在 uni-id-users 里给自己的 role 加上 pay-admin',
  },
  'test-endpoints': {
    area: 'release',
    severity: 'error',
    what: '测试接口在生产里开着',
    why: '演示登录谁都能用，包括演示的员工',
    todo: '用 npm run build 的产物上传；vk-pay/config.js 的 removeTestEndpoints 不要写 false',
  },
  'manifest-appid': {
    area: 'release',
    severity: 'warning',
    what: 'manifest.json 里小程序的 AppID 与收款账号的不同',
    why: '小程序里调不起支付：付款人的 openid 与收款的 AppID 不是一家',
    todo: '两边写同一个，见 docs/manifest.md',
  },
  'h5-domain': {
    area: 'release',
    severity: 'info',
    what: '网页里的微信支付要登记域名',
    why: '没有登记的域名、没有 Referer 的页面，微信会说「商家存在未配置的参数」',
    todo: '商户平台 → 产品中心 → 开发配置：H5 支付域名、JSAPI 支付授权目录（写到根目录最省事）；页面不要设 no-referrer',
  },
  'egress-ip': {
    area: 'release',
    severity: 'info',
    what: '转账要固定的出口 IP',
    why: '云函数的出口 IP 会变，商户平台上的 IP 名单挡得住自己',
    todo: '自己架一台 https 转发，地址写在 gateways，见 docs/deploy.md「固定出口 IP」',
  },
  'check-failed': {
    area: 'release',
    severity: 'warning',
    what: '有一项没有查成',
    why: '不知道那一处好不好',
    todo: '照报的错看看；数据库或网络一时不通的，再查一次',
  },
} as const satisfies Readonly<Record<string, FindingText>>;

export type FindingKind = keyof typeof FINDINGS;
