/**
 * 收银台的一次打开：价格与可用的方式都来自服务端，始终只有一个可付的单号。
 * 换一组参数就是另一次（shell/page.ts），所以这里不必担心旧参数。
 */
import { computed, onScopeDispose, ref, shallowRef, watch } from 'vue';
import type { ProviderName } from '../../contract/channels';
import { formatFee } from '../../contract/money';
import type { CreatePaymentAnswer, CreatePaymentInput } from '../../contract/payments/create';
import type { OptionsAnswer, ProviderOption } from '../../contract/payments/options';
import type { OrderView } from '../../contract/payments/order-view';
import { hostProvider } from '../shell/browser';
import { useClock } from '../shell/clock';
import { describeFailure, type Failure } from '../shell/errors';
import { formatCountdown, formatTime } from '../shell/format';
import { markEntry } from '../shell/history-mark';
import { useNetwork } from '../shell/network';
import { RESULT_PAGE, resultUrl, type PageQuery, type ResultHint } from '../shell/pages';
import { prefetchPage } from '../shell/prefetch';
import { recordFailure } from '../shell/report';
import { AWAIT_HANDLED, callService } from '../shell/services';
import { askOptions } from './ask-ahead';
import { openSession, type CheckoutSession } from './checkout-session';
import { deadlineFrom, timeLeft, type Deadline } from './countdown';
import { findEarlier, readEarlier, type EarlierOrder } from './earlier-order';
import { intentFromQuery, intentKey } from './intent';
import { justPaid, rememberPayment, settlePayment, type RememberedPayment } from './payment-memory';
import { requestNote, TROUBLES, troubleOf, type Trouble } from './trouble';
import { PAY } from '../words/pay';
import { turnPage } from '../shell/navigation';

export function createCheckout(query: PageQuery) {
  const intent = intentFromQuery(query);
  /** 已经离开（去看结果），或参数换了：迟到的答复不再动屏幕 */
  let over = false;
  onScopeDispose(() => (over = true));

  const view = ref<'loading' | 'broken' | 'paid' | 'ready'>('loading');
  const failure = shallowRef<Failure>();
  const quote = shallowRef<OptionsAnswer['quote']>();
  const providers = shallowRef<readonly ProviderOption[]>([]);
  const provider = ref<ProviderName>();
  const session = shallowRef<CheckoutSession>();
  const number = ref('');
  const qr = shallowRef<CreatePaymentAnswer>();
  const trouble = shallowRef<Trouble>();
  /** 看过结果又退回来的那一笔 */
  const paidOrder = shallowRef<OrderView>();
  /** 刚付过一模一样的：不拦着，但要说 */
  const twin = shallowRef<RememberedPayment>();
  const paying = ref(false);
  const switching = ref(false);
  const leaving = ref(false);
  const deadline = shallowRef<Deadline>();
  const clock = useClock();

  const { offline } = useNetwork(() => {
    if (view.value === 'broken') void open();
  });
  const working = computed(() => paying.value || switching.value || offline.value);
  const fee = computed(() => formatFee(quote.value?.total_fee ?? 0));
  /** 不要钱的：不问怎么付，也没有要赶的时间 */
  const free = computed(() => quote.value?.total_fee === 0);
  /** 电脑上二维码占右边一栏，从一开始就留好位置。 */
  const bySide = computed(() => !free.value && providers.value.some((way) => way.available && way.platform === 'h5'));
  const left = computed(() => (deadline.value ? timeLeft(deadline.value, clock.now.value) : undefined));
  const leftText = computed(() => {
    if (left.value === undefined) return PAY.afterOrder;
    return left.value === 0 ? PAY.timeOver : PAY.within(formatCountdown(left.value));
  });
  const label = computed(() => (switching.value ? PAY.switching : free.value ? PAY.confirmFree : PAY.confirmFee(fee.value)));
  const twinText = computed(() => PAY.twinText(formatTime(twin.value?.paid_at ?? 0)));
  const order = computed<CreatePaymentInput['data']>(() => ({
    out_trade_no: number.value,
    type: intent?.type ?? '',
    ...(quote.value ? { total_fee: quote.value.total_fee } : {}),
    ...(intent?.custom ? { custom: intent.custom } : {}),
  }));

  async function open(): Promise<void> {
    view.value = 'loading';
    failure.value = undefined;
    try {
      if (!intent) throw { code: 40001, msg: PAY.nothingToBuy };
      const [answer, earlier] = await Promise.all([askOptions(intent), findEarlier(intent, query['out_trade_no'])]);
      if (over) return;
      providers.value = answer.providers;
      quote.value = answer.quote;
      await begin(earlier);
    } catch (thrown) {
      if (over) return;
      failure.value = describeFailure(thrown);
      void recordFailure(failure.value, { stage: 'options' });
      view.value = 'broken';
    }
  }

  async function begin(earlier: EarlierOrder): Promise<void> {
    if (earlier.kind === 'paid') return sayPaid(earlier);
    const old = earlier.kind === 'open' ? earlier : undefined;
    const usable = providers.value.filter((way) => way.available).map((way) => way.provider);
    provider.value = [old?.provider, hostProvider()].find((one) => one && usable.includes(one)) ?? usable[0];
    deadline.value = old?.deadline;
    session.value = await openSession(old?.out_trade_no);
    number.value = session.value.out_trade_no;
    const way = providers.value.find((one) => one.provider === provider.value);
    // 旧单用的方式在这里没有（换了一种设备，或不再开通）：旧号不能再付，先关掉
    if (old && ((old.provider && old.provider !== way?.provider) || (old.pay_type && old.pay_type !== way?.pay_type)))
      await renewSaying(TROUBLES.otherDevice);
    if (over) return;
    twin.value = intent && !old ? justPaid(intent, Date.now()) : undefined;
    view.value = 'ready';
    prefetchPage(RESULT_PAGE);
  }

  /** 已经付过：没看过结果的去看结果；看过又退回来的就地说明，不再摆一个「确认支付」。 */
  function sayPaid({ order: paid, seen }: { readonly order: OrderView; readonly seen: boolean }): void {
    number.value = paid.out_trade_no;
    if (!seen) return finish('return');
    qr.value = undefined;
    paidOrder.value = paid;
    view.value = 'paid';
  }

  /** 明知付过，仍要再买一次。 */
  async function startOver(): Promise<void> {
    markEntry(undefined);
    paidOrder.value = undefined;
    await begin({ kind: 'none' });
    twin.value = undefined;
  }

  function finish(hint: ResultHint): void {
    if (over) return;
    over = true;
    turnPage(resultUrl(number.value, hint));
  }

  /** 弃用旧号。@returns 可以用新号继续 */
  async function renew(): Promise<boolean> {
    if (!session.value) return false;
    switching.value = true;
    trouble.value = undefined;
    const old = number.value;
    try {
      if ((await session.value.renew()) === 'paid') {
        finish('return');
        return false;
      }
      settlePayment(old);
      number.value = session.value.out_trade_no;
      qr.value = undefined;
      deadline.value = undefined;
      return true;
    } catch (thrown) {
      const reason = describeFailure(thrown);
      void recordFailure(reason, { stage: 'close', out_trade_no: old });
      trouble.value = { tone: 'danger', text: PAY.notClosed(reason.msg), detail: requestNote(reason) };
      return false;
    } finally {
      switching.value = false;
    }
  }

  /** 换成新号，并说明为什么。 */
  async function renewSaying(said: Trouble): Promise<void> {
    if (await renew()) trouble.value = said;
  }

  async function choose(next: ProviderName): Promise<void> {
    if (!session.value?.used || (await renew())) provider.value = next;
  }

  function started(): void {
    if (!provider.value || !intent) return;
    session.value?.markUsed();
    trouble.value = undefined;
    twin.value = undefined;
    rememberPayment(number.value, provider.value, intent);
    markEntry({ out_trade_no: number.value, key: intentKey(intent) });
  }

  function scan(answer: CreatePaymentAnswer): void {
    deadline.value = deadlineFrom(answer, Date.now());
    qr.value = answer;
  }

  async function failed(reason: Failure): Promise<void> {
    trouble.value = troubleOf(reason);
    if (reason.numberSpent) await renewSaying(trouble.value);
  }

  // 还没出二维码（或不是扫码）时到期：旧号不能再付，先关掉。二维码的过期由它自己说明。
  watch(left, (ms) => {
    if (ms !== 0 || qr.value || working.value || over || view.value !== 'ready') return;
    void renewSaying(TROUBLES.expired);
  });

  async function backFromCashier(): Promise<void> {
    leaving.value = false;
    try {
      const answer = await callService('queryPayment', { out_trade_no: number.value, ...AWAIT_HANDLED });
      if (over) return;
      const earlier = readEarlier(answer, Date.now());
      if (earlier.kind === 'paid') return sayPaid(earlier);
      trouble.value = TROUBLES.notYet;
    } catch (thrown) {
      if (!over) trouble.value = troubleOf(describeFailure(thrown));
    }
  }

  // #ifdef H5
  // 从收银台按后退键回来，浏览器可能把页面原样恢复
  const restored = (event: PageTransitionEvent): void => {
    if (event.persisted && leaving.value) void backFromCashier();
  };
  window.addEventListener('pageshow', restored);
  onScopeDispose(() => window.removeEventListener('pageshow', restored));
  // #endif

  void open();

  return {
    view,
    failure,
    quote,
    providers,
    provider,
    session,
    number,
    order,
    qr,
    trouble,
    paidOrder,
    twin,
    twinText,
    paying,
    switching,
    leaving,
    offline,
    working,
    fee,
    free,
    bySide,
    left,
    leftText,
    label,
    open,
    choose,
    started,
    scan,
    renew,
    failed,
    finish,
    startOver,
    cancelled: (): void => void (trouble.value = TROUBLES.cancelled),
    /** 收起二维码：关掉这一笔，可以换一种方式 */
    cancelCode: (): Promise<void> => renewSaying(TROUBLES.codeCancelled),
    resume(): void {
      clock.start();
      if (leaving.value) void backFromCashier();
    },
    pause: clock.stop,
  };
}
