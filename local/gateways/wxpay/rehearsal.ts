/** 排练：契约测试与演示扮演微信支付的付款人、安排故障、看账本、造坏通知。 */
import type { OutgoingRequest } from '../kit/delivery';
import type { Rehearsal, Unclear } from '../kit/simulator';
import type { WxpayFault } from './faults';
import type { NotificationOverrides } from './forgery';
import type { WxpayGateway } from './gateway';

const HOUR_S = 3600;

const FAULTS: Readonly<Record<Unclear, WxpayFault>> = {
  lostRequest: { kind: 'lostRequest' },
  lostAnswer: { kind: 'lostAnswer' },
  committedThenBusy: { kind: 'systemErrorCommitted' },
  serverError: { kind: 'http', status: 502 },
  falseSignature: { kind: 'falseSignature' },
  unsigned: { kind: 'unsigned' },
  truncated: { kind: 'truncated' },
};

const SHARING_OPERATIONS = {
  share: 'share',
  unfreeze: 'unfreeze',
  return: 'returnShare',
  query: 'queryShare',
  receiver: 'addReceiver',
} as const;

export function rehearseWxpay(gateway: WxpayGateway): Rehearsal {
  return {
    openid: 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o',
    afterCreate: () => 'trade',
    open: async () => undefined,
    pay: async (_platform, outTradeNo) => void gateway.pay(outTradeNo),
    ledger(outTradeNo) {
      const order = gateway.ledger.order(outTradeNo);
      const refunded = gateway.ledger
        .refunds(outTradeNo)
        .filter((item) => item.state !== 'CLOSED')
        .reduce((sum, item) => sum + item.refund, 0);
      return order && !order.neverCreated ? { total: order.total, paid: order.payment !== undefined, refunded } : undefined;
    },
    fault: (_platform, operation, kind) => gateway.faults.add({ operation, fault: FAULTS[kind] }),
    finishRefund: (outRefundNo) => void gateway.finishRefund(outRefundNo),
    login: {
      kinds: ['lostRequest', 'lostAnswer', 'committedThenBusy', 'serverError', 'truncated'],
      issue: (platform, appid) => gateway.login(platform === 'h5-weixin' ? 'web' : 'mini', appid),
      fault: (kind) => gateway.faults.add({ operation: 'login', fault: FAULTS[kind] }),
    },
    counter: {
      show: (mode) => gateway.showCode(mode),
      enterPassword: (outTradeNo) => void gateway.pay(outTradeNo),
      fault: (operation, kind) => gateway.faults.add({ operation: operation === 'charge' ? 'codepay' : 'reverse', fault: FAULTS[kind] }),
    },
    sharing: {
      parties: [
        { type: 'MERCHANT_ID', account: '1900000109', name: '示例门店有限公司', relation_type: 'STORE' },
        { type: 'PERSONAL_OPENID', account: 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o', name: '张三', relation_type: 'STAFF' },
      ],
      nameOf: (account) => gateway.sharing.receivers().find((receiver) => receiver.account === account)?.name,
      fail: (account, failing) => gateway.chooseSharing(account, failing ? 'RECEIVER_HIGH_RISK' : undefined),
      standing(outTradeNo) {
        const { enabled, shared, returned, unfrozen } = gateway.sharing.standing(outTradeNo);
        return { enabled, shared, returned, closed: unfrozen };
      },
      fault: (operation, kind) => gateway.faults.add({ operation: SHARING_OPERATIONS[operation], fault: FAULTS[kind] }),
    },
    transfers: {
      fault: (operation, kind) => gateway.faults.add({ operation, fault: FAULTS[kind] }),
      payee: { identity: 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o' },
      content: {
        scene_id: '1000',
        report_infos: [
          { info_type: '活动名称', info_content: '新会员有礼' },
          { info_type: '奖励说明', info_content: '注册即得' },
        ],
      },
      keyModes: ['both', 'certificate', 'publicKey'],
      // 总是等收款人确认
      hold: () => undefined,
      finish: (outBillNo, paid) =>
        void gateway.finishTransfer(outBillNo, paid ? 'SUCCESS' : 'FAIL', paid ? undefined : 'PAYEE_ACCOUNT_ABNORMAL'),
      ledger(outBillNo) {
        const transfer = gateway.ledger.transfer(outBillNo);
        return transfer && { total: transfer.amount, paid: transfer.state === 'SUCCESS' };
      },
      setFunds: (available) => gateway.setFunds(available),
      authorizations: {
        confirm: (no) => void gateway.authorizations.confirm(no),
        fault: (operation, kind) => gateway.faults.add({ operation, fault: FAULTS[kind] }),
      },
    },
    badNotices(outTradeNo, now) {
      const build = (overrides: NotificationOverrides): OutgoingRequest =>
        gateway.buildNotification('payment', { outTradeNo, ...overrides });
      const genuine = build({});
      return {
        forged: build({ variant: 'forged' }),
        altered: { ...genuine, body: genuine.body.replace('TRANSACTION.SUCCESS', 'TRANSACTION.SUCCESS ') },
        stale: build({ timestamp: Math.floor(now / 1000) - HOUR_S }),
        'unknown serial': { ...genuine, headers: { ...genuine.headers, 'Wechatpay-Serial': 'PUB_KEY_ID_0000000000000000000000000000' } },
        'no headers': { ...genuine, headers: {} },
        empty: { ...genuine, body: '' },
      };
    },
  };
}
