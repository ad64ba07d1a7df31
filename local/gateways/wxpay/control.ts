/**
 * 微信支付的控制入口：代替手机付款、网关自己关单、决定与推进退款的结局。
 */
import type { Hono } from 'hono';
import * as v from 'valibot';
import type { BillFault } from '../kit/bill-faults';
import { action, maybe, mountControl, payerAct, type ControlAction, type ControlPorts, type OrderLine } from '../kit/control';
import { CODE_MODES } from '../kit/payer-codes';
import type { Switches } from '../kit/switches';
import { BASE, cashierOf, codeIdOf, sessionOf, type PayerPorts } from './cashier';
import type { Order, Refund, Transfer, TransferEnd } from './model';
import { PayerError } from './options';
import type { CodeKind } from './people';

export interface WxpayControlPorts extends PayerPorts {
  readonly faults: ControlPorts['faults'];
  readonly log: ControlPorts['log'];
  readonly notices: ControlPorts['notices'];
  readonly waiting: NonNullable<ControlPorts['waiting']>;
  readonly switches: Switches<BillFault>;
  readonly find: (outTradeNo: string) => Order;
  readonly closeOrder: (outTradeNo: string) => Order;
  readonly chooseRefund: (outRefundNo: string, outcome: Refund['outcome']) => void;
  readonly finishRefund: (outRefundNo: string, outcome?: Refund['outcome']) => Refund;
  readonly confirmTransfer: (outBillNo: string, outcome?: Transfer['outcome'], failReason?: string) => Transfer;
  readonly finishTransfer: (outBillNo: string, outcome: TransferEnd, failReason?: string) => Transfer;
  readonly setFunds: (available: number) => void;
  readonly login: (kind: CodeKind, appid: string, person?: string) => { readonly code: string; readonly openid: string };
  /** 各种产品自己的动作 */
  readonly more: readonly ControlAction[];
}

const outcome = v.picklist(['SUCCESS', 'ABNORMAL', 'CLOSED']);

/** 订单的公开部分；不含 openid。 */
const digest = (order: Order) => ({
  out_trade_no: order.outTradeNo,
  transaction_id: order.payment?.transactionId,
  total: order.total,
  trade_state: order.state,
  failed_attempts: order.failedAttempts,
});
const refundDigest = ({ outRefundNo, refundId, refund, state }: Refund) => ({
  out_refund_no: outRefundNo,
  refund_id: refundId,
  refund,
  status: state,
});

/** 转账的公开部分；不含 openid 与姓名。 */
const transferDigest = ({ outBillNo, billNo, amount, state, failReason }: Transfer) => ({
  out_bill_no: outBillNo,
  transfer_bill_no: billNo,
  transfer_amount: amount,
  state,
  fail_reason: failReason,
});

const orderLine = (order: Order, refunds: readonly Refund[]): OrderLine => ({
  out_trade_no: order.outTradeNo,
  subject: order.description,
  total: order.total,
  state: order.state,
  open: order.state === 'NOTPAY' || order.state === 'USERPAYING',
  failed_attempts: order.failedAttempts,
  created_at: order.createdAt,
  pay_until: order.payUntil,
  cashier: cashierOf(order),
  refunds: refunds.map(({ outRefundNo, refund, state }) => ({ no: outRefundNo, fee: refund, state, open: state === 'PROCESSING' })),
});

export function mountWxpayControl(app: Hono, ports: WxpayControlPorts): void {
  const { ledger, orders, faults, log, switches, find } = ports;

  const pay = action(
    'pay',
    '需要 JSON：out_trade_no、prepay_id、code_url 之一，可加 action（pay、cancel、fail）、openid、coupon（分）',
    v.strictObject({
      out_trade_no: maybe,
      prepay_id: maybe,
      code_url: maybe,
      action: payerAct,
      openid: maybe,
      coupon: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0))),
    }),
    async ({ out_trade_no, prepay_id, code_url, action: act, openid, coupon }) => {
      const link = prepay_id ?? (code_url === undefined ? undefined : codeIdOf(code_url));
      const current = (): Order => {
        const order = link === undefined ? find(out_trade_no ?? '') : ledger.orderByLink(link);
        if (!order) throw new PayerError('notFound', '订单不存在');
        // 指名了某一次下单，就要那一次还有效；旧二维码不能付。
        if (link !== undefined && act !== 'cancel') orders.requirePayable(order, sessionOf(order, link));
        return order;
      };
      const order = current();
      if (act === 'cancel') return digest(order);
      if (act === 'fail') {
        orders.fail(order);
        return digest(find(order.outTradeNo));
      }
      await ports.latency('pay');
      return digest(ports.pay(current(), { openid, coupon }));
    },
  );

  mountControl(app, {
    base: BASE,
    faults,
    log,
    notices: ports.notices,
    waiting: ports.waiting,
    orders: (limit) => ledger.latestOrders(limit).map((order) => orderLine(order, ledger.refundsOf(order.mchid, order.outTradeNo))),
    switches,
    actions: [
      pay,
      action(
        'auth-code',
        '可以有 JSON：mode（pay、password、poor）',
        v.strictObject({ mode: v.optional(v.picklist(CODE_MODES)) }),
        ({ mode }) => ({ auth_code: ports.codes.issue(mode) }),
      ),
      action('close', '需要 JSON：out_trade_no', v.strictObject({ out_trade_no: v.string() }), ({ out_trade_no }) =>
        digest(ports.closeOrder(out_trade_no)),
      ),
      action(
        'refund-outcome',
        '需要 JSON：out_refund_no（"*" 为以后每一笔）与 outcome（SUCCESS、ABNORMAL、CLOSED）',
        v.strictObject({ out_refund_no: v.string(), outcome }),
        (input) => {
          ports.chooseRefund(input.out_refund_no, input.outcome);
          return input;
        },
      ),
      action(
        'refund-finish',
        '需要 JSON：out_refund_no，可加 outcome（SUCCESS、ABNORMAL、CLOSED）',
        v.strictObject({ out_refund_no: v.string(), outcome: v.optional(outcome) }),
        (input) => refundDigest(ports.finishRefund(input.out_refund_no, input.outcome)),
      ),
      action(
        'transfer-confirm',
        '需要 JSON：out_bill_no（收款用户点了确认），可加 outcome（SUCCESS、FAIL）与 fail_reason',
        v.strictObject({ out_bill_no: v.string(), outcome: v.optional(v.picklist(['SUCCESS', 'FAIL'])), fail_reason: maybe }),
        (input) => transferDigest(ports.confirmTransfer(input.out_bill_no, input.outcome, input.fail_reason)),
      ),
      action(
        'transfer-finish',
        '需要 JSON：out_bill_no 与 outcome（SUCCESS、FAIL、CANCELLED），可加 fail_reason',
        v.strictObject({ out_bill_no: v.string(), outcome: v.picklist(['SUCCESS', 'FAIL', 'CANCELLED']), fail_reason: maybe }),
        (input) => transferDigest(ports.finishTransfer(input.out_bill_no, input.outcome, input.fail_reason)),
      ),
      action(
        'login',
        '需要 JSON：appid，可加 kind（mini、web）、person；得到客户端的登录凭证 code',
        v.strictObject({ appid: v.string(), kind: v.optional(v.picklist(['mini', 'web']), 'mini'), person: maybe }),
        ({ kind, appid, person }) => ({ code: ports.login(kind, appid, person).code }),
      ),
      action(
        'funds',
        '需要 JSON：available（运营账户里还有多少分）',
        v.strictObject({ available: v.pipe(v.number(), v.integer(), v.minValue(0)) }),
        (input) => {
          ports.setFunds(input.available);
          return input;
        },
      ),
      ...ports.more,
    ],
    describe(outTradeNo) {
      const order = ledger.order(outTradeNo);
      return (
        order && {
          ...digest(order),
          refunds: ledger.refunds(outTradeNo).map(refundDigest),
          notifications: ledger
            .notifications(outTradeNo)
            .map((note) => ({ id: note.id, event_type: note.eventType, state: note.state, due_at: note.dueAt, attempts: note.attempts })),
        }
      );
    },
  });
}
