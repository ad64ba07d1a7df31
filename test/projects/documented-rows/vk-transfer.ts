// vk-uni-pay：转账（F.1 的 15–21 行）
import type { DocumentedRow } from './row';

const ROUTER = 'uniCloud-aliyun/cloudfunctions/router/service';
const PAY = 'uniCloud-aliyun/cloudfunctions/vk-pay/service/pay';
const NOTIFY = 'uniCloud-aliyun/cloudfunctions/vk-pay/service/pay-notify';

export const vkTransferRows: readonly DocumentedRow[] = [
  {
    id: 'vk-15',
    source: 'F.1 #15',
    feature: '旧版 transfer（1.16 之前）：pay_type、amount、account / openid、real_name、check_name、out_biz_no',
    pages: ['uniCloud/transfer-old'],
    files: [`${ROUTER}/admin/pay/sys/oldTransfer.js`, `${PAY}/transfer.js`],
    calls: [
      {
        call: 'router 服务 admin/pay/sys/oldTransfer',
        input: { pay_type: 'alipay', account: 'lin@example.com', real_name: '林小茶', amount: 10, out_biz_no: 'OLD0001' },
        answer: { code: 0, msg: '已转账', result: 'object' },
      },
      {
        call: 'router 服务 admin/pay/sys/oldTransfer',
        input: { pay_type: 'wxpay', openid: 'openid-lin', real_name: '林小茶', amount: 100, out_biz_no: 'OLD0002' },
        answer: { code: '0；1.16 起文档说旧参数不兼容', msg: 'string' },
      },
      {
        call: 'vkPay.transfer，amount 不是数字',
        input: { pay_type: 'alipay', account: 'a@example.com', real_name: '林', amount: 'x', out_biz_no: 'OLD0003' },
        answer: { code: 1007 },
      },
      {
        call: 'vkPay.transfer，amount 0',
        input: { pay_type: 'alipay', account: 'a@example.com', real_name: '林', amount: 0, out_biz_no: 'OLD0004' },
        answer: { code: 1008 },
      },
      {
        call: 'vkPay.transfer，没有 account',
        input: { pay_type: 'alipay', real_name: '林', amount: 10, out_biz_no: 'OLD0005' },
        answer: { code: 1009 },
      },
      {
        call: 'vkPay.transfer，没有 real_name',
        input: { pay_type: 'alipay', account: 'a@example.com', amount: 10, out_biz_no: 'OLD0006' },
        answer: { code: 1010 },
      },
      {
        call: 'vkPay.transfer，微信没有 platform',
        input: { pay_type: 'wxpay', openid: 'o', real_name: '林', amount: 10, out_biz_no: 'OLD0007' },
        answer: { code: 1011 },
      },
      {
        call: 'vkPay.transfer，微信没有 openid',
        input: { pay_type: 'wxpay', platform: 'mp-weixin', real_name: '林', amount: 10, out_biz_no: 'OLD0008' },
        answer: { code: 1012 },
      },
    ],
    unclear:
      'amount 文档说最低 10 分，示例却转 1 分；check_name 在一页叫 checkName；几个参数同时缺时先报哪个没有写；1.16 之后传旧参数会答什么码没有写。支付宝没有 check_name:false 时 real_name 是否必填，由 1010 推出。',
  },
  {
    id: 'vk-16',
    source: 'F.1 #16',
    feature: '新版 transfer，支付宝',
    pages: ['uniCloud/transfer'],
    files: [`${ROUTER}/admin/pay/sys/payCommission.js`],
    calls: [
      {
        call: 'router 服务 admin/pay/sys/payCommission（余额先查；支付宝可用余额 1000 元）',
        input: { bill_id: '20260101001', account: 'lin@example.com', real_name: '林小茶', amount: 5000, remark: '一月佣金' },
        answer: { code: 0, result: 'object，支付宝的转账结果（含 out_bill_no 与支付宝单号）' },
        then: '支付宝收到 out_biz_no YJ20260101001、trans_amount 50.00、order_title 推广佣金、payee_info.identity_type ALIPAY_LOGON_ID、payer_show_name_use_alias 为 true',
      },
      {
        call: 'vkPay.transfer，transfer_amount 9（低于 10 分）',
        input: {
          provider: 'alipay',
          platform: 'transfer',
          out_bill_no: 'YJ9',
          payee_info: { identity_type: 'ALIPAY_USER_ID', identity: '2088000000000001' },
          transfer_amount: 9,
          order_title: '佣金',
        },
        answer: { code: '不是 0' },
      },
      {
        call: 'vkPay.transfer，ALIPAY_OPEN_ID',
        input: {
          provider: 'alipay',
          out_bill_no: 'YJ10',
          payee_info: { identity_type: 'ALIPAY_OPEN_ID', identity: 'openid-ali' },
          transfer_amount: 10,
          order_title: '佣金',
          transfer_remark: '一月',
        },
        answer: { code: 0 },
      },
    ],
    unclear: '新版接口缺参数时的错误码没有写（错误码表 1007–1012 还是旧参数名）；答复里 result 的字段名没有写。',
  },
  {
    id: 'vk-17',
    source: 'F.1 #17',
    feature: '新版 transfer，微信商家转账，options 给 requestMerchantTransfer',
    pages: ['uniCloud/transfer'],
    files: [`${ROUTER}/client/wallet/kh/withdraw.js`, 'pages/wallet/withdraw.vue'],
    calls: [
      {
        call: 'router 服务 client/wallet/kh/withdraw（登录的人 balance 5000）',
        input: { amount: 1000, openid: 'openid-lin' },
        answer: {
          code: 0,
          out_bill_no: 'string：TX…',
          options: 'object：{ mchId, appId, package }，三个都是 string',
          result: 'object：out_bill_no、transfer_bill_no、create_time、state WAIT_USER_CONFIRM、package_info',
        },
        then: 'balance 4000；微信收到 transfer_amount 1000（分）、transfer_scene_id 1005',
      },
      {
        call: 'vkPay.transfer，transfer_amount 200000 而没有 user_name',
        input: {
          provider: 'wxpay',
          platform: 'mp-weixin',
          out_bill_no: 'TX2000',
          openid: 'openid-lin',
          transfer_amount: 200000,
          transfer_remark: '提现',
          transfer_scene_id: '1005',
          transfer_scene_report_infos: [],
        },
        answer: { code: '不是 0（满 2000 元必填姓名）' },
      },
    ],
    unclear: 'options 的字段名文档只说「给 requestMerchantTransfer 用」，按它的参数表写成 mchId / appId / package。',
  },
  {
    id: 'vk-18',
    source: 'F.1 #18',
    feature: 'queryTransfer、cancelTransfer',
    pages: ['uniCloud/transfer'],
    files: [`${ROUTER}/client/wallet/kh/queryWithdraw.js`, `${ROUTER}/admin/pay/sys/cancelTransfer.js`, 'pages/wallet/withdraw.vue'],
    calls: [
      {
        call: 'router 服务 client/wallet/kh/queryWithdraw',
        input: { out_bill_no: '…' },
        answer: { code: 0, result: 'object：state WAIT_USER_CONFIRM / SUCCESS / FAIL / CANCELLED …，transfer_amount 分' },
      },
      {
        call: 'router 服务 admin/pay/sys/cancelTransfer（顾客没有确认）',
        input: { out_bill_no: '…' },
        answer: { code: 0, result: 'object：state CANCELING 或 CANCELLED' },
      },
      {
        call: 'vkPay.queryTransfer，用 transfer_bill_no',
        input: { provider: 'wxpay', platform: 'mp-weixin', transfer_bill_no: '…' },
        answer: { code: 0 },
      },
    ],
    unclear: '查询的结果放在 result 里还是铺在最外层，文档没有返回值表；项目按 result 写。',
  },
  {
    id: 'vk-19',
    source: 'F.1 #19',
    feature: 'transfer3：version 3 的单笔与批量（≤ 3000 行）',
    pages: ['uniCloud/transfer3', 'template/service/pay/wxpayTransfer3'],
    files: [`${ROUTER}/admin/pay/sys/batchTransfer.js`, `${PAY}/wxpayTransfer3.js`, `${PAY}/wxpayBatchTransfer3.js`],
    calls: [
      {
        call: 'router 服务 admin/pay/sys/batchTransfer',
        input: {
          batch_no: 'GZ202601',
          list: [
            { openid: 'o1', amount: 500, name: '关羽' },
            { openid: 'o2', amount: 600, name: '张飞' },
          ],
        },
        answer: {
          code: 0,
          'result.batch_id': 'string',
          'result.create_time': 'string，带时区的 ISO 8601',
          'result.out_batch_no': 'GZ202601',
        },
      },
      {
        call: 'router 服务 admin/pay/sys/batchTransfer（一个人：单笔，仍走批次接口）',
        input: { batch_no: 'GZ202602', list: [{ openid: 'o1', amount: 500, name: '关羽' }] },
        answer: { code: 0, 'result.out_batch_no': 'GZ202602' },
      },
    ],
    unclear: '微信已停用批次接口，1.16.0 写明不再兼容，文档页还在。',
  },
  {
    id: 'vk-20',
    source: 'F.1 #20',
    feature: '免确认收款授权：create / close / queryUserConfirmAuthorization；transfer 带 out_authorization_no、authorization_id',
    pages: ['更新日志 1.17.0'],
    files: [`${ROUTER}/client/wallet/kh/authorization.js`],
    calls: [
      {
        call: '云对象路由 client/wallet/kh/authorization.open',
        input: { openid: 'openid-lin', nickname: '小林' },
        answer: { code: 0, result: 'object：out_authorization_no、package_info、state' },
      },
      {
        call: '云对象路由 client/wallet/kh/authorization.query',
        input: { out_authorization_no: '…' },
        answer: { code: 0, result: 'object：state、authorization_id' },
      },
      { call: '云对象路由 client/wallet/kh/authorization.close', input: { out_authorization_no: '…' }, answer: { code: 0 } },
    ],
    unclear: '三个接口的入参与返回值只有更新日志里的名字；项目照微信的字段名写。',
  },
  {
    id: 'vk-21',
    source: 'F.1 #21',
    feature: '转账通知：固定文件 transfer.js 与 transfer-auth-notify.js；5 秒内回答；不防重入；没有转账表',
    pages: ['uniCloud/transfer（异步通知）', '更新日志 1.17.0'],
    files: [`${NOTIFY}/transfer.js`, `${NOTIFY}/transfer-auth-notify.js`],
    calls: [
      {
        call: '微信商家转账通知到 notifyUrl（state SUCCESS）',
        given: '先走 withdraw，shop-withdraws 有 status 0 的行',
        input: {
          appid: 'string',
          create_time: 'string',
          mch_id: 'string',
          openid: 'openid-lin',
          out_bill_no: '…',
          state: 'SUCCESS',
          transfer_amount: 1000,
          transfer_bill_no: '…',
          transfer_remark: '余额提现',
          update_time: 'string',
        },
        answer: { 'HTTP 状态': 200 },
        then: '处理函数的 obj.data 就是左边这些字段；shop-withdraws 的 status 1',
      },
      {
        call: '同上，state CANCELLED',
        input: { state: 'CANCELLED' },
        answer: { 'HTTP 状态': 200 },
        then: 'status -1，余额退回；同一条再来一次，余额不变（项目自己挡）',
      },
      {
        call: '授权结果通知',
        input: { out_authorization_no: '…', state: 'TAKING_EFFECT' },
        answer: { 'HTTP 状态': 200 },
        then: 'shop-authorizations 有一行，字段是解密后的内容',
      },
    ],
    unclear: '字段叫 mch_id 而微信通知里是 mchid；授权通知的字段没有写；处理函数返回 false 时怎么回答微信没有写。',
  },
];
