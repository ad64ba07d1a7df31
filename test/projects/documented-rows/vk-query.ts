// vk-uni-pay：查询与退款（F.1 的 8–14 行）
import type { DocumentedRow } from './row';

const ROUTER = 'uniCloud-aliyun/cloudfunctions/router/service';
const KIOSK = 'uniCloud-aliyun/cloudfunctions/kiosk-pay/index.js';
const SHOP = 'uniCloud-aliyun/cloudfunctions/shop-pay/index.obj.js';
const PAY = 'uniCloud-aliyun/cloudfunctions/vk-pay/service/pay';

export const vkQueryRows: readonly DocumentedRow[] = [
  {
    id: 'vk-08',
    source: 'F.1 #8',
    feature: 'queryPayment 的入参：out_trade_no 或 transaction_id、await_notify、await_max_time、pay_order_info',
    pages: ['uniCloud/queryPayment', 'template/service/pay/queryPayment'],
    files: [
      `${ROUTER}/client/order/kh/queryPayment.js`,
      `${PAY}/queryPayment.js`,
      SHOP,
      'uniCloud-aliyun/cloudfunctions/pay-query/index.js',
    ],
    calls: [
      { call: 'vk-pay 云函数 pay/queryPayment', input: { out_trade_no: '…已付款的单' }, answer: { code: 0, orderPaid: true } },
      { call: 'vk-pay 云函数 pay/queryPayment', input: { transaction_id: '…支付公司的单号' }, answer: { code: 0, out_trade_no: 'string' } },
      {
        call: '云函数 pay-query（await_max_time 40）',
        input: { out_trade_no: '…', await_notify: true, pay_order_info: true },
        answer: { code: 0, payOrder: 'object' },
      },
      {
        call: '云对象 shop-pay.payByCode 里的 queryPayment（await_max_time 1）',
        input: { auth_code: '130000000000000002', total_fee: 100, provider: 'wxpay' },
        answer: { errCode: 0 },
      },
      { call: 'vk-pay 云函数 pay/queryPayment', input: { out_trade_no: 'NOT-THERE' }, answer: { code: 2001 } },
    ],
    unclear: 'await_max_time 的范围：旧页 1–40，新页 5–40，默认都是 20 秒；超出范围怎么办没有写。',
  },
  {
    id: 'vk-09',
    source: 'F.1 #9',
    feature: 'queryPayment 的答复',
    pages: ['uniCloud/queryPayment', 'error'],
    files: [`${ROUTER}/client/order/kh/queryPayment.js`, KIOSK, 'pages/recharge/recharge.vue', 'pages/vip/vip.vue'],
    calls: [
      {
        call: 'pay-query（付款并且回调成功之后）',
        input: { out_trade_no: '…', await_notify: true, pay_order_info: true },
        answer: {
          code: 0,
          msg: 'string，给顾客看的',
          orderPaid: true,
          user_order_success: true,
          out_trade_no: 'string',
          transaction_id: 'string，付了款才有',
          status: 'number：-1 已关闭 0 未支付 1 已支付 2 部分退款 3 全额退款',
          payOrder: 'object：vk-pay-orders 的整行（pay_order_info 为 true 才有）；custom 仍是一个对象，如 payOrder.custom.vip_days 30',
        },
      },
      {
        call: 'kiosk-pay op "query"（还没有付款）',
        input: { op: 'query', out_trade_no: '…未付的单' },
        answer: { code: 0, paid: false, status: 'number | undefined' },
        then: '插件自己的答复：orderPaid false；code 是 2002 或 0 项目都接得住',
      },
      {
        call: 'vk-pay 云函数 pay/queryPayment（全额退款之后）',
        input: { out_trade_no: '…' },
        answer: { status: 3, msg: '订单已退款' },
      },
    ],
    unclear:
      '未付款时 code 是 0 还是 2002：错误码表有 2002「订单未支付」，返回值表又有 status 0 与 orderPaid false；轮询的示例只在 success 里认成功。示例页以 res.msg === "订单已退款" 判断，走的是 fail。',
  },
  {
    id: 'vk-10',
    source: 'F.1 #10',
    feature: '怎么判断付款：orderPaid 与 user_order_success 的四种组合',
    pages: ['uniCloud/queryPayment'],
    files: [`${ROUTER}/client/order/kh/queryPayment.js`, 'pages/recharge/recharge.vue'],
    calls: [
      {
        call: 'router 服务 client/order/kh/queryPayment，goods 处理成功',
        input: { out_trade_no: '…', await_notify: true },
        answer: { code: 0, orderPaid: true, user_order_success: true },
      },
      {
        call: 'router 服务 client/order/kh/queryPayment，goods 处理返回 false',
        given: '付款之前把 shop-orders 的 total_fee 改掉，goods.js 就改不到行',
        input: { out_trade_no: '…', await_notify: true },
        answer: { code: 0, orderPaid: true, user_order_success: false, tips: 'string（项目自己加的）' },
      },
      {
        call: 'router 服务 client/order/kh/queryPayment，通知还没有来、await_notify false',
        input: { out_trade_no: '…', await_notify: false },
        answer: { code: 0, orderPaid: true, user_order_success: 'undefined' },
      },
      { call: 'router 服务 client/order/kh/queryPayment，没有付款', input: { out_trade_no: '…' }, answer: { orderPaid: false } },
    ],
    unclear: '没有 user_order_success 时是没有这个键还是值为 undefined，经过 JSON 是一回事。',
  },
  {
    id: 'vk-11',
    source: 'F.1 #11',
    feature: '主动执行回调：await_notify 为 true、0.5 秒后仍没有通知、查到已付款，就自己跑处理函数；notify_mode 0 主动 1 通知',
    pages: ['uniCloud/queryPayment（主动执行回调函数，1.14.0）'],
    files: [SHOP, `${PAY}/queryPayment.js`, 'uniCloud-aliyun/cloudfunctions/vk-pay/service/pay-notify/recharge.js'],
    calls: [
      {
        call: 'vk-pay 云函数 pay/queryPayment（模拟网关上付了款，通知被扣住）',
        given: 'uni-id-users 有 user-lin，balance 0；以他的 token 发起 recharge 1000',
        input: { out_trade_no: '…', await_notify: true },
        answer: { code: 0, orderPaid: true, user_order_success: true },
        then: 'balance 1000；行上 notify_mode 0；之后通知到了，balance 仍是 1000',
      },
    ],
  },
  {
    id: 'vk-12',
    source: 'F.1 #12',
    feature: 'refund 的入参：默认退款单号 <单号>-<第几次>，refund_fee 不传为全额，1.18.0 起 0 与 "" 不再当全额',
    pages: ['uniCloud/refund', '更新日志 1.18.0'],
    files: [`${ROUTER}/admin/pay/sys/refund.js`, `${PAY}/refund.js`],
    calls: [
      {
        call: 'router 服务 admin/pay/sys/refund（refund_fee 是字符串 "300"，out_refund_no 由项目拼成 <单号>-1）',
        given: '已付款 1000 的单 PAID0001',
        input: { out_trade_no: 'PAID0001', refund_fee: '300', refund_desc: '少发一包' },
        answer: { code: 0, refundFee: 300, outTradeNo: 'PAID0001' },
        then: '行：status 2、refund_fee 300、refund_num 1、refund_list[0] = { refund_date 毫秒, refund_fee 300, out_refund_no "PAID0001-1", refund_desc "少发一包" }',
      },
      {
        call: 'router 服务 admin/pay/sys/refund（再退剩下的，仍给 refund_fee）',
        input: { out_trade_no: 'PAID0001', refund_fee: 700 },
        answer: { code: 0, refundFee: 700 },
        then: '退款单号 PAID0001-2；status 3；refund_fee 1000；refund_num 2',
      },
      {
        call: 'vkPay.refund（不传 refund_fee、不传 out_refund_no）',
        input: { out_trade_no: '…已付款 1000 的单', refund_desc: '全退' },
        answer: { code: 0, refundFee: 1000 },
        then: '退款单号自动为 <单号>-1；status 3',
      },
      {
        call: 'vkPay.refund，refund_fee 0 与 ""',
        input: { out_trade_no: '…已付款', refund_fee: [0, ''] },
        answer: { code: '不是 0' },
        then: '没有退任何钱',
      },
      { call: 'vkPay.refund，没有付款的单', input: { out_trade_no: '…未付' }, answer: { code: 2002 } },
      { call: 'vkPay.refund，不存在', input: { out_trade_no: 'NOT-THERE' }, answer: { code: 2001 } },
    ],
    unclear: 'refund_fee 的类型：示例代码是字符串，表格是 Number；0 与 "" 时的错误码没有写；超过可退金额的错误码没有写。',
  },
  {
    id: 'vk-13',
    source: 'F.1 #13',
    feature: 'refund 的答复',
    pages: ['uniCloud/refund'],
    files: [`${ROUTER}/admin/pay/sys/refund.js`],
    calls: [
      {
        call: 'vkPay.refund（微信）',
        input: { out_trade_no: '…', refund_fee: 300, refund_desc: '少发一包' },
        answer: {
          code: 0,
          outTradeNo: 'string',
          transactionId: 'string',
          outRefundNo: 'string（微信才有）',
          refundId: 'string，平台退款单号',
          refundFee: 'number，分：300',
          cashRefundFee: 'number，分',
        },
      },
      {
        call: 'vkPay.refund（支付宝）',
        input: { out_trade_no: '…', refund_fee: 300 },
        answer: { code: 0, outTradeNo: 'string', transactionId: 'string', refundFee: 'number，分：300' },
      },
    ],
    unclear: '「退款总金额」是这一次的还是累计的没有写；支付宝没有平台退款单号，refundId 是什么没有写。',
  },
  {
    id: 'vk-14',
    source: 'F.1 #14',
    feature: 'queryRefund：只用 out_trade_no，返回支付公司的结果与订单的一部分；2004「请等 1 分钟」',
    pages: ['uniCloud/queryRefund', 'error'],
    files: [`${ROUTER}/admin/pay/sys/queryRefund.js`, `${PAY}/queryRefund.js`],
    calls: [
      {
        call: 'vk-pay 云函数 pay/queryRefund（退过款）',
        input: { out_trade_no: '…' },
        answer: { code: 0, msg: 'string，给人看的', queryResult: 'object，支付公司的结果', orderInfo: 'object：订单的部分字段' },
      },
      {
        call: 'router 服务 admin/pay/sys/queryRefund（付了款、没有退过）',
        input: { out_trade_no: '…' },
        answer: { code: 0, msg: '该订单没有退款' },
        then: '插件自己的码是 2003',
      },
      { call: 'vkPay.queryRefund（不存在）', input: { out_trade_no: 'NOT-THERE' }, answer: { code: 2001 } },
    ],
    unclear:
      '2004「该订单暂无法退款，请等1分钟后再试」是 refund 的还是 queryRefund 的、什么条件触发，文档只在错误码表里列了一行；queryResult 与 orderInfo 的字段没有写；退过多次时 queryResult 是哪一次没有写。',
  },
];
