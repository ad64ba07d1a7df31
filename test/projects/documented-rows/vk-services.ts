// vk-uni-pay：余额、关单、身份、加密、HTTP、默认服务、内购、错误码（F.1 的 22–29 行）
import type { DocumentedRow } from './row';

const ROUTER = 'uniCloud-aliyun/cloudfunctions/router/service';
const PAY = 'uniCloud-aliyun/cloudfunctions/vk-pay/service/pay';
const NOTIFY = 'uniCloud-aliyun/cloudfunctions/vk-pay/service/pay-notify';

export const vkServiceRows: readonly DocumentedRow[] = [
  {
    id: 'vk-22',
    source: 'F.1 #22',
    feature: 'queryAccountBalance，单位元',
    pages: ['uniCloud/queryAccountBalance'],
    files: [`${ROUTER}/admin/pay/sys/payCommission.js`, `${PAY}/queryAccountBalance.js`],
    calls: [
      {
        call: 'vkPay.queryAccountBalance',
        input: { provider: 'alipay', platform: 'transfer' },
        answer: { code: 0, availableAmount: 'number，元', freezeAmount: 'number，元（支付宝、抖音）' },
      },
      {
        call: 'vk-pay 云函数 pay/queryAccountBalance（没有传 platform，用 context.PLATFORM）',
        input: { provider: 'alipay' },
        answer: { code: 0, availableAmount: 'number，元' },
      },
      {
        call: 'vkPay.queryAccountBalance（douyin）',
        input: { provider: 'douyin', platform: 'mp-toutiao', config_directory: 'uni-pay-branch' },
        answer: { code: 0, onlineAmount: 'number，元', withdrawableAmount: 'number，元', freezeAmount: 'number，元' },
      },
    ],
    unclear:
      '一页写 available_amount（1.13.0 之前），另一页写 availableAmount；platform 的可选值写 app-plus、mp-weixin、h5，没有 transfer，而支付宝转账用的是 transfer 节点。',
  },
  {
    id: 'vk-23',
    source: 'F.1 #23',
    feature: '没有关单接口；表里有 status -1 与 cancel_date',
    pages: ['db/vk-pay-orders'],
    files: [`${ROUTER}/client/order/kh/cancel.js`],
    calls: [
      {
        call: 'router 服务 client/order/kh/cancel（没有发起过支付）',
        input: { order_id: '…' },
        answer: { code: 0, msg: '已取消' },
        then: '插件答 2001，项目当作可以取消',
      },
      { call: 'router 服务 client/order/kh/cancel（发起过、没有付款）', input: { order_id: '…' }, answer: { code: 0, msg: '已取消' } },
      {
        call: 'router 服务 client/order/kh/cancel（已付款）',
        input: { order_id: '…' },
        answer: { code: -1, msg: '订单已付款，请申请退款' },
      },
    ],
    unclear: '文档没有关单的方法；status -1 由谁、什么时候写没有说。',
  },
  {
    id: 'vk-24',
    source: 'F.1 #24',
    feature: '身份：code2SessionWeixinMP / WeixinH5 / Alipay，checkTokenReturnUserId，getUserNickname',
    pages: ['template/service/pay/code2SessionWeixin', 'template/service/pay/createPayment'],
    files: [
      `${ROUTER}/client/pay/pub/openid.js`,
      `${PAY}/code2SessionWeixin.js`,
      `${PAY}/code2SessionWeixinH5.js`,
      `${PAY}/code2SessionAlipay.js`,
      `${PAY}/createPayment.js`,
    ],
    calls: [
      {
        call: 'router 服务 client/pay/pub/openid（from mp-weixin）',
        input: { from: 'mp-weixin', code: 'code-1' },
        answer: { code: 0, openid: 'string', unionid: 'string | 没有', sessionKey: '没有（项目删掉了；插件自己的答复里有）' },
      },
      {
        call: 'vk-pay 云函数 pay/code2SessionWeixinH5',
        input: { code: 'code-2' },
        answer: { code: 0, openid: 'string', accessToken: '没有', refreshToken: '没有' },
      },
      { call: 'vk-pay 云函数 pay/code2SessionAlipay', input: { code: 'code-3' }, answer: { code: 0, openid: 'string' } },
      { call: 'vk-pay 云函数 pay/code2SessionWeixin', input: { code: '' }, answer: { code: 1013 } },
      { call: 'vkPay.checkTokenReturnUserId', input: { uniIdToken: '…有效的', context: '…' }, answer: { 返回值: 'string：用户的 _id' } },
      {
        call: 'vkPay.checkTokenReturnUserId（没有登录、令牌无效）',
        input: { uniIdToken: undefined, context: '…' },
        answer: { 返回值: '空（undefined、null 或 ""），不抛错' },
      },
      { call: 'vkPay.getUserNickname', input: 'user-lin', answer: { 返回值: 'string：uni-id-users 的 nickname' } },
      { call: 'vkPay.getUserNickname（没有这个人、undefined）', input: undefined, answer: { 返回值: '空，不抛错' } },
    ],
    unclear: '两个取用户的方法没有单独的页，只见于服务示例：没有登录时的返回值、昵称取哪个字段没有写。',
  },
  {
    id: 'vk-25',
    source: 'F.1 #25',
    feature: 'crypto.aes.encrypt / decrypt，密钥是 notifyKey',
    pages: ['uniCloud/pay-notify'],
    files: [`${NOTIFY}/vip.js`, `${ROUTER}/client/pay/pub/notified.js`],
    calls: [
      {
        call: 'vkPay.crypto.aes.encrypt 然后 vkPay.crypto.aes.decrypt（同步，不是 Promise）',
        input: { data: { out_trade_no: 'V1', total_fee: 9900, user_id: 'user-lin', vip_days: 30 } },
        answer: { 返回值: 'encrypt 得 string；decrypt({ data: 那个 string }) 得回深相等的对象，数字仍是数字' },
      },
      { call: 'vkPay.crypto.aes.decrypt（改掉一个字符）', input: { data: '…' }, answer: { 返回值: '抛错' } },
      {
        call: 'vip 订单付款之后',
        input: { type: 'vip', total_fee: 9900 },
        answer: { user_order_success: true },
        then: 'uni-id-users 的 vip_expire 往后 30 天；重复通知不再加',
      },
      { call: 'router 服务 client/pay/pub/notified（伪造）', input: { encryptedData: 'abc' }, answer: { code: 403 } },
    ],
    unclear:
      '密文的编码与算法要让 Java、PHP 也解得开，文档指到框架的 aes 页：默认 aes192（口令派生、十六进制），另有 aes-256-ecb（取密钥前 32 位、base64）；vkPay 这一个是哪种没有写。',
  },
  {
    id: 'vk-26',
    source: 'F.1 #26',
    feature: 'HTTP 用法：POST <vk-pay 的地址>，{ action, data{ vk_platform } }',
    pages: ['page/url'],
    files: ['static/pay-demo.html'],
    calls: [
      {
        call: 'HTTP POST 到 /http/vk-pay，content-type application/json;charset=utf8',
        input: {
          action: 'pay/createPayment',
          data: {
            vk_platform: 'h5',
            isPC: true,
            needQRcode: 'image',
            provider: 'alipay',
            out_trade_no: 'WEB1',
            total_fee: 100,
            subject: '茶样',
            type: 'goods',
          },
        },
        answer: { code: 0, qrcodeImage: 'string', platform: 'h5' },
      },
      {
        call: 'HTTP POST 到 /http/vk-pay',
        input: { action: 'pay/queryPayment', data: { out_trade_no: 'WEB1' } },
        answer: { orderPaid: 'boolean' },
      },
      {
        call: 'HTTP POST，vk_platform "mp-weixin" / "h5-weixin" / "app-plus"',
        input: {
          action: 'pay/createPayment',
          data: {
            vk_platform: 'h5-weixin',
            provider: 'wxpay',
            openid: 'openid-oa',
            out_trade_no: 'WEB2',
            total_fee: 100,
            subject: '茶样',
            type: 'goods',
          },
        },
        answer: { code: 0, pay_type: 'wxpay_h5-weixin' },
      },
    ],
  },
  {
    id: 'vk-27',
    source: 'F.1 #27',
    feature: 'vk-pay 云函数的默认服务；文档让人上线时删掉 refund.js 与 transfer.js',
    pages: ['quickstart', 'template/service/tips'],
    files: [
      'createPayment',
      'queryPayment',
      'refund',
      'queryRefund',
      'transfer',
      'wxpayTransfer3',
      'wxpayBatchTransfer3',
      'queryAccountBalance',
      'wxpayVirtual/queryUserBalance',
      'wxpayVirtual/currencyPay',
      'wxpayVirtual/cancelCurrencyPay',
      'wxpayVirtual/presentCurrency',
    ].map((name) => `${PAY}/${name}.js`),
    calls: [
      {
        call: 'uniCloud.callFunction vk-pay',
        input: {
          action: 'pay/createPayment',
          data: { provider: 'wxpay', openid: 'openid-lin', out_trade_no: 'S1', total_fee: 100, subject: '茶', type: 'goods' },
        },
        answer: { code: 0 },
      },
      {
        call: 'uniCloud.callFunction vk-pay（没有登录的人；这个项目忘了删文件）',
        input: { action: 'pay/refund', data: { out_trade_no: '…已付款' } },
        answer: { code: '文档：0，谁都能退。应该更好：默认拒绝' },
        then: '钱没有退',
      },
      {
        call: 'uniCloud.callFunction vk-pay（没有登录的人）',
        input: { action: 'pay/transfer', data: { pay_type: 'alipay', account: 'x@example.com', real_name: '某' } },
        answer: { code: '文档：0。应该更好：默认拒绝' },
        then: '钱没有转',
      },
    ],
    unclear: 'action 写错时答什么没有写。服务文件收到的 event 有 data、originalParam.context、uniIdToken 三样，是从示例里看出来的。',
  },
  {
    id: 'vk-28',
    source: 'F.1 #28',
    feature: '苹果内购：config appleiap.app-plus；transaction_receipt、transaction_identifier；1014–1016',
    pages: ['iosiap', 'error'],
    files: [
      'pages/iap/iap.vue',
      `${NOTIFY}/appleiap.js`,
      'uniCloud-aliyun/cloudfunctions/common/uni-config-center/uni-pay-branch/config.js',
    ],
    calls: [
      {
        call: 'vk-pay 云函数 pay/createPayment（PLATFORM app-plus）',
        input: { provider: 'appleiap', out_trade_no: 'I1', productid: 'tea.book.1', type: 'appleiap' },
        answer: { code: 0, pay_type: 'appleiap_app-plus' },
        then: '不用 total_fee、subject',
      },
      { call: '收据校验，没有 transaction_receipt', input: { transaction_identifier: 'x' }, answer: { code: 1014 } },
      { call: '收据校验，没有 transaction_identifier', input: { transaction_receipt: 'x' }, answer: { code: 1015 } },
      { call: '收据校验，苹果说无效', input: { transaction_receipt: 'bad', transaction_identifier: 'x' }, answer: { code: 1016 } },
    ],
    unclear:
      '收据由组件内部传到哪个 action 没有写（应当是 queryPayment 或 createPayment 的 data）；sandbox true 时是只连沙箱还是先正式后沙箱没有写。',
  },
  {
    id: 'vk-29',
    source: 'F.1 #29',
    feature: '全局错误码，数字',
    pages: ['error'],
    files: [
      'common/js/pay-error.js',
      `${ROUTER}/admin/pay/sys/refund.js`,
      `${ROUTER}/admin/pay/sys/oldTransfer.js`,
      `${ROUTER}/client/order/kh/cancel.js`,
    ],
    calls: [
      {
        call: 'payErrorText(res) 与各服务里的 switch (res.code)：严格相等，数字',
        input: '上面各行里每一个失败的答复',
        answer: { code: '101、1001–1019、2001–2004、3001 之一，number' },
      },
      {
        call: 'vkPay.createPayment，notifyUrl 里没有当前空间',
        input: {
          context: { SPACEINFO: { spaceId: 'other-space' } },
          provider: 'wxpay',
          data: { openid: 'o', out_trade_no: 'N1', total_fee: 1, subject: '茶', type: 'goods' },
        },
        answer: { code: 101 },
      },
      { call: 'vkPay.createPayment，微信下单失败', input: '模拟网关对下单回错', answer: { code: 3001, msg: 'string' } },
    ],
    unclear: '3001 时支付公司自己的错误放在哪个字段没有写。',
  },
];
