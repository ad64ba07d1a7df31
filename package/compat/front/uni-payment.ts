/**
 * 组件 uni-pay 的做法：经云对象 uni-pay-co 下单、查询，唤起支付与 vk-uni-pay 是同一套（invoke.ts）。
 * 组件只管属性、事件与样子，全在这里。
 */
import { DRIVERS } from '../../../common/client/pay/drivers';
import { loginCode } from '../../../common/client/pay/payer';
import { fieldsOf } from '../../../common/client/shell/vk/result';
import { PAY } from '../../../common/client/words/pay';
import { refusalOf, type Answer } from './action';
import { masked, tell, wait, whenBack } from './device';
import { invocationOf, invokePayment, type Ending, type Invocation, type InvokePorts } from './invoke';
import { returnUrlFor } from './return-address';
import { callCo, platformOf, usableHere, type CallCo, type Method } from './uni-pay-co';
import { uniPayVerdict, type Verdict } from './verdict';
import { watchPayment, type Watch, type WatchOptions } from './watch';
import { COMPAT } from './words';

/** 收银台上看到的，组件的 data。 */
export interface View {
  open: boolean;
  /** 能选的方式 */
  providers: string[];
  provider: string;
  options: Answer;
  /** 二维码图片；没有为空 */
  code: string;
  busy: boolean;
}

export const closedView = (): View => ({ open: false, providers: [], provider: '', options: {}, code: '', busy: false });

export interface UniPage {
  readonly view: View;
  /** 电脑的收银台：一打开就出第一种方式的码 */
  desktop(): boolean;
  event(name: 'success' | 'cancel' | 'fail' | 'create', answer: Answer): void;
  /** 付好了：去结果页 */
  finished(answer: Answer): void;
}

export interface UniPorts {
  readonly call: CallCo;
  readonly drivers: InvokePorts['drivers'];
  readonly usable: (providers: readonly string[]) => string[];
  /** 小程序的登录凭证；别的端没有 */
  readonly login: ((provider: string) => Promise<string | undefined>) | undefined;
  readonly wait: (ms: number) => Promise<void>;
  readonly whenBack: (run: () => void) => () => void;
  readonly timers?: WatchOptions['timers'];
}

async function loginHere(provider: string): Promise<string | undefined> {
  const known = ({ wxpay: 'weixin', alipay: 'alipay' } as Readonly<Record<string, string>>)[provider];
  if (known === undefined) return undefined;
  const scopes = provider === 'alipay' ? { scopes: 'auth_base' } : {};
  const got = await loginCode({ provider: known, ...scopes }, provider === 'alipay' ? 'alipay' : 'wxpay').catch(() => undefined);
  return got === undefined || got === 'left' ? undefined : got.code;
}

function ownLogin(): UniPorts['login'] {
  // #ifdef MP
  return loginHere;
  // #endif
  return undefined;
}

const realPorts = (): UniPorts => ({ call: callCo, drivers: DRIVERS, usable: usableHere, login: ownLogin(), wait, whenBack });

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const INTERVAL_MS = 1500;

export function createUniPayment(page: UniPage, ports: UniPorts = realPorts()) {
  const { view } = page;
  let watch: Watch | undefined;
  let stopWaiting: () => void = () => undefined;
  let visible = true;
  let round = 0;

  function stop(): void {
    round += 1;
    watch?.stop();
    watch = undefined;
    stopWaiting();
  }

  const query = async (out_trade_no: string): Promise<Verdict> =>
    uniPayVerdict(await ports.call('getOrder', { out_trade_no, await_notify: true }));

  /** 直接叫云对象的那几个：做不成的弹出原因，答 undefined。 */
  async function tellOrAnswer(method: Method, data: Answer, title?: string): Promise<Answer | undefined> {
    try {
      return await masked(title, () => ports.call(method, data));
    } catch (thrown) {
      const refusal = refusalOf(thrown, COMPAT.notAsked);
      tell(refusal['errMsg'] ?? refusal['msg']);
      return undefined;
    }
  }

  async function withOpenid(data: Answer): Promise<Answer> {
    const provider = text(data['provider']);
    if (!ports.login || text(data['openid']) !== '') return data;
    const code = await ports.login(provider);
    if (code === undefined) return data;
    const known = await ports.call('getOpenid', { provider, code }).catch(() => ({}) as Answer);
    return text(known['openid']) === '' ? data : { ...data, openid: known['openid'] };
  }

  /** @param quiet 只要码的：告诉页面就行，不替它去结果页 */
  function paid(answer: Answer, quiet = false): void {
    const { order_no } = view.options;
    stop();
    Object.assign(view, closedView());
    page.event('success', answer);
    if (!quiet) page.finished({ order_no, ...answer });
  }

  /** 码给人看了，盯着。 */
  function watchCode(out_trade_no: string, quiet = false): void {
    const timers = ports.timers ? { timers: ports.timers } : {};
    watch = watchPayment({ out_trade_no, intervalMs: INTERVAL_MS, query, onPaid: (answer) => paid(answer, quiet), ...timers });
    watch.show(visible);
  }

  function take(ending: Ending, payment: Invocation): void {
    switch (ending.kind) {
      case 'paid':
        return paid(ending.answer);
      case 'scan':
        Object.assign(view, { open: true, code: payment.qrcodeImage ?? '' });
        return watchCode(payment.out_trade_no);
      case 'left': {
        const mine = round;
        const look = async (): Promise<void> => {
          const verdict = await query(payment.out_trade_no).catch(() => undefined);
          if (mine === round && verdict?.paid) paid(verdict.answer);
        };
        stopWaiting = ports.whenBack(() => void look());
        return;
      }
      case 'cancelled':
        return page.event('cancel', ending.answer);
      case 'failed':
        tell(ending.answer['errMsg'] ?? ending.answer['msg']);
        return page.event('fail', ending.answer);
    }
  }

  async function place(data: Answer): Promise<Answer | undefined> {
    try {
      return await masked(COMPAT.creating, async () => ports.call('createOrder', await withOpenid(data)));
    } catch (thrown) {
      const refusal = refusalOf(thrown, COMPAT.notCreated);
      tell(refusal['errMsg'] ?? refusal['msg']);
      page.event('fail', refusal);
      return undefined;
    }
  }

  async function invoke(answer: Answer, provider: string): Promise<void> {
    const mine = round;
    const end = platformOf(provider, text(answer['provider_pay_type']));
    const payment = invocationOf(
      text(answer['out_trade_no']),
      provider,
      answer['qr_code'] === true ? 'h5' : end,
      answer['order'],
      answer['qr_code_image'],
      answer['qr_code'] === false,
    );
    uni.showLoading({ title: PAY.invoking, mask: true });
    const ending = await invokePayment(
      payment,
      { drivers: ports.drivers, query, wait: ports.wait, returnUrl: (no) => returnUrlFor('', no) },
      () => uni.showLoading({ title: COMPAT.confirming, mask: true }),
    ).finally(() => uni.hideLoading());
    if (mine === round) take(ending, payment);
  }

  /** 直接发起支付。`cancel_popup` 与 `qr_code` 一起时只要码：不弹窗，付好了只有 success 事件。@returns 下单的答复；没有下成的为 undefined */
  async function createOrder(options: Answer): Promise<Answer | undefined> {
    if (view.busy) return undefined;
    stop();
    view.busy = true;
    try {
      const { cancel_popup, ...data } = options;
      const provider = text(data['provider']);
      Object.assign(view, { provider, options: data, code: '' });
      const answer = await place(data);
      if (!answer) return undefined;
      page.event('create', answer);
      if (cancel_popup === true && data['qr_code'] === true) {
        watchCode(text(answer['out_trade_no']), true);
        return answer;
      }
      try {
        await invoke(answer, provider);
      } catch (thrown) {
        page.event('fail', refusalOf(thrown, COMPAT.notCreated));
      }
      return answer;
    } finally {
      view.busy = false;
    }
  }

  async function providersHere(): Promise<string[]> {
    const { provider } = await ports.call('getPayProviderFromCloud', {});
    return ports.usable(Array.isArray(provider) ? provider.map(String) : []);
  }

  return {
    createOrder,
    providersHere,

    /** 打开收银台；只有一种方式的直接付。 */
    async open(options: Answer): Promise<void> {
      stop();
      let providers: string[];
      try {
        providers = await masked(COMPAT.opening, providersHere);
      } catch (thrown) {
        const refusal = refusalOf(thrown, COMPAT.noWays);
        tell(refusal['errMsg'] ?? refusal['msg']);
        return page.event('fail', refusal);
      }
      const [first] = providers;
      Object.assign(view, { ...closedView(), options, providers });
      if (first === undefined) {
        tell(COMPAT.noWays);
        return page.event('fail', { errCode: -1, errMsg: COMPAT.noWays });
      }
      if (providers.length > 1) view.open = true;
      if (providers.length === 1 || page.desktop()) await createOrder({ ...options, provider: first });
    },

    /** 在收银台上选了一种；前一种的码先关掉，不会两个码都付得了。 */
    async choose(provider: string): Promise<Answer | undefined> {
      if (view.busy) return undefined;
      const before = watch?.out_trade_no;
      if (before === undefined) return createOrder({ ...view.options, provider });
      if (provider === view.provider) return undefined;
      try {
        await masked(COMPAT.switching, () => ports.call('closeOrder', { out_trade_no: before }));
      } catch (thrown) {
        const verdict = await query(before).catch(() => undefined);
        if (verdict?.paid) paid(verdict.answer);
        else tell(refusalOf(thrown, COMPAT.notSwitched)['errMsg']);
        return undefined;
      }
      // 关掉的单号不能再付；文档：不传就由插件生成，一个 order_no 可以付几次
      const { out_trade_no: _spent, ...rest } = view.options;
      return createOrder({ ...rest, provider });
    },

    /** 「我已付款」：问一次。 */
    async check(): Promise<void> {
      const out_trade_no = watch?.out_trade_no;
      if (out_trade_no === undefined) return;
      try {
        const { paid: done, answer } = await masked(COMPAT.querying, () => query(out_trade_no));
        if (done) paid(answer);
        else tell(answer['errMsg']);
      } catch {
        tell(COMPAT.notAsked);
      }
    },

    /** 人关掉了收银台。 */
    leave(): void {
      stop();
      Object.assign(view, closedView());
      page.event('cancel', { errCode: -1, errMsg: COMPAT.cancelled });
    },

    call: (method: Method, data: unknown, title?: string) => tellOrAnswer(method, fieldsOf(data), title),

    show(next: boolean): void {
      visible = next;
      watch?.show(next);
    },

    stop,
  };
}

export type UniPayment = ReturnType<typeof createUniPayment>;
