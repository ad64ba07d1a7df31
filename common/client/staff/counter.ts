/**
 * 柜台收款的一次打开：金额 → 扫码枪扫付款码（数字加回车）→ 结果。
 * 单号先定好、先记下，同一笔只用一个单号；正在收、有了结果之后再来的回车什么也不做，要人点「收下一笔」。
 * 付款码扫完就从输入框里抹掉，不记在任何地方。
 */
import { computed, onScopeDispose, ref, shallowRef } from 'vue';
import type { ChargeAnswer, ChargeOutcome } from '../../contract/counter/services';
import { providerOfCode } from '../../contract/channels';
import { ERROR_CATALOGUE } from '../../contract/errors';
import { intentFromQuery } from '../pay/intent';
import { newOrderNumber } from '../pay/order-number';
import { startPolling, type Polling } from '../pay/polling';
import type { Trouble } from '../pay/trouble';
import { parseYuan, yuanText } from '../refunds/yuan-input';
import { DEVICE_KEYS, rememberedList } from '../shell/device-memory';
import type { Dialog } from '../shell/dialog';
import { describeFailure } from '../shell/errors';
import { useNetwork } from '../shell/network';
import { deskOrderUrl, type PageQuery } from '../shell/pages';
import { callService } from '../shell/services';
import { COUNTER } from '../words/counter';
import { serverWords } from './said-by-server';
import { useStaffGate } from './staff-gate';
import { openPage } from '../shell/navigation';

const ASK_MS = 3000;
const OPEN: readonly ChargeOutcome[] = ['waiting', 'withdrawing'];
/** 没有等到结果的那一笔：刷新之后先把它问清楚。 */
interface LostCharge {
  readonly out_trade_no: string;
  readonly total_fee: number;
}
const lost = rememberedList<LostCharge>(DEVICE_KEYS.charges, 1);

/** @param dialog 页面的确认框 */
export function createCounter(query: PageQuery, dialog: Dialog) {
  const intent = intentFromQuery(query) ?? { type: 'counter' };
  const amount = ref(intent.total_fee === undefined ? '' : yuanText(intent.total_fee));
  const subject = ref<string>(COUNTER.subjectDefault);
  const code = ref('');
  const problem = ref<{ readonly amount?: string; readonly code?: string }>({});
  /** 正在收或正在等结果的那一笔 */
  const current = shallowRef<LostCharge>();
  const result = shallowRef<ChargeAnswer>();
  const said = shallowRef<Trouble>();
  const sending = ref(false);
  const round = ref(0);
  /** 正在收，或正在等结果 */
  const busy = ref(false);
  const now = ref(Date.now());
  const gate = useStaffGate(COUNTER);
  const { offline } = useNetwork(() => polling?.askNow());
  // 不是响应式的：扫码枪的两次回车可能在下一次渲染之前都到
  let working = false;
  let skew = 0;
  let polling: Polling | undefined;
  const ticking = setInterval(() => (now.value = Date.now() + skew), 1000);
  onScopeDispose(() => {
    clearInterval(ticking);
    polling?.stop();
  });

  const isOver = computed(() => result.value !== undefined && !OPEN.includes(result.value.outcome));
  const fee = computed(() => current.value?.total_fee ?? parseYuan(amount.value));

  function take(answer: ChargeAnswer): boolean {
    skew = answer.server_date - Date.now();
    now.value = answer.server_date;
    result.value = { ...(result.value?.refusal ? { refusal: result.value.refusal } : {}), ...answer };
    said.value = undefined;
    if (OPEN.includes(answer.outcome)) return false;
    lost.replace([]);
    return true;
  }

  /** 还没有结论：每隔几秒问一次，问不到就接着问。 */
  function follow({ out_trade_no }: LostCharge): void {
    polling?.stop();
    polling = startPolling<ChargeAnswer | undefined>({
      async ask() {
        try {
          return await callService('counterPayment', { out_trade_no });
        } catch (thrown) {
          if (describeFailure(thrown).code !== ERROR_CATALOGUE.ORDER_NOT_FOUND.code) throw thrown;
          return undefined;
        }
      },
      onAnswer(answer) {
        if (answer) return take(answer);
        // 单号留着：迟到的那一次真到了，再收的这一次也只会看到它的结果。
        said.value = { tone: 'warning', text: COUNTER.neverCame };
        working = false;
        busy.value = false;
        return true;
      },
      onError(thrown) {
        const reason = describeFailure(thrown);
        if (gate.refuse(reason)) polling?.stop();
        else if (!result.value) said.value = { tone: 'warning', text: COUNTER.unclear, detail: COUNTER.unclearHint };
      },
      delay: () => ASK_MS,
    });
  }

  async function charge(): Promise<void> {
    const authCode = code.value.normalize('NFKC').replace(/\s/g, '');
    // 换一个空的输入框：旧的那一个隔 100 毫秒才报字，报的是已经收走的那一串，会混进下一次扫的里面
    code.value = '';
    round.value += 1;
    if (working || offline.value || result.value) return;
    const total_fee = fee.value;
    problem.value = {
      ...(total_fee === undefined ? { amount: COUNTER.amountWrong } : {}),
      ...(authCode === '' || providerOfCode(authCode) ? {} : { code: COUNTER.codeWrong }),
    };
    if (authCode === '' || total_fee === undefined || problem.value.code) return;
    working = true;
    busy.value = true;
    sending.value = true;
    said.value = undefined;
    const row = current.value ?? { out_trade_no: await newOrderNumber(), total_fee };
    current.value = row;
    lost.replace([row]);
    try {
      const answer = await callService('chargeByCode', {
        auth_code: authCode,
        out_trade_no: row.out_trade_no,
        type: intent.type,
        total_fee: row.total_fee,
        subject: subject.value.trim() || COUNTER.subjectDefault,
        ...(intent.custom ? { custom: intent.custom } : {}),
      });
      if (!take(answer)) follow(row);
    } catch (thrown) {
      const reason = describeFailure(thrown);
      if (gate.refuse(reason)) return;
      // 服务端在收之前就拒绝的，单号没有用掉；别的都不知道收到没有。
      if (reason.code === ERROR_CATALOGUE.PARAM.code || reason.code === ERROR_CATALOGUE.RATE_LIMIT.code) {
        lost.replace([]);
        current.value = undefined;
        working = false;
        busy.value = false;
        said.value = { tone: 'danger', text: serverWords(reason), detail: reason.action };
        return;
      }
      said.value = { tone: 'warning', text: COUNTER.unclear, detail: COUNTER.unclearHint };
      follow(row);
    } finally {
      sending.value = false;
    }
  }

  async function withdraw(): Promise<void> {
    const row = current.value;
    if (!row || isOver.value) return;
    const sure = await dialog.ask({
      title: COUNTER.withdrawTitle,
      text: COUNTER.withdrawText,
      fee: row.total_fee,
      rows: [{ name: COUNTER.number, value: row.out_trade_no }],
      confirm: COUNTER.withdraw,
      cancel: COUNTER.keep,
      tone: 'danger',
    });
    if (!sure || isOver.value) return;
    try {
      await callService('cancelPayment', { out_trade_no: row.out_trade_no });
    } catch (thrown) {
      const reason = describeFailure(thrown);
      if (!gate.refuse(reason)) said.value = { tone: 'warning', text: serverWords(reason) };
    }
    polling?.askNow();
  }

  /** 收下一笔：只有人点了才开始。 */
  function next(keep: boolean): void {
    if (!isOver.value) return;
    polling?.stop();
    if (!keep && intent.total_fee === undefined) amount.value = '';
    result.value = undefined;
    current.value = undefined;
    said.value = undefined;
    problem.value = {};
    code.value = '';
    working = false;
    busy.value = false;
  }

  const [waiting] = lost.all();
  if (waiting) {
    working = true;
    busy.value = true;
    current.value = waiting;
    said.value = { tone: 'warning', text: COUNTER.unclear, detail: COUNTER.unclearHint };
    follow(waiting);
    polling?.askNow();
  }
  return {
    amount,
    subject,
    code,
    /** 第几个输入框：一串收走就换一个 */
    round,
    problem,
    current,
    result,
    said,
    sending,
    offline,
    fee,
    isOver,
    /** 光标该在付款码上 */
    listening: computed(() => !busy.value && !offline.value),
    busy,
    secondsLeft: computed(() => Math.max(0, Math.ceil(((result.value?.give_up_date ?? 0) - now.value) / 1000))),
    priced: intent.total_fee !== undefined,
    writeAmount(text: string): void {
      amount.value = text;
      problem.value = {};
    },
    writeCode(text: string): void {
      code.value = text;
    },
    charge: (): void => void charge(),
    withdraw,
    next,
    openOrder: (): void => {
      if (current.value) openPage(deskOrderUrl(current.value.out_trade_no));
    },
    denied: gate.denied,
    deniedTitle: gate.title,
    deniedText: gate.text,
    deniedActions: gate.actions,
    pause: (): void => polling?.pause(),
    resume(): void {
      if (gate.tryAgain()) polling?.resume();
    },
  };
}
