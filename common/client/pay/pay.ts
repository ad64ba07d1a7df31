/**
 * 付款的全过程：下单 → 唤起平台 → 向服务端确认。
 * 平台说付好了只是线索；只有服务端的查询能让结果变成「已付款」。
 */
import { payersOf, type ProviderName } from '../../contract/channels';
import { ERROR_CATALOGUE } from '../../contract/errors';
import type { CreatePaymentAnswer, CreatePaymentInput } from '../../contract/payments/create';
import type { QueryPaymentAnswer } from '../../contract/payments/query';
import { DRIVERS } from './drivers/index';
import { needsPayer, ownPayerSource, tellPayer, type PayerSource } from './payer';
import type { Driver, DriverEnd } from './drivers/driver';
import { browserHints } from '../shell/browser';
import { describeFailure, PlatformError } from '../shell/errors';
import { providerTitle } from '../shell/provider-names';
import type { FailureContext } from '../shell/report';
import { AWAIT_HANDLED, callService, type CallService } from '../shell/services';
import { absoluteUrl, resultUrl } from '../shell/pages';
import { PAY } from '../words/pay';

/** 单号必须先定好：答复丢了就用同一个号再来一次。 */
export type PayInput = CreatePaymentInput & { readonly data: { readonly out_trade_no: string } };

export type PayPhase = 'creating' | 'invoking' | 'confirming';

export type PayOutcome =
  /** 服务端确认：钱已付（或已付后退款、核对中），去看结果 */
  | { readonly kind: 'paid'; readonly answer: QueryPaymentAnswer }
  /** 平台说付好了，服务端还没确认：去结果页等，不要再付 */
  | { readonly kind: 'pending' }
  /** 平台说不清，服务端也还没有确认：不能说付了，也不能说没付 */
  | { readonly kind: 'unclear'; readonly thrown?: unknown }
  /** 用户关掉了支付窗口，服务端也没收到钱；同一个单号还可以再付 */
  | { readonly kind: 'cancelled' }
  /** 页面正在跳到收银台 */
  | { readonly kind: 'left' }
  /** 显示二维码，等人来扫 */
  | { readonly kind: 'scan'; readonly answer: CreatePaymentAnswer }
  /** 框架已打开登录页 */
  | { readonly kind: 'login' }
  | { readonly kind: 'failed'; readonly thrown: unknown; readonly stage: FailureContext['stage'] };

export interface PayPorts {
  readonly call: CallService;
  readonly drivers: ReadonlyMap<string, Driver>;
  /** 服务端不知道付款人是谁时，从哪里取凭证 */
  readonly payer?: PayerSource | undefined;
}

const DEFAULT_PORTS: PayPorts = { call: callService, drivers: DRIVERS, payer: ownPayerSource() };

/** 钱已经到了的状态：不该再付。 */
export function isPaid({ orderPaid, trade_state }: Pick<QueryPaymentAnswer, 'orderPaid' | 'trade_state'>): boolean {
  return orderPaid || trade_state === 'SUCCESS' || trade_state === 'REFUND' || trade_state === 'REVIEW';
}

function failed(thrown: unknown, stage: FailureContext['stage']): PayOutcome {
  return describeFailure(thrown).kind === 'login' ? { kind: 'login' } : { kind: 'failed', thrown, stage };
}

/** 问服务端；问不到时为 undefined（不明，不是没付）。 */
async function confirm(ports: PayPorts, out_trade_no: string): Promise<QueryPaymentAnswer | undefined> {
  try {
    return await ports.call('queryPayment', { out_trade_no, ...AWAIT_HANDLED });
  } catch {
    return undefined;
  }
}

/** 这种方式的付款人从哪里认：替别的渠道收的，与它是同一个登录。 */
const payerFor = ({ payer }: PayPorts, provider: ProviderName): PayerSource | undefined =>
  payer?.provider === payersOf(provider) ? payer : undefined;

/** 下单；服务端说还不知道付款人是谁，就告诉它，以同一个单号再来一次。只再来一次：认出来了还不知道的，是配置的问题。 */
async function createKnowing(ports: PayPorts, input: CreatePaymentInput): Promise<CreatePaymentAnswer | 'left'> {
  const { call } = ports;
  const payer = payerFor(ports, input.provider);
  try {
    return await call('createPayment', input);
  } catch (thrown) {
    if (!payer || !needsPayer(thrown)) throw thrown;
    return createAgain(ports, payer, input);
  }
}

/** 重新说一遍付款人是谁，同一个单号再来。 */
async function createAgain({ call }: PayPorts, payer: PayerSource, input: CreatePaymentInput): Promise<CreatePaymentAnswer | 'left'> {
  return (await tellPayer({ ...payer, provider: input.provider }, call)) === 'left' ? 'left' : call('createPayment', input);
}

/** 唤起平台的窗口。@throws PlatformError */
async function invoke(ports: PayPorts, answer: CreatePaymentAnswer, returnUrl: string | undefined): Promise<DriverEnd> {
  const driver = ports.drivers.get(answer.platform);
  if (!driver) throw new PlatformError(PAY.noDriver, `no driver for ${answer.platform}`);
  return driver(answer, { ...(returnUrl === undefined ? {} : { returnUrl }) });
}

/** 平台说登录过期了：重新登录，只再来一次。@throws PlatformError 还是过期，或没有地方登录；别的照旧 */
async function invokeKnowing(
  ports: PayPorts,
  input: CreatePaymentInput,
  answer: CreatePaymentAnswer,
  returnUrl: string | undefined,
): Promise<DriverEnd> {
  const end = await invoke(ports, answer, returnUrl);
  if (end !== 'stale') return end;
  const payer = payerFor(ports, answer.provider);
  const again = payer && (await createAgain(ports, payer, { ...input, provider: answer.provider }));
  if (again === 'left') return 'left';
  const second = again && (await invoke(ports, again, returnUrl));
  if (second === undefined || second === 'stale')
    throw new PlatformError(PAY.notInvoked(providerTitle(answer.provider)), 'session is stale');
  return second;
}

/** 付一次款。从不抛出；结果都在返回值里。 */
export async function pay(
  input: PayInput,
  onPhase: (phase: PayPhase) => void = () => undefined,
  ports: PayPorts = DEFAULT_PORTS,
): Promise<PayOutcome> {
  const { out_trade_no } = input.data;
  const returnUrl = input.data.return_url ?? absoluteUrl(resultUrl(out_trade_no, 'return'));

  onPhase('creating');
  const wish: CreatePaymentInput = {
    ...browserHints(),
    ...input,
    data: { ...input.data, ...(returnUrl === undefined ? {} : { return_url: returnUrl }) },
  };
  let answer: CreatePaymentAnswer;
  try {
    const made = await createKnowing(ports, wish);
    if (made === 'left') return { kind: 'left' };
    answer = made;
  } catch (thrown) {
    if (describeFailure(thrown).code !== ERROR_CATALOGUE.ORDER_PAID.code) return failed(thrown, 'create');
    onPhase('confirming');
    const state = await confirm(ports, out_trade_no);
    return state && isPaid(state) ? { kind: 'paid', answer: state } : { kind: 'pending' };
  }

  if (answer.free) {
    onPhase('confirming');
    const state = await confirm(ports, out_trade_no);
    return state && isPaid(state) ? { kind: 'paid', answer: state } : { kind: 'pending' };
  }

  onPhase('invoking');
  let end: DriverEnd;
  try {
    end = await invokeKnowing(ports, wish, answer, returnUrl);
  } catch (thrown) {
    onPhase('confirming');
    const state = await confirm(ports, out_trade_no);
    if (state && isPaid(state)) return { kind: 'paid', answer: state };
    return describeFailure(thrown).unknown ? { kind: 'unclear', thrown } : failed(thrown, 'request');
  }
  if (end === 'scan') return { kind: 'scan', answer };
  if (end === 'left') return { kind: 'left' };

  onPhase('confirming');
  const state = await confirm(ports, out_trade_no);
  if (state && isPaid(state)) return { kind: 'paid', answer: state };
  if (end === 'done') return { kind: 'pending' };
  // 问不到服务端，「人关掉了窗口」就只是平台的一面之词
  return state ? { kind: 'cancelled' } : { kind: 'unclear' };
}
