/**
 * 付款人看到的页面：手机浏览器的收银台、扫一扫、扫码后的收银台。
 */
import type { Hono } from 'hono';
import { createCashier, type CashierLook, type Visit } from '../kit/cashier';
import { mountCodePage } from '../kit/code-page';
import type { PayerCodes } from '../kit/payer-codes';
import { CODE_URL_PREFIX } from './creation';
import type { Ledger } from './ledger';
import type { Order, PaySession } from './model';
import type { Orders } from './orders';

export const BASE = '/simulator/wxpay';
const CASHIER_PATH = `${BASE}/cashier`;
const OPEN_ORDERS_SHOWN = 20;

const LOOK: CashierLook = {
  name: '微信支付',
  brand: '#07883f',
  title: '确认支付',
  pay: '立即支付',
  fail: '支付失败（余额不足）',
  cancel: '取消支付',
  paid: '已支付',
  paidTitle: '支付成功',
  alreadyPaid: '这笔订单已经支付',
  failed: '支付失败：零钱余额不足，可以换一种方式再试',
  missing: '找不到这笔订单，请回到商家重新下单',
  codeExample: 'weixin://wxpay/bizpayurl?pr=…',
};

export interface Payer {
  readonly openid?: string;
  /** 代金券抵扣，分 */
  readonly coupon?: number;
}

export interface PayerPorts {
  readonly ledger: Ledger;
  readonly orders: Orders;
  readonly merchantName: (order: Order) => string;
  /** 付款并产生回调。@throws PayerError */
  readonly pay: (order: Order, payer: Payer) => Order;
  readonly codes: PayerCodes;
  /** 提交付款之前的延迟（测试） */
  readonly latency: (operation: 'pay') => Promise<void>;
}

/** 只跳回 http(s) 地址；别的协议一律不理。 */
const safeReturn = (target: unknown): string | undefined =>
  typeof target === 'string' && /^https?:\/\//.test(target) ? target : undefined;

/** 二维码内容里的 pr；只给了 pr 也认。 */
export const codeIdOf = (codeUrl: string): string =>
  codeUrl.startsWith(CODE_URL_PREFIX) ? codeUrl.slice(CODE_URL_PREFIX.length) : codeUrl;

export const sessionOf = (order: Order, link: string): PaySession | undefined =>
  order.sessions.find((session) => session.prepayId === link || session.codeId === link);

/** 付款人打开这张订单的页面；没有还有效的下单就没有。 */
export function cashierOf({ state, sessions }: Order): string | undefined {
  const session = state === 'NOTPAY' || state === 'USERPAYING' ? sessions.findLast((one) => !one.revoked) : undefined;
  if (!session) return undefined;
  return session.codeId ? `${CASHIER_PATH}/native?pr=${session.codeId}` : `${CASHIER_PATH}/h5?prepay_id=${session.prepayId}`;
}

export function mountCashier(app: Hono, ports: PayerPorts): void {
  const { ledger, orders } = ports;
  const cashier = createCashier(BASE, LOOK);

  /** @param link prepay_id 或二维码的 pr */
  const visit = (link: string, back: string | undefined): Visit | undefined => {
    const order = link === '' ? undefined : ledger.orderByLink(link);
    if (!order) return undefined;
    /** 读表单的片刻，订单可能已在别处付掉或关闭。 */
    const current = (): Order => ledger.orderByLink(link) ?? order;
    return {
      bill: {
        total: order.total,
        subject: order.description,
        merchant: ports.merchantName(order),
        outTradeNo: order.outTradeNo,
      },
      action: CASHIER_PATH,
      hidden: { link, ...(back === undefined ? {} : { redirect_url: back }) },
      leave: back,
      paidBack: () => back,
      requirePayable: () => orders.requirePayable(current(), sessionOf(current(), link)),
      async pay() {
        await ports.latency('pay');
        ports.pay(current(), {});
      },
      fail: () => orders.fail(current()),
    };
  };

  // h5 带 prepay_id，native 带 pr；公众号、小程序与 App 的 prepay_id 也能在这里打开。
  app.get(`${CASHIER_PATH}/:product`, (c) =>
    cashier.show(c, visit(c.req.query('pr') ?? c.req.query('prepay_id') ?? '', safeReturn(c.req.query('redirect_url')))),
  );
  app.post(CASHIER_PATH, async (c) => {
    const form = await c.req.parseBody();
    return cashier.act(c, visit(String(form['link'] ?? ''), safeReturn(form['redirect_url'])));
  });

  mountCodePage(app, {
    base: BASE,
    name: LOOK.name,
    brand: LOOK.brand,
    codes: ports.codes,
    waiting: () =>
      ledger.latestOrders(OPEN_ORDERS_SHOWN).flatMap((order) => {
        const href = order.state === 'USERPAYING' ? cashierOf(order) : undefined;
        return href === undefined ? [] : [{ href, subject: order.description, total: order.total }];
      }),
  });
  app.get(BASE, (c) => c.redirect(`${BASE}/scan`));
  app.get(`${BASE}/scan`, (c) => {
    const code = c.req.query('code_url');
    if (code) return c.redirect(`${CASHIER_PATH}/native?pr=${encodeURIComponent(codeIdOf(code.trim()))}`);
    return cashier.scan(
      c,
      ledger.openOrders(OPEN_ORDERS_SHOWN).flatMap(({ sessions, description, total }) => {
        const codeId = sessions.findLast((session) => session.codeId !== undefined && !session.revoked)?.codeId;
        return codeId === undefined ? [] : [{ href: `${CASHIER_PATH}/native?pr=${codeId}`, subject: description, total }];
      }),
    );
  });
}
