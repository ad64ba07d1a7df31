/** 排练：契约测试与演示扮演支付宝的付款人、安排故障、看账本、造坏通知。 */
import type { OutgoingRequest } from '../kit/delivery';
import { DAY } from '../kit/schedule';
import { UNCLEAR, type Rehearsal, type Unclear } from '../kit/simulator';
import { BASE } from './cashier';
import type { AlipayFault } from './faults';
import type { AlipayGateway, NoticeOverrides } from './gateway';

/** 进程内的请求，地址只看路径 */
const ORIGIN = 'http://gateway.local';

const FAULTS: Readonly<Record<Unclear, AlipayFault>> = {
  lostRequest: { kind: 'lostRequest' },
  lostAnswer: { kind: 'lostAnswer' },
  committedThenBusy: { kind: 'unknownCommitted' },
  serverError: { kind: 'http', status: 502 },
  falseSignature: { kind: 'falseSignature' },
  unsigned: { kind: 'unsigned' },
  truncated: { kind: 'truncated' },
};

const SHARING_OPERATIONS = {
  share: 'settle',
  unfreeze: 'settle',
  return: 'refund',
  query: 'querySettle',
  receiver: 'bindReceiver',
} as const;

export function rehearseAlipay(gateway: AlipayGateway): Rehearsal {
  const must = async (response: Response): Promise<void> => {
    if (response.status >= 400) throw new Error(await response.text());
  };
  const control = async (body: object): Promise<void> =>
    must(
      await gateway.fetch(
        new Request(`${ORIGIN}${BASE}/pay`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        }),
      ),
    );
  /** 拿下单结果里的东西打开收银台：trade_no、订单串、二维码、跳转地址。 */
  const act = async (platform: string, created: unknown, action: 'pay' | 'cancel'): Promise<void> => {
    if (platform === 'mp-alipay') return control({ trade_no: created, action });
    if (platform === 'app-plus') return control({ order_string: created, action });
    const info = created as Readonly<Record<string, string>>;
    if (platform === 'h5') return control({ qr_code: info['code_url'], action });
    const opened = await gateway.fetch(new Request(info['form_url'] ?? ''));
    const cashier = new URL(opened.headers.get('location') ?? '/nowhere', ORIGIN);
    return must(await gateway.fetch(new Request(cashier, { method: 'POST', body: new URLSearchParams({ action }) })));
  };
  const ways: Readonly<Record<string, 'trade' | 'code'>> = { 'mp-alipay': 'trade', h5: 'code' };
  return {
    openid: '074a1CcTG1LelxKe4xQC0zgNdId0nxi95b5lsNpazWYoCo5',
    afterCreate: (platform) => ways[platform] ?? 'nothing',
    open: (platform, _outTradeNo, created) => act(platform, created, 'cancel'),
    pay: (platform, _outTradeNo, created) => act(platform, created, 'pay'),
    ledger(outTradeNo) {
      const trade = gateway.ledger.trade(outTradeNo);
      return trade && { total: trade.total, paid: trade.paidAt !== undefined, refunded: trade.refunded };
    },
    fault: (platform, operation, kind) =>
      gateway.faults.add({ operation: operation === 'create' && platform === 'h5' ? 'precreate' : operation, fault: FAULTS[kind] }),
    finishRefund: () => undefined,
    login: {
      kinds: UNCLEAR,
      issue: (_platform, appid) => gateway.login(appid),
      fault: (kind) => gateway.faults.add({ operation: 'login', fault: FAULTS[kind] }),
    },
    counter: {
      show: (mode) => gateway.showCode(mode),
      enterPassword: (outTradeNo) => void gateway.pay(outTradeNo),
      fault: (operation, kind) => gateway.faults.add({ operation: operation === 'charge' ? 'codepay' : 'cancel', fault: FAULTS[kind] }),
    },
    sharing: {
      parties: [
        { type: 'loginName', account: 'partner@example.com', name: '示例门店有限公司' },
        { type: 'userId', account: '2088123456789012', name: '张三' },
      ],
      nameOf: (account) => gateway.royalty.relations().find((relation) => relation.account === account)?.name,
      fail: (account, failing) => gateway.chooseRoyalty(account, failing ? 'ACQ.ROYALTY_RECEIVER_ACCOUNT_NOT_CERTIFY' : undefined),
      standing(outTradeNo) {
        const { enabled, shared, returned, finished } = gateway.royalty.standing(outTradeNo);
        return { enabled, shared, returned, closed: finished };
      },
      fault: (operation, kind) => gateway.faults.add({ operation: SHARING_OPERATIONS[operation], fault: FAULTS[kind] }),
    },
    transfers: {
      fault: (operation, kind) => gateway.faults.add({ operation, fault: FAULTS[kind] }),
      payee: { identity: '074a1CcTG1LelxKe4xQC0zgNdId0nxi95b5lsNpazWYoCo5', identity_type: 'ALIPAY_OPEN_ID' },
      content: {},
      keyModes: ['certificate'],
      hold: () => gateway.chooseTransfer('*', 'DEALING'),
      finish: (outBillNo, paid) => void gateway.finishTransfer(outBillNo, paid ? 'SUCCESS' : 'FAIL'),
      ledger(outBillNo) {
        const transfer = gateway.ledger.transfer(outBillNo);
        return transfer && { total: transfer.amount, paid: transfer.status === 'SUCCESS' };
      },
      setFunds: (available) => gateway.setFunds(available),
    },
    badNotices(outTradeNo, now) {
      const build = (overrides: NoticeOverrides): OutgoingRequest => gateway.buildNotification('payment', { outTradeNo, ...overrides });
      return {
        forged: build({ variant: 'forged' }),
        altered: build({ variant: 'tampered' }),
        unsigned: build({ variant: 'unsigned' }),
        stale: build({ at: now - 30 * DAY }),
        'for another app': build({ variant: 'foreignApp' }),
        'for another seller': build({ variant: 'foreignSeller' }),
        empty: { ...build({}), headers: {}, body: '' },
      };
    },
  };
}
