/**
 * 支付宝的控制入口：代替手机付款（四种凭据）、网关自己关单、拨开关。
 */
import type { Hono } from 'hono';
import * as v from 'valibot';
import { beijingTime } from '../kit/beijing-time';
import { action, maybe, mountControl, payerAct, type ControlAction, type ControlPorts, type OrderLine } from '../kit/control';
import { CODE_MODES } from '../kit/payer-codes';
import type { Switches } from '../kit/switches';
import type { WaitLine } from '../kit/waiting';
import { yuan } from '../kit/yuan';
import type { Authorizations } from './authorizations';
import { BASE, codeHref, tradeHref, type PayerPorts } from './cashier';
import type { Creation } from './creation';
import { envelope, successNode, type EnvelopeKeys } from './envelope';
import { GatewayError } from './errors';
import type { AlipayExchange } from './exchange';
import { readIntent } from './intent';
import type { QrCode, Refund, Trade, Transfer, TransferStatus } from './model';
import { PayerError, type AlipayApp, type SwitchName } from './options';
import { readOrderString } from './parameters';

export interface AlipayControlPorts extends PayerPorts {
  readonly creation: Creation;
  readonly faults: ControlPorts['faults'];
  readonly log: ControlPorts['log'];
  readonly notices: ControlPorts['notices'];
  readonly switches: Switches<SwitchName>;
  readonly admitted: AlipayExchange['admitted'];
  readonly keysFor: (app: AlipayApp) => EnvelopeKeys;
  /** 按商户订单号找交易；只有二维码时扫它 */
  readonly findByNumber: (outTradeNo: string) => Trade | undefined;
  readonly closeOrder: (outTradeNo: string) => Trade;
  readonly chooseTransfer: (outBizNo: string, status: TransferStatus) => void;
  readonly finishTransfer: (outBizNo: string, status: Exclude<TransferStatus, 'DEALING'>, errorCode?: string) => Transfer;
  readonly setFunds: (available: number) => void;
  readonly login: (appId: string) => { readonly code: string };
  readonly now: () => number;
  /** 各种产品自己的动作 */
  readonly more: readonly ControlAction[];
}

/** 交易的公开部分；不含付款人编号。 */
const digest = (trade: Trade) => ({
  out_trade_no: trade.outTradeNo,
  trade_no: trade.tradeNo,
  total_amount: yuan(trade.total),
  trade_status: trade.status,
  failed_attempts: trade.failedAttempts,
});

/** 还没有人扫的二维码：没有交易，却能付。 */
const codeLine = (qr: QrCode): OrderLine => ({
  out_trade_no: qr.outTradeNo,
  subject: qr.subject,
  total: qr.total,
  state: 'NOT_SCANNED',
  open: true,
  failed_attempts: 0,
  created_at: qr.createdAt,
  pay_until: qr.expiresAt,
  cashier: codeHref(qr.code),
  refunds: [],
});

const tradeLine = (trade: Trade, refunds: readonly Refund[]): OrderLine => ({
  out_trade_no: trade.outTradeNo,
  subject: trade.subject,
  total: trade.total,
  state: trade.status,
  open: trade.status === 'WAIT_BUYER_PAY',
  failed_attempts: trade.failedAttempts,
  created_at: trade.createdAt,
  pay_until: trade.payUntil,
  ...(trade.status === 'WAIT_BUYER_PAY' ? { cashier: tradeHref(trade.tradeNo) } : {}),
  refunds: refunds.map(({ outRequestNo, amount }) => ({ no: outRequestNo, fee: amount, state: 'REFUND_SUCCESS', open: false })),
});

/** 处理中的转账：支付宝不要收款人确认，成不成由它说。 */
const waitLine = ({ outBizNo, amount, status, createdAt, request }: Transfer): WaitLine => ({
  what: '转账',
  no: outBizNo,
  title: typeof request['order_title'] === 'string' ? request['order_title'] : '单笔转账',
  fee: amount,
  state: status,
  created_at: createdAt,
  acts: [
    { path: 'transfer-finish', input: { out_biz_no: outBizNo, status: 'SUCCESS' }, label: '付成', done: '转账付成了' },
    { path: 'transfer-finish', input: { out_biz_no: outBizNo, status: 'FAIL' }, label: '没有付成', done: '转账没有付成' },
  ],
});

export const revokeAction = (authorizations: Pick<Authorizations, 'revoke'>): ControlAction =>
  action('revoke-token', '需要 JSON：app_auth_token（商户取消授权）', v.strictObject({ app_auth_token: v.string() }), (input) => {
    authorizations.revoke(input.app_auth_token);
    return input;
  });

export function mountAlipayControl(app: Hono, ports: AlipayControlPorts): void {
  const { ledger, orders, creation, now } = ports;

  /** App 打开订单串：进门检查之后建交易。 */
  const openOrderString = (orderString: string): { trade: Trade; owner: AlipayApp } => {
    const received = readOrderString(orderString);
    if (received.all['method'] !== 'alipay.trade.app.pay') throw new GatewayError('isv.invalid-method');
    const call = ports.admitted(received);
    return { trade: creation.open(readIntent('app', call.biz, call.app, call, now())), owner: call.app };
  };

  /** App SDK 交给商户的结果（docs/protocols/alipay.md §5）：resultStatus 与签过名的 result 文字。 */
  const appResult = (trade: Trade, owner: AlipayApp): { resultStatus: string; memo: string; result: string } => {
    const node = successNode({
      app_id: owner.appId,
      out_trade_no: trade.outTradeNo,
      trade_no: trade.tradeNo,
      total_amount: yuan(trade.total),
      seller_id: trade.sellerId,
      charset: 'utf-8',
      timestamp: beijingTime(now()),
    });
    const text = envelope('alipay_trade_app_pay_response', node, { privateKey: ports.keysFor(owner).privateKey, certSn: undefined });
    return { resultStatus: '9000', memo: '', result: `${text.slice(0, -1)},"sign_type":"RSA2"}` };
  };

  const handles = v.strictObject({
    out_trade_no: maybe,
    trade_no: maybe,
    /** precreate 的二维码内容 */
    qr_code: maybe,
    /** App 的订单串 */
    order_string: maybe,
    action: payerAct,
    buyer_open_id: maybe,
    buyer_id: maybe,
  });
  const named = (input: v.InferOutput<typeof handles>): boolean =>
    [input.out_trade_no, input.trade_no, input.qr_code, input.order_string].some((handle) => handle !== undefined);

  const pay = action(
    'pay',
    '需要 JSON：out_trade_no、trade_no、qr_code、order_string 之一，可加 action（pay、cancel、fail）、buyer_open_id、buyer_id',
    v.pipe(handles, v.check(named)),
    async ({ out_trade_no, trade_no, qr_code, order_string, action: act, buyer_open_id, buyer_id }) => {
      const opened = order_string === undefined ? undefined : openOrderString(order_string);
      const byHandle = (): Trade | undefined => {
        if (trade_no !== undefined) return ledger.tradeByNo(trade_no);
        return qr_code === undefined ? ports.findByNumber(out_trade_no ?? '') : ports.scan(qr_code);
      };
      const trade = opened?.trade ?? byHandle();
      if (!trade) throw new PayerError('notFound', '交易不存在，或二维码已失效');
      if (act === 'cancel') return digest(trade);
      if (act === 'fail') {
        orders.fail(trade);
        return digest(ledger.tradeByNo(trade.tradeNo) ?? trade);
      }
      await ports.latency('pay');
      const paid = ports.pay(trade, {
        ...(buyer_open_id === undefined ? {} : { openId: buyer_open_id }),
        ...(buyer_id === undefined ? {} : { userId: buyer_id }),
      });
      return { ...digest(paid), ...(opened ? { app: appResult(paid, opened.owner) } : {}) };
    },
  );

  mountControl(app, {
    base: BASE,
    faults: ports.faults,
    log: ports.log,
    notices: ports.notices,
    waiting: () =>
      ledger
        .transfers()
        .filter(({ status }) => status === 'DEALING')
        .map(waitLine),
    orders: (limit) =>
      [...ledger.openQrCodes(limit).map(codeLine), ...ledger.latestTrades(limit).map((trade) => tradeLine(trade, ledger.refundsOf(trade)))]
        .sort((a, b) => b.created_at - a.created_at)
        .slice(0, limit),
    switches: ports.switches,
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
        'transfer-outcome',
        '需要 JSON：out_biz_no（"*" 为以后每一笔）与 status（DEALING、SUCCESS、FAIL、REFUND）',
        v.strictObject({ out_biz_no: v.string(), status: v.picklist(['DEALING', 'SUCCESS', 'FAIL', 'REFUND']) }),
        (input) => {
          ports.chooseTransfer(input.out_biz_no, input.status);
          return input;
        },
      ),
      action(
        'transfer-finish',
        '需要 JSON：out_biz_no 与 status（SUCCESS、FAIL、REFUND），可加 error_code',
        v.strictObject({ out_biz_no: v.string(), status: v.picklist(['SUCCESS', 'FAIL', 'REFUND']), error_code: maybe }),
        (input) => {
          const { outBizNo, orderId, amount, status } = ports.finishTransfer(input.out_biz_no, input.status, input.error_code);
          return { out_biz_no: outBizNo, order_id: orderId, trans_amount: yuan(amount), status };
        },
      ),
      action('login', '需要 JSON：app_id；得到小程序的授权码 code', v.strictObject({ app_id: v.string() }), ({ app_id }) => ({
        code: ports.login(app_id).code,
      })),
      action(
        'funds',
        '需要 JSON：available（余额里还有多少分）',
        v.strictObject({ available: v.pipe(v.number(), v.integer(), v.minValue(0)) }),
        (input) => {
          ports.setFunds(input.available);
          return input;
        },
      ),
      ...ports.more,
    ],
    describe(outTradeNo) {
      const trade = ledger.trade(outTradeNo);
      return (
        trade && {
          ...digest(trade),
          refunds: ledger
            .refunds(outTradeNo)
            .map((refund) => ({ out_request_no: refund.outRequestNo, refund_amount: yuan(refund.amount) })),
          notifications: ledger
            .notifications(outTradeNo)
            .map((note) => ({ notify_id: note.id, kind: note.kind, state: note.state, due_at: note.dueAt, attempts: note.attempts })),
        }
      );
    },
    explain: (error) => (error instanceof GatewayError ? { code: error.subCode, message: error.message } : undefined),
  });
}
