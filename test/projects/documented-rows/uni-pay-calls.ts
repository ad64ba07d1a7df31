// uni-pay 2：云对象 uni-pay-co 的方法（F.2 的 1–10 行）
import type { DocumentedRow } from './row';

const ORDER = 'uniCloud-aliyun/cloudfunctions/book-order/index.obj.js';
const CO = 'uni_modules/uni-pay/uniCloud/cloudfunctions/uni-pay-co';
const PAGES = ['uni-pay/uni-app'];

export const uniPayCallRows: readonly DocumentedRow[] = [
  {
    id: 'up-01',
    source: 'F.2 #1',
    feature: '云对象 uni-pay-co；答复 { errCode: 0, errMsg, … }，失败带 errSubject "uni-pay"',
    pages: PAGES,
    files: [ORDER, 'uniCloud-aliyun/cloudfunctions/coin-co/index.obj.js', 'pages/order/pay.vue'],
    calls: [
      {
        call: 'uniPayCo.getOrder（前端 importObject 与云端 importObject 都行）',
        input: { out_trade_no: 'B176722560000012345678-1' },
        answer: { errCode: 0, errMsg: 'string' },
      },
      {
        call: 'uniPayCo.getOrder',
        input: {},
        answer: { errCode: 51001, errMsg: 'string', errSubject: 'uni-pay' },
        then: '是返回，不是抛错',
      },
    ],
    unclear:
      '前端 importObject 在 errCode 不为 0 时平台会抛错并弹提示，这是平台的行为；errMsg 随客户端语言变，成功时是空串还是 "success" 没有写。',
  },
  {
    id: 'up-02',
    source: 'F.2 #2',
    feature: 'createOrder 的入参',
    pages: PAGES,
    files: [ORDER, 'pages/order/pay.vue', 'pages/desk/desk.vue', 'pages/qrcode/qrcode.vue'],
    calls: [
      {
        call: 'uniPayCo.createOrder（前端，微信小程序）',
        input: {
          provider: 'wxpay',
          total_fee: 4800,
          type: 'goods',
          order_no: 'B179574250999930216193',
          out_trade_no: 'B179574250999930216193-1',
          description: '《茶经》',
          openid: 'openid-mo',
          custom: { gift: '书签' },
        },
        answer: { errCode: 0 },
        then: 'uni-pay-orders 有一行 status 0；custom 没有发给微信',
      },
      {
        call: '云对象 book-order.kioskQrcode（云端调，带 clientInfo；不传 out_trade_no）',
        input: { order_no: 'B179574250999930216194', total_fee: 3600, provider: 'wxpay' },
        answer: { errCode: 0, out_trade_no: 'string，自动生成', order_no: 'B179574250999930216194', image: 'string，二维码图片' },
        then: '微信收到 attach kiosk-1（来自 other）',
      },
      {
        call: 'uniPayCo.createOrder，同一个 order_no、不同的 out_trade_no',
        input: { order_no: 'B179574250999930216193', out_trade_no: 'B179574250999930216193-2' },
        answer: { errCode: 0 },
        then: '两行，order_no 一样',
      },
      {
        call: 'uniPayCo.createOrder，每次缺一个必填',
        input: {
          provider: '缺 → 51007',
          total_fee: '0、负、小数 → 51005',
          type: '缺 → 51004',
          order_no: '缺 → 51003',
          description: '缺 → 51006',
        },
        answer: { errCode: '见左，数字' },
      },
      {
        call: 'uniPayCo.createOrder，云端调而没有 clientInfo',
        input: { provider: 'wxpay', total_fee: 1, type: 'goods', order_no: 'B179574250999930216195', description: '书' },
        answer: { errCode: 51008 },
      },
    ],
    unclear:
      'order_no「建议 20–28 位、不可以 24 位」而示例用 "test" + 毫秒（17 位）：短的、24 位的是否拒绝没有写；description 表里不是必填却有 51006；other 与金额同名的键谁赢没有写。',
  },
  {
    id: 'up-03',
    source: 'F.2 #3',
    feature: 'createOrder 的答复',
    pages: PAGES,
    files: [ORDER, 'pages/order/pay.vue', 'pages/qrcode/qrcode.vue'],
    calls: [
      {
        call: 'uniPayCo.createOrder（mp-weixin）',
        input: '见 up-02',
        answer: {
          errCode: 0,
          order: 'object：uni.requestPayment 要的参数',
          order_no: 'string',
          out_trade_no: 'string',
          provider: 'wxpay',
          provider_pay_type: 'mp',
          qr_code: false,
        },
      },
      {
        call: 'uniPayCo.createOrder（网页，qr_code true）',
        input: {
          provider: 'alipay',
          qr_code: true,
          total_fee: 100,
          type: 'goods',
          order_no: 'B179574250999930216196',
          description: '书签',
        },
        answer: { errCode: 0, provider_pay_type: 'native', qr_code: true, qr_code_image: 'string：base64，<image :src> 直接能显示' },
      },
    ],
    unclear: 'order 里的字段没有写；provider_pay_type 的全部取值散在配置节点名里：mp、app、native、jsapi、mweb。',
  },
  {
    id: 'up-04',
    source: 'F.2 #4',
    feature: 'getOrder',
    pages: PAGES,
    files: [ORDER, 'pages/order/pay.vue'],
    calls: [
      {
        call: '云对象 book-order.paid（已付款、goods 成功）',
        input: { out_trade_no: '…' },
        answer: { errCode: 0, paid: true, done: true, status: 1, order_no: 'string', total_fee: 'number，分' },
      },
      {
        call: 'uniPayCo.getOrder',
        input: { out_trade_no: '…', await_notify: true },
        answer: {
          errCode: 0,
          has_paid: true,
          user_order_success: true,
          out_trade_no: 'string',
          transaction_id: 'string，付了款才有',
          status: 'number：-1、0、1、2、3',
          pay_order: 'object：uni-pay-orders 的整行',
        },
      },
      {
        call: 'uniPayCo.getOrder，用 transaction_id',
        input: { transaction_id: '4200002000202601010000000101' },
        answer: { errCode: 0, has_paid: true, out_trade_no: 'B176722560000012345678-1' },
      },
      {
        call: 'uniPayCo.getOrder（没有付款）',
        input: { out_trade_no: 'B176739840000012345678-1' },
        answer: { errCode: 0, has_paid: false, status: 0 },
      },
      {
        call: '云对象 book-order.paid（没有这个单）',
        input: { out_trade_no: 'NOT-THERE' },
        answer: { errCode: 0, paid: false },
        then: 'uni-pay-co 自己的 errCode 是 52001',
      },
    ],
    unclear: 'await_notify 最长等多久没有写；没有付款时 errCode 是不是 0 没有写（示例以 has_paid 判断）。',
  },
  {
    id: 'up-05',
    source: 'F.2 #5',
    feature: 'refund，要角色 admin（config/permission.js 可改）',
    pages: PAGES,
    files: [ORDER, 'pages/admin/pay-orders.vue', `${CO}/config/permission.js`],
    calls: [
      {
        call: '云对象 book-order.refund（cashier 的令牌，clientInfo 与 uniIdToken 带过去）',
        given: '已付款 6800',
        input: { out_trade_no: '…', refund_fee: 1800, refund_desc: '封面有折痕' },
        answer: { errCode: 0, result: 'object，支付公司的结果', refund_fee: 1800 },
        then: '行：status 2、refund_fee 1800、refund_count 1、refund_list 一项',
      },
      { call: 'uniPayCo.refund（普通顾客的令牌）', input: { out_trade_no: '…' }, answer: { errCode: 50403 }, then: '钱没有退' },
      {
        call: 'uniPayCo.refund（没有令牌）',
        input: { out_trade_no: '…' },
        answer: { errCode: '不是 0（uni-id 的令牌错误）' },
        then: '钱没有退',
      },
      {
        call: 'uniPayCo.refund（不传 refund_fee：全退）',
        input: { out_trade_no: '…' },
        answer: { errCode: 0, result: 'object' },
        then: 'status 3',
      },
      { call: 'uniPayCo.refund（不存在）', input: { out_trade_no: 'NOT-THERE' }, answer: { errCode: 52001 } },
    ],
    unclear:
      'out_trade_no 与 out_refund_no「二选一」，只传退款单号怎么找到订单没有写；不传 refund_fee 是否全额没有明写；云端转手时要带 clientInfo、uniIdToken，文档没有写，来自社区文章；permission.js 的写法同样只见于社区文章。',
  },
  {
    id: 'up-06',
    source: 'F.2 #6',
    feature: 'getRefund',
    pages: PAGES,
    files: [ORDER, 'pages/admin/pay-orders.vue'],
    calls: [
      {
        call: 'uniPayCo.getRefund',
        input: { out_trade_no: '…退过款的' },
        answer: {
          errCode: 0,
          errMsg: 'string，给人看的',
          result: 'object',
          pay_order: 'object，支付订单信息：refund_fee、refund_count、refund_list',
        },
      },
      { call: 'uniPayCo.getRefund（没有退过）', input: { out_trade_no: '…' }, answer: { errCode: 53003 } },
      { call: 'uniPayCo.getRefund（不存在）', input: { out_trade_no: 'NOT-THERE' }, answer: { errCode: 52001 } },
    ],
    unclear: '这一节的参数表出现两遍，第二张是从退款抄来的（有 refund_fee），以第一张为准；没有退过款时的错误码没有写，由 53003 推出。',
  },
  {
    id: 'up-07',
    source: 'F.2 #7',
    feature: 'closeOrder：微信下单满 5 分钟、支付宝要顾客进过密码页',
    pages: PAGES,
    files: [ORDER, 'pages/admin/pay-orders.vue'],
    calls: [
      {
        call: '云对象 book-order.close（没有付款，过了 5 分钟）',
        input: { out_trade_no: '…' },
        answer: { errCode: 0, closed: true, result: 'object' },
        then: '行 status -1、cancel_date 毫秒',
      },
      {
        call: '云对象 book-order.close（已付款）',
        input: { out_trade_no: '…' },
        answer: { errCode: '不是 0，或 closed false' },
        then: '行仍是 status 1',
      },
      { call: 'uniPayCo.closeOrder（支付公司拒绝）', input: { out_trade_no: '…' }, answer: { errCode: 53004 } },
      { call: 'uniPayCo.closeOrder', input: {}, answer: { errCode: 51001 } },
    ],
    unclear: '「只有未支付的才可以关」时的错误码没有写；关单要不要权限没有写。',
  },
  {
    id: 'up-08',
    source: 'F.2 #8',
    feature: 'getPayProviderFromCloud',
    pages: PAGES,
    files: ['pages/order/pay.vue'],
    calls: [
      {
        call: 'uniPayCo.getPayProviderFromCloud（配置里 wxpay.enable、alipay.enable 都是 true）',
        input: '没有参数',
        answer: { errCode: 0, wxpay: true, alipay: true, provider: 'string[]：["wxpay","alipay"]' },
      },
    ],
    unclear: '按 enable 答还是按当前平台有没有配好答，没有写。',
  },
  {
    id: 'up-09',
    source: 'F.2 #9',
    feature: 'getProviderAppId',
    pages: PAGES,
    files: ['pages/order/pay.vue'],
    calls: [
      {
        call: 'uniPayCo.getProviderAppId',
        input: { provider: 'wxpay', provider_pay_type: 'jsapi' },
        answer: { errCode: 0, appid: 'string：配置里 wxpay.jsapi.appId，即 __WX_APPID_OA__' },
      },
      {
        call: 'uniPayCo.getProviderAppId',
        input: { provider: 'wxpay', provider_pay_type: 'mp' },
        answer: { errCode: 0, appid: 'string：__WX_APPID_MP__' },
      },
    ],
    unclear: '没有这个节点时答什么没有写（示例用 if (res.appid) 判断）。',
  },
  {
    id: 'up-10',
    source: 'F.2 #10',
    feature: 'getOpenid',
    pages: PAGES,
    files: ['pages/order/pay.vue'],
    calls: [
      { call: 'uniPayCo.getOpenid', input: { provider: 'wxpay', code: 'code-oa' }, answer: { errCode: 0, openid: 'string' } },
      { call: 'uniPayCo.getOpenid', input: { provider: 'wxpay' }, answer: { errCode: 51002 } },
      { call: 'uniPayCo.getOpenid', input: { code: 'code-oa' }, answer: { errCode: 51007 } },
    ],
    unclear: '公众号还是小程序由 clientInfo 判断，文档没有明写；openid 之外还有没有别的字段（unionid、sessionKey）没有写。',
  },
];
