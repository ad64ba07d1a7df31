// vk-uni-pay：发起支付（F.1 的 1–7 行）
import type { DocumentedRow } from './row';

const ROUTER = 'uniCloud-aliyun/cloudfunctions/router/service';
const KIOSK = 'uniCloud-aliyun/cloudfunctions/kiosk-pay/index.js';
const SHOP = 'uniCloud-aliyun/cloudfunctions/shop-pay/index.obj.js';
const PAY = 'uniCloud-aliyun/cloudfunctions/vk-pay/service/pay';

export const vkPaymentRows: readonly DocumentedRow[] = [
  {
    id: 'vk-01',
    source: 'F.1 #1',
    feature: '每个方法都返回 { code, msg, … }，不抛错',
    pages: ['uniCloud/createPayment', 'error'],
    files: [KIOSK, 'common/js/pay-error.js'],
    calls: [
      {
        call: 'kiosk-pay（默认分支）',
        input: { provider: 'wxpay', machine_id: 'm7', seq: '0001', total_fee: 600 },
        answer: { code: 0, msg: 'string', out_trade_no: 'string：kiosk-m7-0001' },
      },
      {
        call: 'kiosk-pay（默认分支）',
        input: { provider: 'wxpay', machine_id: 'm7', seq: '0002', total_fee: 0 },
        answer: { code: 1003, msg: 'string，说 total_fee 必须为正整数' },
        then: '没有抛错；没有发出任何请求；vk-pay-orders 没有多一行',
      },
    ],
  },
  {
    id: 'vk-02',
    source: 'F.1 #2',
    feature: 'createPayment 的最外层：context 的四种来历、provider、isPC、needQRcode、alipayAppPayToH5Pay、config_directory',
    pages: ['uniCloud/createPayment', 'advanced/multi-merchant'],
    files: [`${ROUTER}/client/order/kh/createPayment.js`, SHOP, KIOSK, `${PAY}/createPayment.js`],
    calls: [
      {
        call: 'router 服务 client/order/kh/createPayment（context = originalParam.context，PLATFORM "mp-weixin"）',
        given: 'shop-orders 有一行：_id 是 24 位十六进制、user_id 是登录的人、total_fee 12800、title "明前龙井"、status 0',
        input: { order_id: '…那一行的 _id', provider: 'wxpay', openid: 'openid-lin' },
        answer: { code: 0, pay_type: 'wxpay_mp-weixin', platform: 'mp-weixin', out_trade_no: 'string：等于 order_id', total_fee: 12800 },
      },
      {
        call: '云对象 shop-pay.payDeposit（context = this.getClientInfo()，其中 platform/uniPlatform 为 mp-weixin、clientIP、userAgent）',
        input: { order_no: '2107151010101541001', openid: 'openid-lin', provider: 'wxpay', stage: 'deposit' },
        answer: { code: 0, errCode: 0, out_trade_no: 'pre2107151010101541001', total_fee: 2000, pay_type: 'wxpay_mp-weixin' },
      },
      {
        call: '普通云函数 kiosk-pay（context = 云函数的 context，PLATFORM "web"）',
        input: { provider: 'alipay', machine_id: 'm7', seq: '0003', total_fee: 600 },
        answer: { code: 0, pay_type: 'alipay_h5', needQRcode: true, qrcodeImage: 'string：图片' },
      },
      {
        call: '普通云函数 kiosk-pay（context 手工拼，PLATFORM "h5-weixin"）',
        input: {
          op: 'official',
          ip: '203.0.113.9',
          ua: 'Mozilla/5.0 MicroMessenger',
          openid: 'openid-oa',
          out_trade_no: 'OA0001',
          total_fee: 100,
          subject: '茶',
        },
        answer: { code: 0, pay_type: 'wxpay_h5-weixin', platform: 'h5-weixin', needQRcode: false },
      },
      {
        call: '普通云函数 kiosk-pay（data.config_directory "uni-pay-branch"，provider 默认 alipay）',
        input: { op: 'branch', out_trade_no: 'BR0001', total_fee: 900 },
        answer: { code: 0, pay_type: 'alipay_h5' },
        then: '发给支付宝的 app_id 是分店配置里的 __BRANCH_ALI_APPID__',
      },
      {
        call: '云对象 shop-pay.payToMerchant（isPC 传字符串 "true"）',
        input: { pid: '001', out_trade_no: 'MER0001', total_fee: 500 },
        answer: { code: 0, needQRcode: true },
      },
    ],
    unclear:
      '多商户页把 config_directory 写在 data 里，更新日志与余额接口的表格写在最外层：createPayment.js 用最外层，kiosk-pay 用 data，两种都要认。' +
      'isPC 为真时答复的 needQRcode 取 true 还是原值，文档只说 boolean。',
  },
  {
    id: 'vk-03',
    source: 'F.1 #3',
    feature: '七个 provider：wxpay、alipay、appleiap、vkspay、wxpay-virtual、douyin、huawei',
    pages: ['uniCloud/createPayment'],
    files: [
      `${PAY}/createPayment.js`,
      'pages/cashier/pc.vue',
      'pages/iap/iap.vue',
      'uniCloud-aliyun/cloudfunctions/common/uni-config-center/uni-pay-branch/config.js',
    ],
    calls: [
      {
        call: 'vk-pay 云函数 action "pay/createPayment"，依次 provider wxpay（mp-weixin）、alipay（h5, isPC）',
        input: { provider: 'wxpay', openid: 'openid-lin', out_trade_no: 'P0001', total_fee: 100, subject: '茶', type: 'goods' },
        answer: { code: 0, provider: 'string：等于传入', pay_type: 'string：provider + "_" + 平台' },
      },
      {
        call: 'vk-pay 云函数 action "pay/createPayment"（config_directory "uni-pay-branch"），五个 provider 各一次',
        given: 'PLATFORM 依次：douyin 用 mp-toutiao、huawei 用 mp-harmony、wxpay-virtual 用 mp-weixin、appleiap 用 app-plus、vkspay 用 h5',
        input: {
          config_directory: 'uni-pay-branch',
          provider: 'douyin',
          openid: 'openid-dy',
          out_trade_no: 'P0002',
          total_fee: 100,
          subject: '茶',
          type: 'goods',
        },
        answer: { code: 0, provider: 'douyin', pay_type: 'douyin_mp-toutiao' },
      },
      {
        call: 'vk-pay 云函数 action "pay/createPayment"，provider 空',
        input: { provider: '', out_trade_no: 'P0003', total_fee: 100, subject: '茶', type: 'goods' },
        answer: { code: 1005 },
      },
    ],
    unclear: 'vkspay 没有公开的协议；不认识的 provider（不是空串）答什么码，文档没有说。',
  },
  {
    id: 'vk-04',
    source: 'F.1 #4',
    feature: 'data 的基本字段：必填、custom 只存不发、other 原样发给支付公司、user_id、nickname、pid',
    pages: ['uniCloud/createPayment'],
    files: [`${ROUTER}/client/order/kh/createPayment.js`, KIOSK, SHOP, `${PAY}/createPayment.js`],
    calls: [
      {
        call: 'router 服务 client/order/kh/createPayment（coupon_id 没有传 → custom.coupon_id 是 undefined；remark 是 null）',
        given: 'shop-orders 的行没有 remark',
        input: { order_id: '…24 位十六进制', provider: 'wxpay', openid: 'openid-lin' },
        answer: { code: 0 },
        then: '微信收到的下单里 goods_tag 为 TEA2026（来自 other），没有 coupon_id、shop_id；vk-pay-orders 的 custom 有 shop_id；user_id、nickname 记在行上',
      },
      {
        call: 'kiosk-pay（openid ""、user_id ""、nickname ""、一个字的 subject "茶"、other.attach）',
        input: { provider: 'wxpay', machine_id: 'm7', seq: '0004', total_fee: 600 },
        answer: { code: 0 },
        then: '微信收到的下单里 attach 为 m7',
      },
      {
        call: 'kiosk-pay op "official"（user_id null、custom 是空对象）',
        input: {
          op: 'official',
          ip: '203.0.113.9',
          ua: 'MicroMessenger',
          openid: 'openid-oa',
          out_trade_no: 'OA0002',
          total_fee: 100,
          subject: '茶',
        },
        answer: { code: 0 },
      },
      {
        call: 'vk-pay 云函数 action "pay/createPayment"，每次缺一个必填',
        input: {
          out_trade_no: '缺 → 1001',
          type: '缺 → 1002',
          total_fee: '0、-1、1.5、NaN → 1003',
          subject: '缺 → 1004',
          provider: '缺 → 1005',
          openid: '小程序与公众号缺 → 1006',
        },
        answer: { code: '见左，数字' },
      },
    ],
    unclear:
      'custom 的键与订单字段重名时怎么办，只写了「不可」；24 位十六进制单号写进库里会不会变成 ObjectId，文档没有提。out_trade_no 的长度与字符文档不限。',
  },
  {
    id: 'vk-05',
    source: 'F.1 #5',
    feature:
      'data 的专用字段：time_expire、auth_code、return_url、profit_sharing、sub_*、app_auth_token、productid、wxpay_virtual、provider_pay_method',
    pages: ['uniCloud/createPayment', 'advanced/multi-merchant-service-provider', 'vkspay', 'iosiap', 'wxpay-virtual'],
    files: [`${PAY}/createPayment.js`, SHOP, KIOSK, 'pages/cashier/pc.vue'],
    calls: [
      {
        call: 'kiosk-pay（time_expire = Date.now() + 60000，13 位毫秒，扫码的最短值）',
        input: { provider: 'wxpay', machine_id: 'm7', seq: '0005', total_fee: 600 },
        answer: { code: 0 },
        then: '微信收到的 time_expire 是 60 秒之后',
      },
      {
        call: 'router 服务 client/order/kh/createPayment（time_expire = Date.now() + 600000）',
        input: { order_id: '…', provider: 'wxpay', openid: 'openid-lin' },
        answer: { code: 0 },
      },
      {
        call: 'vk-pay 云函数 pay/createPayment：alipay、time_expire = Date.now() + 1000（支付宝最短 1 秒）',
        input: {
          provider: 'alipay',
          isPC: true,
          out_trade_no: 'TE0001',
          total_fee: 100,
          subject: '茶',
          type: 'goods',
          time_expire: '…现在 + 1000',
        },
        answer: { code: 0 },
      },
      {
        call: '云对象 shop-pay.payByCode（付款码，18 位数字）',
        input: { auth_code: '130000000000000001', total_fee: 100, provider: 'wxpay' },
        answer: { errCode: 0, out_trade_no: 'string：C + 毫秒', paid: true, done: 'boolean | undefined：user_order_success' },
        then: '行上 pay_type 为 wxpay_codepay；shop-sales 有一行（处理函数 counter.js）',
      },
      {
        call: 'vk-pay 云函数 pay/createPayment：profit_sharing true',
        input: {
          provider: 'wxpay',
          openid: 'openid-lin',
          out_trade_no: 'PS0001',
          total_fee: 1000,
          subject: '茶',
          type: 'goods',
          profit_sharing: true,
        },
        answer: { code: 0 },
        then: '微信 v3 下单 settle_info.profit_sharing 为 true',
      },
      {
        call: 'vk-pay 云函数 pay/createPayment：wxpay-virtual，三种错',
        input: { wxpay_virtual: '缺 → 1017', buy_quantity: '0 → 1018', mode: '"x" → 1019' },
        answer: { code: '见左，数字' },
      },
    ],
    unclear: 'time_expire 小于支付公司的最小值时答什么（报错还是抬到最小值）没有写；只说「扫码最短 1 分钟，其他 5 分钟」。',
  },
  {
    id: 'vk-06',
    source: 'F.1 #6',
    feature: 'createPayment 的答复字段',
    pages: ['uniCloud/createPayment'],
    files: ['pages/order/confirm.vue', 'pages/cashier/pc.vue', 'static/pay-demo.html', KIOSK],
    calls: [
      {
        call: 'vk-pay 云函数 pay/createPayment（wxpay，mp-weixin）',
        input: { provider: 'wxpay', openid: 'openid-lin', out_trade_no: 'A0001', total_fee: 100, subject: '茶', type: 'goods' },
        answer: {
          code: 0,
          orderInfo: 'object：uni.requestPayment 要的 timeStamp、nonceStr、package、signType、paySign',
          out_trade_no: 'string',
          provider: 'wxpay',
          pay_type: 'wxpay_mp-weixin',
          needQRcode: false,
          total_fee: 'number，分：100',
          platform: 'mp-weixin',
        },
      },
      {
        call: 'vk-pay 云函数 pay/createPayment（alipay，h5，isPC true，needQRcode "image"）',
        input: { provider: 'alipay', isPC: true, needQRcode: 'image', out_trade_no: 'A0002', total_fee: 100, subject: '茶', type: 'goods' },
        answer: {
          code: 0,
          needQRcode: true,
          qrcodeImage: 'string：二维码图片的 base64（data:image/…），<image> 与 <img> 直接能显示',
          orderInfo: 'object，含 codeUrl（组件由它得到 code-url）',
          platform: 'h5',
        },
      },
      {
        call: 'kiosk-pay op "branch"（needQRcode true）',
        input: { op: 'branch', out_trade_no: 'A0003', total_fee: 900 },
        answer: { code: 0, needQRcode: true, qrcodeImage: '没有这个字段（只有 "image" 才有）' },
      },
    ],
    unclear:
      'orderInfo 里面的字段名只说「不同的付款方式返回的值不同」；qrcodeImage 有没有 data: 前缀、是 PNG 还是 SVG 没有写（示例直接给 :src）。',
  },
  {
    id: 'vk-07',
    source: 'F.1 #7',
    feature: '没有付款的订单用原单号再次发起',
    pages: ['uniCloud/createPayment'],
    files: ['pages/cashier/pc.vue', 'pages/recharge/recharge.vue'],
    calls: [
      {
        call: 'vk-pay 云函数 pay/createPayment，同一个 out_trade_no 连续两次（没有付款）',
        input: {
          provider: 'wxpay',
          openid: 'openid-lin',
          out_trade_no: 'R1767225600000',
          total_fee: 1000,
          subject: '余额充值',
          type: 'recharge',
        },
        answer: { code: 0, out_trade_no: 'R1767225600000' },
        then: 'vk-pay-orders 只有一行，status 0',
      },
    ],
    unclear: '已经付款的单号再发起答什么码没有写；金额变了、换 provider 再发起也没有写。',
  },
];
