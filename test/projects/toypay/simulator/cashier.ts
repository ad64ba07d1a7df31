/** 付款人看到的页面：收银台与扫一扫。 */
import type { Hono } from 'hono';
import { createCashier, type CashierLook, type Visit } from '../kit/cashier';
import type { Ledger } from './ledger';
import type { Order } from './model';
import { requirePayable } from './orders';

export const BASE = '/simulator/toypay';
const OPEN_SHOWN = 20;

const LOOK: CashierLook = {
  name: '玩具支付',
  brand: '#7a3ff2',
  title: '玩具收银台',
  pay: '付款',
  fail: '付款失败',
  cancel: '取消',
  paid: '已付款',
  paidTitle: '付款成功',
  alreadyPaid: '已经付过了',
  failed: '付款失败，可以再试',
  missing: '找不到这张订单',
  codeExample: 'toypay://…',
};

export function mountCashier(app: Hono, ledger: Ledger, merchant: string, pay: (order: Order) => Order): void {
  const cashier = createCashier(BASE, LOOK);
  const path = `${BASE}/cashier`;
  const visit = (order: Order | undefined): Visit | undefined =>
    order && {
      bill: { total: order.total, subject: order.subject, merchant, outTradeNo: order.outTradeNo },
      action: path,
      hidden: { no: order.outTradeNo },
      paidBack: () => undefined,
      requirePayable: () => requirePayable(order),
      pay: async () => void pay(order),
      fail: () => undefined,
    };
  app.get(path, (c) => cashier.show(c, visit(ledger.order(c.req.query('no') ?? ''))));
  app.post(path, async (c) => cashier.act(c, visit(ledger.order(String((await c.req.parseBody())['no'] ?? '')))));
  app.get(`${BASE}/scan`, (c) => {
    const code = c.req.query('code_url');
    const order = code === undefined ? undefined : ledger.orderByCode(code.trim());
    if (code !== undefined) return order ? c.redirect(`${path}?no=${order.outTradeNo}`) : cashier.deadCode(c);
    return cashier.scan(c, ledger.open(OPEN_SHOWN).map((open) => ({ ...open, href: `${path}?no=${open.outTradeNo}` })));
  });
}
