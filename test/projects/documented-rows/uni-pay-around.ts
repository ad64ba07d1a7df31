// uni-pay 2：代币、内购、组件、页面、表、配置、通知、错误码、uni-pay 1（F.2 的 11–23 行）
import type { DocumentedRow } from './row';

const ORDER = 'uniCloud-aliyun/cloudfunctions/book-order/index.obj.js';
const FINANCE = 'uniCloud-aliyun/cloudfunctions/book-finance/index.obj.js';
const CONFIG = 'uniCloud-aliyun/cloudfunctions/common/uni-config-center/uni-pay/config.js';
const OLD_ROWS = 'uniCloud-aliyun/database/uni-pay-orders.init_data.json';
const NOTIFY = 'uni_modules/uni-pay/uniCloud/cloudfunctions/uni-pay-co/notify';
const COIN = 'uniCloud-aliyun/cloudfunctions/coin-co/index.obj.js';
const PAGES = ['uni-pay/uni-app'];

export const uniPayAroundRows: readonly DocumentedRow[] = [
  {
    id: 'up-11',
    source: 'F.2 #11',
    feature: 'requestWxpayVirtualApi：queryUserBalance、currencyPay、cancelCurrencyPay、presentCurrency，只能在云端调',
    pages: ['uni-pay/wxpay-virtual'],
    files: [COIN, 'pages/coin/coin.vue'],
    calls: [
      {
        call: '云对象 coin-co.balance',
        input: { openid: 'openid-mo' },
        answer: {
          errCode: 0,
          balance: 'number',
          presentBalance: 'number',
          sumSave: 'number',
          sumPresent: 'number',
          sumBalance: 'number',
          sumCost: 'number',
          firstSaveFlag: 'boolean',
        },
      },
      {
        call: '云对象 coin-co.spend',
        input: { openid: 'openid-mo', amount: 10, outTradeNo: 'spend-1' },
        answer: { errCode: 0, balance: 'number', usedPresentAmount: 'number', outTradeNo: 'spend-1' },
      },
      {
        call: '云对象 coin-co.giveBack',
        input: { openid: 'openid-mo', amount: 10, outTradeNo: 'spend-1' },
        answer: { errCode: 0, outRefundNo: 'spend-1-1' },
      },
      {
        call: '云对象 coin-co.present',
        input: { openid: 'openid-mo', amount: 5, outTradeNo: 'gift-1' },
        answer: { errCode: 0, balance: 'string 或 number（表里写 String）', presentBalance: '同左', outTradeNo: 'gift-1' },
      },
      {
        call: 'uniPayCo.requestWxpayVirtualApi（前端直接调）',
        input: { method: 'presentCurrency', data: { openid: 'openid-mo', amount: 1 } },
        answer: { errCode: '不是 0' },
        then: '没有赠',
      },
    ],
    unclear:
      '一处说这些接口「不在 uni-pay-co 而在公共模块」，另一处的示例从 uni-pay-co 调；前端调时的错误码没有写；firstSaveFlag 表里 Boolean 又写 0 / 1。',
  },
  {
    id: 'up-12',
    source: 'F.2 #12',
    feature: '苹果内购：provider appleiap、productid、appleiapRestore；uni-pay 1 的 verifyReceipt',
    pages: PAGES,
    files: ['pages/iap/iap.vue', `${NOTIFY}/appleiap.js`],
    calls: [
      {
        call: 'uniPayCo.createOrder（app）',
        input: {
          provider: 'appleiap',
          order_no: 'I176739840000012345678',
          out_trade_no: 'I176739840000012345678',
          type: 'appleiap',
          productid: 'book.6',
          custom: {},
        },
        answer: { errCode: 0, provider_pay_type: 'app' },
        then: '不要求 total_fee、description',
      },
      { call: '组件支付成功之后', input: '苹果收据通过', answer: { '@success': 'res.user_order_success true' }, then: 'book-ebooks 一行' },
    ],
    unclear: '收据由组件传到 uni-pay-co 的哪个方法没有写。',
  },
  {
    id: 'up-13',
    source: 'F.2 #13',
    feature: '组件 uni-pay 的方法；cancel_popup + qr_code 只要二维码',
    pages: PAGES,
    files: ['pages/order/pay.vue', 'pages/qrcode/qrcode.vue', 'pages/admin/pay-orders.vue', 'pages/iap/iap.vue'],
    calls: [
      {
        call: '$refs.pay.open(params)',
        input: { total_fee: 4800, order_no: '…', out_trade_no: '…', description: '《茶经》', type: 'goods' },
        answer: { 界面: '两种付款方式时弹收银台；只有一种（小程序）时直接付' },
      },
      { call: '$refs.pay.createOrder({ provider, … })', input: { provider: 'wxpay' }, answer: { 界面: '不弹收银台，直接调起支付' } },
      {
        call: '$refs.pay.createOrder（qr_code true、cancel_popup true）',
        input: '见 qrcode.vue',
        answer: { '@create': 'res.qr_code_image 是图片；组件不弹二维码' },
        then: '付款之后仍触发 @success',
      },
      {
        call: '$refs.pay 的 getOrder、refund、getRefund、closeOrder、getPayProviderFromCloud、getProviderAppId、getOpenid',
        input: '与云对象同名方法一样',
        answer: { 返回值: 'Promise，云对象的答复；失败时为空（示例都先判断 if (res)）' },
      },
      { call: '$refs.pay.openid', input: '微信小程序付过一次之后', answer: { 返回值: 'string，组件自动取到的 openid' } },
    ],
    unclear: '方法失败时是返回空还是抛错没有写，示例都写 if (res)；$refs.pay.openid 只在虚拟支付的示例里出现。',
  },
  {
    id: 'up-14',
    source: 'F.2 #14',
    feature: '组件属性 adpid、returnUrl、mainColor、mode、logo、height、debug',
    pages: PAGES,
    files: ['pages/order/pay.vue', 'pages/qrcode/qrcode.vue'],
    calls: [
      {
        call: 'pay.vue：main-color、return-url、logo、height、debug',
        input: '付款成功',
        answer: { 界面: '成功页用 #816a4e；有「查看订单」，点了去 /pages/order/pay' },
      },
      {
        call: '缺省值',
        input: '不传',
        answer: {
          mainColor: '#01be6e（支付宝小程序 #108ee9）',
          logo: '/static/logo.png',
          height: '70vh',
          mode: '自动识别 mobile / pc',
          returnUrl: '没有「查看订单」',
        },
      },
      { call: 'qrcode.vue：mode "pc"', input: '打开', answer: { 界面: 'PC 的样子，显示 logo' } },
    ],
  },
  {
    id: 'up-15',
    source: 'F.2 #15',
    feature: '组件事件 success、cancel、fail、create、mounted',
    pages: PAGES,
    files: ['pages/order/pay.vue', 'pages/coin/coin.vue', 'pages/iap/iap.vue'],
    calls: [
      { call: '@mounted', input: '打开页面', answer: { 次数: '1；此后方法可用' } },
      { call: '@create', input: '下单成功、顾客还没有付', answer: { res: 'createOrder 的答复：out_trade_no、qr_code_image …' } },
      { call: '@success', input: '付了款', answer: { 'res.user_order_success': 'true：自己的回调也成功；false：付了款但回调失败' } },
      { call: '@fail', input: '调起失败', answer: { err: '{ errMsg, errCode? }' } },
      { call: '@cancel', input: '顾客取消', answer: { 次数: '1，没有 @fail' } },
    ],
  },
  {
    id: 'up-16',
    source: 'F.2 #16',
    feature: '页面 pay-desk（navigateTo，options 是 encodeURI 的 JSON）、success、ad-interactive-webview',
    pages: PAGES,
    files: ['pages/desk/desk.vue', 'pages.json'],
    calls: [
      {
        call: 'uni.navigateTo("/uni_modules/uni-pay/pages/pay-desk/pay-desk?options=<encodeURI(JSON)>")',
        input: { total_fee: 1000, type: 'recharge', order_no: '…', out_trade_no: '…', description: '余额充值' },
        answer: { 界面: '收银台：金额 10.00、描述、可选的付款方式' },
        then: '付款之后到 success 页',
      },
    ],
    unclear: 'encodeURI 不编码 & 与 #，描述里有这两个字时 options 会断；文档没有提。',
  },
  {
    id: 'up-17',
    source: 'F.2 #17',
    feature: '表 uni-pay-orders',
    pages: ['opendb uni-pay-orders'],
    files: [OLD_ROWS, 'pages/admin/pay-orders.vue', 'uniCloud-aliyun/cloudfunctions/check-order/index.js'],
    calls: [
      {
        call: '付一单之后读表',
        input: { type: 'member', total_fee: 19900 },
        answer: {
          provider: 'wxpay',
          provider_pay_type: 'mp | native | jsapi | mweb | app',
          uni_platform: 'string',
          status: 'number',
          type: 'member',
          order_no: 'string',
          out_trade_no: 'string',
          transaction_id: 'string',
          user_id: 'string（登录的）',
          openid: 'string',
          client_ip: 'string',
          device_id: 'string',
          description: 'string',
          total_fee: 'number，分',
          refund_fee: 'number，分',
          refund_count: 'number',
          provider_appid: 'string',
          appid: 'string，DCloud 的 appid',
          user_order_success: 'boolean',
          custom: 'object',
          create_date: 'number，毫秒',
          pay_date: 'number，毫秒',
          notify_date: 'number，毫秒',
        },
        then: 'check-order 由它写 book-members',
      },
      {
        call: 'uniPayCo.getOrder，三行旧数据',
        input: { out_trade_no: 'B176731200000012345678-1' },
        answer: { errCode: 0, has_paid: true, status: 2, 'pay_order.refund_count': 1 },
      },
      { call: 'uniPayCo.refund，旧的已付款单（管理员）', input: { out_trade_no: 'B176722560000012345678-1' }, answer: { errCode: 0 } },
    ],
    unclear: 'err_msg、original_data、stat_data 里面是什么没有写；refund_list 一项的字段没有写，旧数据照 vk-uni-pay 的写。',
  },
  {
    id: 'up-18',
    source: 'F.2 #18',
    feature: '配置：notifyUrl、notifyKey、wxpay.{mp,app,native,jsapi,mweb}、alipay.{mp,app,native}、其他',
    pages: PAGES,
    files: [CONFIG],
    calls: [
      {
        call: '用 mp、native、jsapi、mweb、alipay.mp、alipay.native 各收一单',
        input: '依次的平台',
        answer: { errCode: 0, provider_pay_type: '节点名' },
      },
      { call: '用 wxpay.app、alipay.app（空节点，带证书路径与 pfx）', input: 'app', answer: { errCode: '不是 0' }, then: '其他节点照常' },
      { call: '另一个空间（notifyUrl 里没有）', input: '…', answer: { errCode: 52002 } },
      { call: '证书文件不对', input: '把 apiclient_key.pem 换成乱字', answer: { errCode: 53005 }, then: '支付宝照常' },
      { call: '支付宝的通知地址', input: '…', answer: { notify_url: '以 __UNI_PAY_CO_URL__ 开头' } },
    ],
    unclear: 'notifyUrl 后面的路径由插件加，文档没有写格式；version 样例都是 2，没有写缺省值；wxpayPublicKeyPath 只在更新日志里。',
  },
  {
    id: 'up-19',
    source: 'F.2 #19',
    feature: '通知：uni-pay-co/notify/<type>.js，async (obj) => bool，4 秒内；payCrypto.aes；三种写法',
    pages: PAGES,
    files: ['goods', 'recharge', 'member', 'erp', 'event', 'coin'].map((name) => `${NOTIFY}/${name}.js`).concat(FINANCE),
    calls: [
      {
        call: 'goods（数据库）',
        input: 'obj.data = uni-pay-orders 的整行：order_no、out_trade_no、total_fee、transaction_id、provider、user_id、openid、custom',
        answer: { user_order_success: true },
        then: 'book-orders status 1、gift 书签',
      },
      {
        call: 'goods，前端改过的金额',
        input: { total_fee: 1 },
        answer: { user_order_success: false },
        then: 'uni-pay-orders status 1（钱收到了），book-orders status 0',
      },
      {
        call: 'recharge（aes-256-ecb，云对象）',
        input: { type: 'recharge', total_fee: 1000 },
        answer: { user_order_success: true },
        then: 'book-finance 用 node 的 crypto 解开：密钥是 notifyKey 前 32 位、ECB、PKCS7、base64、内容是 JSON；余额 +1000',
      },
      { call: 'recharge 里的 payCrypto.aes.decrypt({ mode, data })', input: '刚加密的密文', answer: { 返回值: '原来的对象' } },
      {
        call: 'member（只传单号，云函数查 uni-pay-orders）',
        input: { type: 'member' },
        answer: { user_order_success: true },
        then: '查的时候那一行的 status 已经是 1',
      },
      { call: 'erp（HTTP）', input: { type: 'erp' }, answer: { user_order_success: true }, then: '对方收到 { encrypted }，解开是整行' },
      { call: 'event（抛错）', input: '名额已满', answer: { user_order_success: false }, then: 'status 1' },
      { call: '同一条通知来两次', input: '…', answer: { 'HTTP 状态': 200 }, then: '余额只加一次' },
    ],
    unclear:
      '示例 require "../libs/crypto.js"，目录树写的是 lib/；缺省 mode 是什么没有写；处理里抛错、没有对应文件时怎样没有写；custom 不铺在最外层，与 vk-uni-pay 不同。',
  },
  {
    id: 'up-20',
    source: 'F.2 #20',
    feature: '全局错误码，数字，字段 errCode',
    pages: PAGES,
    files: [ORDER],
    calls: [
      {
        call: 'book-order.refund 与 close 里的 switch (res.errCode)：严格相等',
        input: '上面各行里每一个失败',
        answer: { errCode: '50403、51001–51009、52001–52002、53001–53005 之一，number' },
      },
      {
        call: 'uniPayCo.createOrder，支付公司下单失败',
        input: '模拟网关对下单回错',
        answer: { errCode: 53001, errMsg: 'string', errSubject: 'uni-pay' },
      },
    ],
  },
  {
    id: 'up-21',
    source: 'F.2 #21',
    feature: 'uni-pay 2 没有的：抖音、VksPay、转账、分账、数据库多商户',
    pages: PAGES,
    files: [],
    calls: [],
    unclear: '文档没有这些，项目里就没有；这一行比的是「有没有」。',
  },
  {
    id: 'up-22',
    source: 'F.2 #22',
    feature: 'uni-pay 1 的公共模块：initWeixinV3 … getOrderInfo、orderQuery、closeOrder、refund',
    pages: ['uni-pay/uni-pay-common'],
    files: ['uniCloud-aliyun/cloudfunctions/old-pay/index.js'],
    calls: [
      {
        call: '云函数 old-pay op "create"',
        input: { op: 'create', openid: 'openid-mo', outTradeNo: 'OLD1', totalFee: 100 },
        answer: { orderInfo: 'object：timeStamp、nonceStr、package、signType、paySign' },
      },
      {
        call: '云函数 old-pay op "query"',
        input: { op: 'query', outTradeNo: 'OLD1' },
        answer: { outTradeNo: 'OLD1', transactionId: 'string', tradeState: 'SUCCESS / NOTPAY …', totalFee: 'number，分' },
      },
      {
        call: '云函数 old-pay op "refund"',
        input: { op: 'refund', outTradeNo: 'OLD1', totalFee: 100, refundFee: 100 },
        answer: { outTradeNo: 'string', outRefundNo: 'OLD1R1', refundFee: 'number，分' },
      },
      { call: '云函数 old-pay op "close"', input: { op: 'close', outTradeNo: 'OLD2' }, answer: { 返回值: 'object' } },
    ],
    unclear: 'uni-pay 1 是 DCloud 自己的开源模块，装了 uni-pay 2 也在；失败时抛错，不是返回 errCode。',
  },
  {
    id: 'up-23',
    source: 'F.2 #23',
    feature: 'uni 统计的支付报表读 uni-pay-orders',
    pages: PAGES,
    files: [OLD_ROWS, 'pages/admin/pay-orders.vue'],
    calls: [
      {
        call: '按报表的口径读表：收款 = status > 0 的 total_fee；退款 = refund_fee；实收 = 收款 − 退款',
        given: '三行旧数据',
        input: '…',
        answer: { 下单: '31500（分）', 收款: '11600（分）', 退款: '1800（分）', 实收: '9800（分）' },
      },
    ],
    unclear: '报表的统计任务在 uni-admin 里，读哪些字段（stat_data 里面）没有写。',
  },
];
