// vk-uni-pay：订单表、配置表、配置文件、多商户（F.1 的 30–40 行）
import type { DocumentedRow } from './row';

const CENTER = 'uniCloud-aliyun/cloudfunctions/common/uni-config-center';
const ORDERS = 'uniCloud-aliyun/database/vk-pay-orders.init_data.json';
const ADMIN = 'uniCloud-aliyun/cloudfunctions/router/service/admin/pay/sys/orders.js';
const PAGE = 'pages/admin/pay-orders.vue';
const SHOP = 'uniCloud-aliyun/cloudfunctions/shop-pay/index.obj.js';
const GOODS = 'uniCloud-aliyun/cloudfunctions/vk-pay/service/pay-notify/goods.js';

export const vkTableRows: readonly DocumentedRow[] = [
  {
    id: 'vk-30',
    source: 'F.1 #30',
    feature: 'vk-pay-orders：这一单是谁的、从哪里付的',
    pages: ['db/vk-pay-orders'],
    files: [ORDERS, ADMIN, PAGE],
    calls: [
      {
        call: 'router 服务 admin/pay/sys/orders（读表，管理员）',
        given: '五行旧数据已导入，再新付一单 goods（mp-weixin）',
        input: { pageIndex: 1, pageSize: 50 },
        answer: {
          'rows[]._id': 'string',
          'rows[].pay_type': 'string',
          'rows[].platform': 'string：h5 / mp-weixin / mp-alipay / app-plus …',
          'rows[].uni_platform': 'string：web / mp-weixin / app …',
          'rows[].type': 'string，等于发起时的 type',
          'rows[].out_trade_no': 'string，等于发起时的（24 位十六进制也一样）',
          'rows[].transaction_id': 'string，付了款才有',
          'rows[].user_id': 'string',
          'rows[].nickname': 'string',
          'rows[].device_id': 'string',
          'rows[].client_ip': 'string',
          'rows[].openid': 'string',
          'rows[].description': 'string，等于 subject',
          'rows[].appid': 'string，DCloud 的 appid',
          'rows[].provider_appid': 'string，微信或支付宝的 appid',
          'rows[].mch_id': 'string（新版才有）',
          'rows[].pid': 'string，多商户才有',
        },
      },
      {
        call: 'vkPay.queryPayment，旧数据里的单',
        input: { out_trade_no: 'R20260102-0001', pay_order_info: true },
        answer: { code: 0, orderPaid: true, status: 2, transaction_id: '2026010222001400000000000001' },
      },
    ],
    unclear: 'description 是 subject 还是 body 没有写。',
  },
  {
    id: 'vk-31',
    source: 'F.1 #31',
    feature: 'vk-pay-orders：金额与状态',
    pages: ['db/vk-pay-orders'],
    files: [ORDERS, ADMIN, PAGE],
    calls: [
      {
        call: 'router 服务 admin/pay/sys/orders',
        input: { status: 2 },
        answer: {
          'rows[].status': 2,
          'rows[].total_fee': 'number，分',
          'rows[].refund_fee': 'number，分，累计',
          'rows[].refund_num': 'number',
          'rows[].refund_list': '数组：{ refund_date 毫秒, refund_fee 分, out_refund_no, refund_desc }',
          'rows[].user_order_success': 'boolean',
          income: 'number，分',
        },
      },
      { call: '五行旧数据的 income', input: {}, answer: { income: 19800 }, then: '（12800 + 10000）− 3000：只算 status 1、2' },
    ],
  },
  {
    id: 'vk-32',
    source: 'F.1 #32',
    feature: 'vk-pay-orders：时间与原始数据',
    pages: ['db/vk-pay-orders'],
    files: [ORDERS, ADMIN, PAGE],
    calls: [
      {
        call: 'router 服务 admin/pay/sys/orders（按 create_date 的毫秒范围筛）',
        input: { start: 1767225600000, end: 1767312000000 },
        answer: {
          'rows[].create_date': 'number，毫秒',
          'rows[].pay_date': 'number，毫秒',
          'rows[].notify_date': 'number，毫秒',
          'rows[].custom': 'object',
          'rows[].notify_mode': 'number：0 主动 1 通知',
        },
      },
      {
        call: '读一整行（pay_order_info true）',
        input: { out_trade_no: '…' },
        answer: { original_data: 'object，支付公司的原始数据', cancel_date: 'number，毫秒，关闭的才有', stat_data: 'object' },
      },
    ],
    unclear: 'notify_info、notify_url、notify_path、stat_data 里面是什么没有写。',
  },
  {
    id: 'vk-33',
    source: 'F.1 #33',
    feature: 'pay_type 的取值',
    pages: ['db/vk-pay-orders'],
    files: [PAGE, 'uniCloud-aliyun/cloudfunctions/vk-pay/service/pay/createPayment.js'],
    calls: [
      {
        call: 'vk-pay 云函数 pay/createPayment，每种 PLATFORM × provider',
        input: {
          'mp-weixin': 'wxpay',
          'h5-weixin': 'wxpay',
          'h5（isPC）': 'wxpay',
          'h5（手机）': 'wxpay',
          'mp-alipay': 'alipay',
          h5: 'alipay',
          付款码: 'wxpay、alipay',
        },
        answer: {
          pay_type:
            'wxpay_mp-weixin、wxpay_h5-weixin、wxpay_h5、wxpay_mweb、alipay_mp-alipay、alipay_h5、wxpay_codepay、alipay_codepay（依左边的次序）',
        },
      },
    ],
    unclear: '手机浏览器与 PC 由 isPC 与 UA 判断，1.18.0 说修过误判，规则没有写。',
  },
  {
    id: 'vk-34',
    source: 'F.1 #34',
    feature: 'vk-pay-config 表：_id 就是 pid，证书是内容字符串',
    pages: ['db/vk-pay-config'],
    files: ['uniCloud-aliyun/database/vk-pay-config.init_data.json', SHOP],
    calls: [
      {
        call: '云对象 shop-pay.payToMerchant',
        given: '表里有 _id "001"',
        input: { pid: '001', out_trade_no: 'M1', total_fee: 500 },
        answer: { code: 0 },
        then: '支付宝收到的 app_id 是 __MERCHANT_ALI_APPID__；行上 pid "001"；它的通知用这一份配置验签',
      },
      {
        call: 'vk-pay 云函数 pay/createPayment（微信，pid "001"）',
        input: { pid: '001', provider: 'wxpay', openid: 'openid-m', out_trade_no: 'M2', total_fee: 500, subject: '茶', type: 'goods' },
        answer: { code: 0, pay_type: 'wxpay_mp-weixin' },
      },
      {
        call: 'vk-pay 云函数 pay/createPayment（没有的 pid）',
        input: { pid: '404', provider: 'alipay', isPC: true, out_trade_no: 'M3', total_fee: 500, subject: '茶', type: 'goods' },
        answer: { code: '不是 0' },
        then: '没有用默认商户收款',
      },
    ],
    unclear: '没有这个 pid 时的错误码没有写。',
  },
  {
    id: 'vk-35',
    source: 'F.1 #35',
    feature: 'config.js 最外层：notifyUrl（多个空间）、notifyKey、autoDeleteExpiredOrders、alipayAppPayToH5Pay、userWhitelist',
    pages: ['config'],
    files: [`${CENTER}/uni-pay/config.js`, `${CENTER}/vk-unicloud/index.js`],
    calls: [
      {
        call: 'pay/createPayment，冷启动后的第一次（context.SPACEINFO.spaceId = __SPACE_ID__，notifyUrl 里有三个空间）',
        input: { provider: 'wxpay', openid: 'o', out_trade_no: 'C1', total_fee: 1, subject: '茶', type: 'goods' },
        answer: { code: 0 },
        then: '发给微信的 notify_url 以 __NOTIFY_URL__ 开头',
      },
      {
        call: '微信通知 POST 到 __NOTIFY_URL__ 之下下单时给的那个地址',
        input: '…签过名的通知',
        answer: { 'HTTP 状态': 200 },
        then: 'goods 处理跑了',
      },
      { call: 'pay/createPayment，另一个空间', input: { 'SPACEINFO.spaceId': 'other' }, answer: { code: 101 } },
      {
        call: '三天之后',
        given: 'autoDeleteExpiredOrders 3，一行三天前没有付款',
        input: '…',
        answer: { 那一行: '没有了，或不再算未付款' },
      },
    ],
    unclear: 'userWhitelist 的元素是什么没有写（项目里是空数组）；autoDeleteExpiredOrders 在什么时候执行没有写。',
  },
  {
    id: 'vk-36',
    source: 'F.1 #36',
    feature: 'config wxpay 的七个节点；路径、一行内容、Buffer 三种证书；version 默认 3',
    pages: ['config'],
    files: [`${CENTER}/uni-pay/config.js`],
    calls: [
      { call: '用 mp-weixin（路径 + pfx + 微信支付公钥）收款', input: 'PLATFORM mp-weixin', answer: { code: 0 } },
      { call: '用 h5（一行内容、不写 version）收款', input: 'PLATFORM h5, isPC true', answer: { code: 0, needQRcode: true } },
      { call: '用 h5-weixin（Buffer）收款', input: 'PLATFORM h5-weixin', answer: { code: 0 } },
      {
        call: '用 mweb 收款',
        input: 'PLATFORM h5，手机浏览器',
        answer: { code: 0, pay_type: 'wxpay_mweb' },
        then: '微信收到 scene_info.h5_info，type Wap',
      },
      {
        call: '用 app-plus（证书文件名写错了、目录里没有）',
        input: 'PLATFORM app-plus',
        answer: { code: '不是 0，msg 说清是哪一节、缺哪个文件' },
        then: '其他节点照常收款；启动没有抛错',
      },
      { call: '付款码、转账', input: '见 vk-05、vk-17', answer: { code: 0 } },
    ],
    unclear:
      'config 页里 pfx 一行的注释写成「V2版本的api密钥」；appCertPathContent 与 appCertContent 两种写法都出现过；旧页 version 默认 2，新页默认 3。',
  },
  {
    id: 'vk-37',
    source: 'F.1 #37',
    feature: 'config alipay：证书模式（路径、Buffer）、密钥模式、空节点、openid 模式',
    pages: ['config', '更新日志 1.16.8'],
    files: [`${CENTER}/uni-pay/config.js`],
    calls: [
      {
        call: '用 mp-alipay（证书路径）收款',
        input: 'PLATFORM mp-alipay，openid 为支付宝的 openid 或 2088 开头的 userid',
        answer: { code: 0, pay_type: 'alipay_mp-alipay' },
      },
      { call: '用 h5（密钥模式 alipayPublicKey，privateKey 没有头尾）收款', input: 'PLATFORM h5, isPC true', answer: { code: 0 } },
      {
        call: '用 app-plus（空节点，只有证书路径）',
        input: 'PLATFORM app-plus, provider alipay',
        answer: { code: '不是 0' },
        then: '其他节点照常',
      },
      {
        call: 'alipayAppPayToH5Pay true，PLATFORM app-plus',
        input: { alipayAppPayToH5Pay: true, provider: 'alipay', out_trade_no: 'AH1', total_fee: 1, subject: '茶', type: 'goods' },
        answer: { code: 0 },
        then: '用 h5 节点当面付',
      },
    ],
  },
  {
    id: 'vk-38',
    source: 'F.1 #38',
    feature: 'config 其他：vkspay、douyin、huawei、wxpay-virtual、appleiap；空着的不影响别的',
    pages: ['config', 'douyin', 'wxpay-virtual', 'vkspay', 'iosiap'],
    files: [`${CENTER}/uni-pay/config.js`, `${CENTER}/uni-pay-branch/config.js`],
    calls: [
      { call: '只用微信收款（主配置里这些节点都是空串）', input: 'PLATFORM mp-weixin', answer: { code: 0 } },
      { call: '抖音后台的回调地址：__NOTIFY_URL__ + "/vk-pay-notify/"', input: '…抖音的通知', answer: { 'HTTP 状态': 200 } },
      { call: '主配置里用 douyin', input: { provider: 'douyin' }, answer: { code: '不是 0，msg 说没有配置 douyin' } },
    ],
    unclear: '抖音的节点，一页写 key，另一页写 salt 与 token；华为的节点名 app-plus 与 mp-harmony / app-harmony 都出现过。',
  },
  {
    id: 'vk-39',
    source: 'F.1 #39',
    feature: '多商户（非服务商）：data.pid',
    pages: ['advanced/multi-merchant'],
    files: [SHOP, 'uniCloud-aliyun/database/vk-pay-config.init_data.json'],
    calls: [
      {
        call: '云对象 shop-pay.payToMerchant，随后查询、退款都只给 out_trade_no',
        input: { pid: '001', out_trade_no: 'M4', total_fee: 500 },
        answer: { code: 0 },
        then: 'queryPayment({ out_trade_no }) 与 refund({ out_trade_no }) 自己找回 pid 001 的配置',
      },
    ],
  },
  {
    id: 'vk-40',
    source: 'F.1 #40',
    feature: '服务商：sub_mchid（sub_appid）、app_auth_token；转账不可用',
    pages: ['advanced/multi-merchant-service-provider'],
    files: [SHOP, GOODS],
    calls: [
      {
        call: '云对象 shop-pay.payAsServiceProvider（微信，openid 是子商户小程序的）',
        input: { sub_mchid: '1900009999', sub_appid: 'wxsub', openid: 'openid-sub', out_trade_no: 'SP1', total_fee: 300 },
        answer: { code: 0 },
        then: '微信收到 sp_appid、sp_mchid（配置里的 appId、mchId）、sub_appid、sub_mchid、payer.sub_openid',
      },
      {
        call: '云对象 shop-pay.payAsServiceProvider（openid 是服务商小程序的，不传 sub_appid）',
        input: { sub_mchid: '1900009999', openid: 'openid-sp', out_trade_no: 'SP2', total_fee: 300 },
        answer: { code: 0 },
        then: 'payer.sp_openid',
      },
      {
        call: '云对象 shop-pay.payAsServiceProvider（支付宝）',
        input: { app_auth_token: '202601BBtoken', out_trade_no: 'SP3', total_fee: 300 },
        answer: { code: 0 },
        then: '支付宝收到 app_auth_token；行上 app_auth_token、auth_appid、seller_id',
      },
    ],
  },
];
