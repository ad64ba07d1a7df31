/**
 * 组件 vk-uni-pay 的做法：下单用开发者自己的 action，付没付问 query-payment-action，状态与二维码写回页面。
 * 组件只管属性与事件，全在这里；时钟、网络、驱动都由外面给。
 */
import { DRIVERS } from '../../../common/client/pay/drivers';
import { PAY } from '../../../common/client/words/pay';
import { callAction, refusalOf, type Action, type Answer, type CallAction } from './action';
import { desktopHint, masked, tell, wait, whenBack } from './device';
import { invocationOf, invokePayment, type Ending, type Invocation, type InvokePorts } from './invoke';
import { functionOf, openidOf, ownSource } from './openid';
import { returnUrlFor } from './return-address';
import { vkVerdict, type Verdict } from './verdict';
import { watchPayment, type Watch, type WatchOptions } from './watch';
import { COMPAT } from './words';

/** 0 待支付 · 1 支付中 · 2 已支付 */
export type Status = 0 | 1 | 2;

export interface Settings {
  readonly queryAction: Action | undefined;
  readonly polling: boolean;
  readonly pollingTime: number;
  readonly returnUrl: string;
  readonly awaitNotify: boolean;
  readonly payOrderInfo: boolean;
  readonly autoGetOpenid: boolean;
  readonly debug: boolean;
}

/** 写回页面的。 */
export interface Page {
  settings(): Settings;
  status(value: Status): void;
  code(codeUrl: string, qrcodeImage: string): void;
}

export interface CreateRequest {
  readonly action: Action;
  readonly data: Answer;
  readonly title?: string;
  /** 下单成功，用户还没有付；返回 false 就不再往下 */
  create?(answer: Answer): unknown;
  success?(answer: Answer): void;
  fail?(answer: Answer): void;
  cancel?(answer: Answer): void;
}

export interface QueryRequest {
  readonly title?: string;
  readonly data?: Answer;
  readonly needAlert?: boolean;
  success?(answer: Answer): void;
  fail?(answer: Answer): void;
}

export interface VkPorts {
  readonly call: CallAction;
  readonly drivers: InvokePorts['drivers'];
  readonly source: ReturnType<typeof ownSource>;
  readonly hints: () => { readonly isPC?: boolean };
  readonly wait: (ms: number) => Promise<void>;
  readonly whenBack: (run: () => void) => () => void;
  readonly timers?: WatchOptions['timers'];
}

const realPorts = (): VkPorts => ({ call: callAction, drivers: DRIVERS, source: ownSource(), hints: desktopHint, wait, whenBack });

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

export function createVkPayment(page: Page, ports: VkPorts = realPorts()) {
  let watch: Watch | undefined;
  let stopWaiting: () => void = () => undefined;
  let creating = false;
  let visible = true;
  /** 每次付款一个代号：前一次迟到的结果不碰现在这一次的状态 */
  let round = 0;
  const openids = new Map<string, string>();

  function stop(): void {
    round += 1;
    watch?.stop();
    watch = undefined;
    stopWaiting();
  }

  async function ask(data: Answer): Promise<Verdict> {
    const { queryAction, awaitNotify, payOrderInfo } = page.settings();
    if (!queryAction) throw new Error(COMPAT.noAction);
    return vkVerdict(await ports.call(queryAction, { await_notify: awaitNotify, pay_order_info: payOrderInfo, ...data }));
  }

  const query = (out_trade_no: string): Promise<Verdict> => ask({ out_trade_no });

  function getOpenid({ code }: { readonly code?: string } = {}): Promise<Answer> {
    return openidOf(functionOf(page.settings().queryAction), ports.call, ports.source, code);
  }

  /** 开发者给的，加上组件自动带的：isPC、回来的地址、小程序的 openid。 */
  async function filled(data: Answer): Promise<Answer> {
    const provider = text(data['provider']);
    const { autoGetOpenid, returnUrl } = page.settings();
    const back = returnUrlFor(returnUrl, text(data['out_trade_no']));
    const known = { ...ports.hints(), ...(back === undefined ? {} : { return_url: back }), ...data };
    if (!autoGetOpenid || text(data['openid']) !== '' || ports.source?.provider !== provider) return known;
    const openid = openids.get(provider) ?? text((await getOpenid())['openid']);
    if (openid === '') return known;
    openids.set(provider, openid);
    return { ...known, openid };
  }

  function refuse(request: Pick<CreateRequest, 'fail'>, answer: Answer): void {
    if (request.fail) request.fail(answer);
    else tell(answer['msg']);
  }

  function paid(request: CreateRequest, answer: Answer): void {
    stop();
    page.status(2);
    request.success?.(answer);
  }

  /** 二维码在页面上了：盯着，直到付了、页面把状态改回去，或组件没了。 */
  function watchCode(payment: Invocation, request: CreateRequest): void {
    page.code(payment.codeUrl ?? '', payment.qrcodeImage ?? '');
    const { polling, pollingTime } = page.settings();
    if (!polling) return;
    const { out_trade_no } = payment;
    const timers = ports.timers ? { timers: ports.timers } : {};
    watch = watchPayment({ out_trade_no, intervalMs: pollingTime, query, onPaid: (answer) => paid(request, answer), ...timers });
    watch.show(visible);
  }

  function take(ending: Ending, payment: Invocation, request: CreateRequest): void {
    switch (ending.kind) {
      case 'paid':
        return paid(request, ending.answer);
      case 'scan':
        return watchCode(payment, request);
      case 'left': {
        // 手机上去了付款的 App，网页还在后面：回来先问一次；没有付的等用户自己点
        const mine = round;
        const look = async (): Promise<void> => {
          const verdict = await query(payment.out_trade_no).catch(() => undefined);
          if (mine === round && verdict?.paid) paid(request, verdict.answer);
        };
        stopWaiting = ports.whenBack(() => void look());
        return;
      }
      case 'cancelled':
        page.status(0);
        return request.cancel?.(ending.answer);
      case 'failed':
        page.status(0);
        return refuse(request, { ...ending.answer, failType: ending.failType });
    }
  }

  async function place(request: CreateRequest): Promise<Answer | undefined> {
    try {
      return await masked(request.title ?? COMPAT.creating, async () => ports.call(request.action, await filled(request.data)));
    } catch (thrown) {
      refuse(request, { ...refusalOf(thrown, COMPAT.notCreated), failType: 'create' });
      return undefined;
    }
  }

  /** 答复里唤起支付的那几样；没有 platform 的从 pay_type 里看。 */
  function invocation(answer: Answer, data: Answer): Invocation {
    const provider = text(answer['provider']) || text(data['provider']);
    const platform = text(answer['platform']) || text(answer['pay_type']).replace(`${provider}_`, '');
    const out_trade_no = text(answer['out_trade_no']) || text(data['out_trade_no']);
    return invocationOf(out_trade_no, provider, platform, answer['orderInfo'], answer['qrcodeImage'], answer['needQRcode'] === false);
  }

  async function pay(request: CreateRequest): Promise<void> {
    stop();
    const mine = round;
    const answer = await place(request);
    if (!answer || mine !== round) return;
    if ((await request.create?.(answer)) === false) return;
    let payment: Invocation;
    try {
      payment = invocation(answer, request.data);
    } catch (thrown) {
      return refuse(request, { ...refusalOf(thrown, COMPAT.notCreated), failType: 'create' });
    }
    page.status(1);
    const invoking: InvokePorts = {
      drivers: ports.drivers,
      query,
      wait: ports.wait,
      returnUrl: (no) => returnUrlFor(page.settings().returnUrl, no),
    };
    uni.showLoading({ title: PAY.invoking, mask: true });
    const ending = await invokePayment(payment, invoking, () => uni.showLoading({ title: COMPAT.confirming, mask: true })).finally(() =>
      uni.hideLoading(),
    );
    if (mine === round) take(ending, payment, request);
  }

  return {
    /** 付一次款；连点两下只算一下。从不抛出。 */
    async createPayment(request: CreateRequest): Promise<void> {
      if (creating) return;
      creating = true;
      try {
        await pay(request);
      } finally {
        creating = false;
      }
    },

    /** 问一次。从不抛出。@returns 答复；没有付的、没有问到的也是 */
    async queryPayment(request: QueryRequest): Promise<Answer> {
      const { title, data = {}, needAlert = request.fail === undefined } = request;
      let verdict: Verdict;
      try {
        verdict = await masked(title, () => ask(data));
      } catch (thrown) {
        verdict = { paid: false, answer: refusalOf(thrown, COMPAT.notAsked) };
      }
      const { paid: done, answer } = verdict;
      if (done) {
        if (watch?.out_trade_no === text(data['out_trade_no'])) stop();
        page.status(2);
        request.success?.(answer);
        return answer;
      }
      if (needAlert) tell(answer['msg']);
      request.fail?.(answer);
      return answer;
    },

    getOpenid,

    /** 服务端还不收 Apple 内购，没有可以补的单；留着名字，页面照文档调用不会出错。 */
    async appleiapRestore(): Promise<void> {
      if (page.settings().debug) console.log(`[vk-uni-pay] ${COMPAT.onlyApp}`);
    },

    /** 页面在不在前面（page-show） */
    show(next: boolean): void {
      visible = next;
      watch?.show(next);
    },

    /** 页面自己改了状态：不再是「支付中」的，不必再盯。 */
    statusChanged(value: unknown): void {
      if (watch && value !== 1) stop();
    },

    stop,
  };
}

export type VkPayment = ReturnType<typeof createVkPayment>;
