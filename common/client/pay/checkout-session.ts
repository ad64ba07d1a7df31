/**
 * 收银台的一次付款：始终只有一个可付的单号。
 * 换支付方式、二维码过期时，先请服务端关掉旧号，关成了才用新号；关的时候发现已付，就去看结果。
 */
import { ERROR_CATALOGUE } from '../../contract/errors';
import { describeFailure } from '../shell/errors';
import { newOrderNumber } from './order-number';
import { isPaid } from './pay';
import { callService, type CallService } from '../shell/services';

export interface SessionPorts {
  readonly call: CallService;
  readonly newNumber: () => Promise<string>;
}

const DEFAULT_PORTS: SessionPorts = { call: callService, newNumber: () => newOrderNumber() };

export type Readiness = 'ready' | 'paid';

export interface CheckoutSession {
  readonly out_trade_no: string;
  /** 下单请求已经发出过（不论有没有收到答复） */
  readonly used: boolean;
  /** 付款前记下：从现在起这个号可能在服务端存在 */
  markUsed(): void;
  /** 弃用现在的号。@throws 关单失败（结果不明），号保持原样 */
  renew(): Promise<Readiness>;
}

async function closeOld(call: CallService, out_trade_no: string): Promise<Readiness> {
  try {
    const { status } = await call('closePayment', { out_trade_no });
    return isPaid({ orderPaid: false, trade_state: status }) ? 'paid' : 'ready';
  } catch (thrown) {
    const { code } = describeFailure(thrown);
    if (code === ERROR_CATALOGUE.ORDER_PAID.code) return 'paid';
    // 服务端没有这张单：下单请求没有到达，号可以放心丢掉
    if (code === ERROR_CATALOGUE.ORDER_NOT_FOUND.code) return 'ready';
    throw thrown;
  }
}

/** @param resumed 接着付的旧号（页面刷新、从收银台回来） */
export async function openSession(resumed?: string, ports: SessionPorts = DEFAULT_PORTS): Promise<CheckoutSession> {
  let number = resumed ?? (await ports.newNumber());
  let used = resumed !== undefined;
  return {
    get out_trade_no() {
      return number;
    },
    get used() {
      return used;
    },
    markUsed() {
      used = true;
    },
    async renew() {
      if (used && (await closeOld(ports.call, number)) === 'paid') return 'paid';
      number = await ports.newNumber();
      used = false;
      return 'ready';
    },
  };
}
