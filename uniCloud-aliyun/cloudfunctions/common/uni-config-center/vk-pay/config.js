/**
 * vk-pay 自己的设置。base 之上一层层合并当前环境的一节；
 * 环境由环境变量 VK_PAY_ENV、UNI_CLOUD_ENV、NODE_ENV 依次决定，都没有时为 production。
 * （云端控制台不允许设置 UNI_ 开头的变量，所以上云请用 VK_PAY_ENV。）
 * 写错的键会在启动时一次全部列出。
 */
module.exports = {
  base: {
    // 收银台上显示的收款方名称
    seller: '示例商店',
    // 请求网关、商户写的处理（fulfil、revoke）的时限，毫秒
    timeout: 10000,
    // 单笔上限，分
    maxFee: 1000000,
    // 订单可付款的时长，分钟
    orderExpireMinutes: 30,
    // 关闭之后才到账：fulfil 照常处理业务 / refund 自动退回 / review 留给人工；订单类型可以自己另说
    latePayment: 'fulfil',
    // 同一笔业务（订单类型给出的 business_no）付了两次，多付的：refund 自动退回 / review 留给人工
    surplusPayment: 'refund',
    // 复核台上超过这么多分的，要第二个员工点头才办；不写就不要
    // reviewApprovalFee: 100000,
    // 付钱给用户（商家转账）：单笔、每天一共、每人每天最多多少分；approvalFee 之上要第二个人点头。不写就谁也不能转；
    // 收款人的资料加密存放，所以还要配置 encryption
    // transfers: { maxFee: 20000, dayFee: 1000000, personDayFee: 50000, approvalFee: 10000 },
    // 消费者投诉（微信）：定时去列、登记通知的地址，员工在 pages/staff/complaints 答复
    complaints: false,
    // 付了、退了、关了，告诉商户自己的地址（Standard Webhooks 的签名）；不写就谁也不告诉。
    // 键是订单类型，* 是没有写的那些；secret 是 whsec_ 加 24–64 字节的 base64，两边各存一份
    // events: { endpoints: { goods: { url: 'https://shop.example.com/pay-events', secret: 'whsec_…' } } },
    // 告警：看规则、进员工的收件箱；channels 里写了群机器人（wecom 企业微信 / dingtalk 钉钉 / feishu 飞书）或 webhook 就送出去。
    // 用关键词的机器人，关键词写「支付告警」。见 docs/monitoring.md
    // channels: [{ name: 'ops', type: 'dingtalk', url: 'https://oapi.dingtalk.com/robot/send?access_token=…', secret: 'SEC…' }],
    // 邮件由云函数 pay-mailer 送：{ name: 'mail', type: 'email', from: 'a@example.com', to: ['b@example.com'],
    //   smtp: { host: 'smtp.example.com', port: 465, user: '…', pass: '…' } }
    alerts: { channels: [], escalateMinutes: 30, cooldownMinutes: 30 },
    // 到网关的连接池：同一个网关同时几个请求、排队最多等多久、连接最多闲多久、多久看一次闲着的（毫秒）
    gatewayPool: { poolSize: 20, acquireTimeout: 5000, idleTimeout: 15000, reapInterval: 1000 },
    // 定时任务同时向网关求证的张数
    monitorParallel: 8,
    // 定时任务分给几个实例一起做（最多 16）；1 = 不分，单子多了再加，见 docs/scale.md
    monitorShards: 1,
    // 对账：签约的手续费率，百万分之几（0.6% 写 6000）；不写就用账单里写着的（支付宝的账单不写）
    // serviceRates: { wxpay: 6000, alipay: 6000 },
    // 电脑上的支付宝：qrcode 扫码 / page 跳到支付宝网页（签约的是电脑网站支付时）
    alipayDesktop: 'qrcode',
    // 空间开通了 Redis、用到的云函数都勾选了 uni-cloud-redis 扩展才打开：结果缓存、限频、随机串放在那里，见 docs/scale.md
    redis: false,
    // 已有结论的订单在缓存里保留的时间，秒
    resultCacheSeconds: 300,
    // 限频：每人（没有登录的按来源地址）windowMs 毫秒之内最多 max 次，全部实例合起来算；max 为 0 = 不限。
    // services 里的服务单独算，如 { 'pay/kh/createPayment': { max: 20 } }
    rateLimit: { windowMs: 60000, max: 100, services: {} },
    // 员工服务与商户的服务器只许从这些地址来（地址或 CIDR，IPv4 与 IPv6）；空 = 不限。付款人与网关的回调不受它管
    ipWhitelist: [],
    // 要登录的服务必须有请求签名（前端自动签）：挡住被改过的、被录下来重放的请求；见 docs/security.md
    requireSignature: false,
    // 商户自己的服务器：app key → secret（至少 32 字节的 base64，换的时候写两个）与能叫的服务；samples/server-sdk 是现成的客户端。
    // 不写就一个也不放行
    // servers: { erp: { secrets: ['…'], services: ['queryPayment', 'refund', 'queryRefund'] } },
    // 静态加密：custom.user_info（收货人、电话）与 fields 点名的 custom 里的键加密存放。密钥最好放在环境变量
    // VK_PAY_ENCRYPTION_KEYS 里（k2:<base64>,k1:<base64>）；第一把用来加密，换密钥就在最前面加一把
    encryption: { keys: [], fields: [] },
    // 日志与留存的回调留多少天（payment_logs、payment_errors、payment_notifies），由定时任务清理；订单与退款永远留着
    retentionDays: { logs: 90, errors: 180, notifies: 30 },
    // 收到的回调加密留存在 payment_notifies，出了问题拿来重放；要先有上面的加密密钥
    keepNotifies: false,
    // 测试接口（演示登录）在运行时也拒绝；不写时只有 development 不拒绝。生产构建里本来就没有它们
    // removeTestEndpoints: true,
    // 官方域名之外还允许哪些主机当网关（自己的转发，写在 gateways 里的）；开发环境不看它
    gatewayHosts: [],
    // 网关与通知地址必须为 https；平台说没有加密的请求也拒绝
    requireHTTPS: true,
  },
  environments: {
    // 渠道的 sandbox 用沙箱、debug 打印与网关的往来（脱敏后）。没有沙箱的渠道用 gateways 指向模拟网关；
    // 要在这里连真实的网关（真机试付），写 allowRealGateways: true。生产从不连沙箱与模拟网关。
    development: { requireHTTPS: false, wxpay: { debug: true }, alipay: { sandbox: true, debug: true } },
    testing: { alipay: { sandbox: true } },
    production: {},
  },
};
