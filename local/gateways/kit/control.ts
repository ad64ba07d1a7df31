/**
 * 演示与无界面驱动用的 JSON 入口，各网关共用：代替手机付款、安排故障、看账本、看收到过的请求、拨开关。
 */
import type { Context, Hono } from 'hono';
import * as v from 'valibot';
import type { ExchangeLog } from './exchange-log';
import type { FaultScript } from './fault-script';
import type { NoticeLine } from './notice';
import { PAYER_STATUS, PayerError } from './payer-error';
import type { Switches } from './switches';
import type { WaitLine } from './waiting';

/** 一个动作：POST 一段 JSON，得到一段 JSON。 */
export interface ControlAction {
  readonly path: string;
  /** 输入不合格时怎么说 */
  readonly usage: string;
  readonly schema: v.GenericSchema;
  readonly run: (input: never) => object | Promise<object>;
}

/** 动作的输入由 schema 检查；付款人的错误（PayerError）变成 404、403 或 409。 */
export function action<S extends v.GenericSchema>(
  path: string,
  usage: string,
  schema: S,
  run: (input: v.InferOutput<S>) => object | Promise<object>,
): ControlAction {
  return { path, usage, schema, run };
}

/** 付款人做什么：付、失败一次（仍可再付）、离开（什么也不发生）。 */
export const payerAct = v.optional(v.picklist(['pay', 'cancel', 'fail']), 'pay');
export const maybe = v.optional(v.string());

/** 账本里的一张订单，各网关写成同一个样子。 */
export interface OrderLine {
  readonly out_trade_no: string;
  readonly subject: string;
  /** 分 */
  readonly total: number;
  /** 网关自己的说法 */
  readonly state: string;
  /** 付款人还能付 */
  readonly open: boolean;
  readonly failed_attempts: number;
  /** 毫秒 */
  readonly created_at: number;
  /** 毫秒；没有期限就没有 */
  readonly pay_until?: number;
  /** 付款人的页面 */
  readonly cashier?: string;
  readonly refunds: readonly {
    readonly no: string;
    /** 分 */
    readonly fee: number;
    readonly state: string;
    /** 还没有结局 */
    readonly open: boolean;
  }[];
}

export interface ControlPorts {
  /** 各入口的前缀，如 /simulator/wxpay */
  readonly base: string;
  readonly faults: Pick<FaultScript<string, { kind: string }, { kind: string }, never>, 'addFrom' | 'catalogue' | 'clear' | 'pending'>;
  /** 最近的订单，新的在前 */
  readonly orders: (limit: number) => readonly OrderLine[];
  /** 等收款人点头的；付不出去钱的没有 */
  readonly waiting?: () => readonly WaitLine[];
  readonly notices: { overview(limit: number): readonly NoticeLine[]; sendNow(id: string): boolean };
  readonly log: Pick<ExchangeLog<string>, 'entries'>;
  readonly switches?: Switches<string>;
  readonly actions: readonly ControlAction[];
  /** 账本里一张订单的公开部分；没有时为 undefined */
  readonly describe: (outTradeNo: string) => object | undefined;
  /** 协议自己的拒绝怎么说；不认识时为 undefined */
  readonly explain?: (error: unknown) => { readonly code: string; readonly message: string } | undefined;
}

const readBody = (c: Context): Promise<unknown> => c.req.json<unknown>().catch(() => undefined);
const refuse = (c: Context, message: string): Response => c.json({ code: 'badRequest', message }, 400);

/** 列表最多这么长 */
const LISTED = 50;

export function mountControl(app: Hono, ports: ControlPorts): void {
  const { base, faults, log, switches, actions, orders, waiting, notices, describe, explain } = ports;
  const answer = async (c: Context, work: () => object | Promise<object>): Promise<Response> => {
    try {
      return c.json(await work());
    } catch (error) {
      if (error instanceof PayerError) return c.json({ code: error.reason, message: error.message }, PAYER_STATUS[error.reason]);
      const told = explain?.(error);
      if (told) return c.json(told, 400);
      throw error;
    }
  };

  for (const { path, usage, schema, run } of actions)
    app.post(`${base}/${path}`, async (c) => {
      const parsed = v.safeParse(schema, await readBody(c));
      return parsed.success ? answer(c, () => run(parsed.output as never)) : refuse(c, usage);
    });

  app.get(`${base}/about`, (c) => c.json({ actions: actions.map(({ path }) => path), faults: faults.catalogue }));
  app.get(`${base}/orders`, (c) => c.json({ orders: orders(LISTED) }));
  app.get(`${base}/waiting`, (c) => c.json({ waiting: waiting?.() ?? [] }));
  app.get(`${base}/notices`, (c) => c.json({ notices: notices.overview(LISTED) }));
  app.post(`${base}/notices/:id/send`, (c) => {
    if (!notices.sendNow(c.req.param('id'))) return c.json({ code: 'notFound', message: '没有这个通知' }, 404);
    return c.json({ id: c.req.param('id') });
  });
  app.get(`${base}/orders/:out_trade_no`, (c) =>
    answer(c, () => {
      const found = describe(c.req.param('out_trade_no'));
      if (!found) throw new PayerError('notFound', '订单不存在');
      return found;
    }),
  );
  app.get(`${base}/exchanges`, (c) => c.json({ exchanges: log.entries(c.req.query('out_trade_no')) }));

  app.get(`${base}/faults`, (c) => c.json({ pending: faults.pending() }));
  app.post(`${base}/faults`, async (c) => {
    const reason = faults.addFrom(await readBody(c));
    return reason === undefined ? c.json({ pending: faults.pending() }) : refuse(c, `故障规则不合格：${reason}`);
  });
  app.delete(`${base}/faults`, (c) => {
    faults.clear();
    return c.json({ pending: faults.pending() });
  });

  if (!switches) return;
  const schema = v.strictObject(Object.fromEntries(switches.names.map((name) => [name, v.optional(v.boolean())])));
  app.get(`${base}/switches`, (c) => c.json(switches.all()));
  app.post(`${base}/switches`, async (c) => {
    const parsed = v.safeParse(schema, await readBody(c));
    if (!parsed.success) return refuse(c, `需要 JSON：${switches.names.join('、')}，值为 true 或 false`);
    for (const [name, on] of Object.entries(parsed.output)) if (on !== undefined) switches.set(name, on);
    return c.json(switches.all());
  });
}
