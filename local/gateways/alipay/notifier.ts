/**
 * 通知的产生、投递与重试（docs/protocols/alipay.md §7）。
 * 先记账再投递：进程被杀后，未确认的通知重启时继续；因此同一个通知可能投递多次，与真实网关一样。
 */
import type { KeyObject } from 'node:crypto';
import { nextAttemptAt, type Deliver, type OutgoingRequest } from '../kit/delivery';
import { takeCallbackFault, type AlipayFaultScript, type CallbackFault } from './faults';
import type { Ledger } from './ledger';
import type { Notice, NoticeKind, NoticeVariant, Product, Refund, Trade } from './model';
import { newNotifyId, noticeFields, noticeRequest } from './notice';
import type { AlipayApp, EventDetail } from './options';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
/** 首次投递之后的间隔：共 8 次，25 小时之内 */
export const RETRY_INTERVALS_MS: readonly number[] = [4 * MINUTE, 10 * MINUTE, 10 * MINUTE, HOUR, 2 * HOUR, 6 * HOUR, 15 * HOUR];
/** 扫码类产品先连发约三次 */
const QR_RETRY_INTERVALS_MS: readonly number[] = [SECOND, SECOND, ...RETRY_INTERVALS_MS];
/** 乱序的通知最多等这么久，免得没有下一个通知时永远不发 */
const LONGEST_HOLD_MS = MINUTE;

export const intervalsOf = (product: Product): readonly number[] => (product === 'precreate' ? QR_RETRY_INTERVALS_MS : RETRY_INTERVALS_MS);

export interface DeliveryReport {
  readonly notifyId: string;
  readonly kind: NoticeKind;
  readonly outTradeNo: string;
  readonly attempt: number;
  /** 每一份是否得到 success */
  readonly answers: readonly { readonly status: number; readonly body: string }[];
  readonly acked: boolean;
  /** 下一次投递的时间，毫秒；已确认或放弃时没有 */
  readonly nextAt?: number;
  readonly preludes: readonly { readonly variant: NoticeVariant; readonly status: number; readonly body: string }[];
}

export interface NotifierPorts {
  readonly ledger: Ledger;
  readonly key: KeyObject;
  readonly faults: AlipayFaultScript;
  readonly app: (appId: string) => AlipayApp;
  readonly now: () => number;
  readonly deliver: Deliver;
  readonly emit: (event: EventDetail) => void;
  readonly compression: number;
}

type Answer = DeliveryReport['answers'][number];
/** 只有 HTTP 200 且正文恰好是这七个字符才算确认。 */
const isAck = ({ status, body }: Answer): boolean => status === 200 && body === 'success';

export class Notifier {
  private readonly inFlight = new Set<string>();
  private closed = false;

  constructor(private readonly ports: NotifierPorts) {}

  /** 记下一个待投递的通知，立即到期（除非剧本另有安排）。下单时没有给 notify_url 就没有通知。 */
  enqueue(kind: NoticeKind, trade: Trade, refund?: Refund): void {
    if (trade.notifyUrl === undefined) return;
    const fault = takeCallbackFault(this.ports.faults, { outTradeNo: trade.outTradeNo, outRequestNo: refund?.outRequestNo, notice: kind });
    this.book(trade.notifyUrl, kind, trade, refund, fault);
    // 迟到的「等待付款」：状态绝不该因此倒退。它自己不再取用剧本，否则一直生效的规则会没完没了。
    if (fault?.kind === 'lateWaiting') this.book(trade.notifyUrl, 'waiting', trade);
  }

  private book(url: string, kind: NoticeKind, trade: Trade, refund?: Refund, fault?: CallbackFault): void {
    const { ledger, now, compression, app } = this.ports;
    const createdAt = now();
    const held = fault?.kind === 'reorder';
    const delay = held ? LONGEST_HOLD_MS : fault?.kind === 'delay' ? fault.ms : 0;
    const notifyId = newNotifyId(createdAt);
    const note: Notice = {
      notifyId,
      sequence: ledger.store.nextNumber('notice'),
      kind,
      appId: trade.appId,
      product: trade.product,
      outTradeNo: trade.outTradeNo,
      outRequestNo: refund?.outRequestNo,
      url,
      fields: noticeFields(kind, trade, app(trade.appId), notifyId, refund),
      createdAt,
      state: fault?.kind === 'suppress' ? 'SUPPRESSED' : 'PENDING',
      dueAt: Math.ceil(createdAt + delay / compression),
      attempts: [],
      copies: fault?.kind === 'duplicate' ? fault.count : 1,
      preludes: fault?.kind === 'prelude' ? [fault.variant] : [],
      held,
    };
    ledger.saveNotice(note);
    if (note.state === 'SUPPRESSED') this.emit(note, 'suppressed', 0);
    if (!held) this.releaseHeld(note.dueAt);
  }

  /** 有了后来的通知，之前压住的排到它后面。 */
  private releaseHeld(dueAt: number): void {
    const { ledger } = this.ports;
    for (const note of ledger.heldNotices())
      ledger.saveNotice({ ...note, held: false, dueAt, sequence: ledger.store.nextNumber('notice') });
  }

  /** 投递此刻到期的全部通知，按到期时间与产生次序逐个进行；同一个通知不会并发投递两轮。 */
  async deliverDue(): Promise<DeliveryReport[]> {
    const reports: DeliveryReport[] = [];
    for (const { notifyId } of this.ports.ledger.noticesDue()) {
      if (this.closed) break;
      const note = this.ports.ledger.notice(notifyId);
      // 排队期间可能已被另一轮投递。
      if (!note || note.state !== 'PENDING' || note.dueAt > this.ports.now() || this.inFlight.has(notifyId)) continue;
      this.inFlight.add(notifyId);
      try {
        const report = await this.attempt(note);
        if (report) reports.push(report);
      } finally {
        this.inFlight.delete(notifyId);
      }
    }
    return reports;
  }

  private async attempt(note: Notice): Promise<DeliveryReport | undefined> {
    const { key, now } = this.ports;
    const attempt = note.attempts.length + 1;
    const preludes: DeliveryReport['preludes'][number][] = [];
    for (const variant of attempt === 1 ? note.preludes : []) {
      this.emit(note, 'sent', attempt, { variant });
      preludes.push({ variant, ...(await this.send(noticeRequest(note.url, note.fields, key, now(), variant))) });
    }
    this.emit(note, 'sent', attempt);
    const copies = Array.from({ length: note.copies }, () => noticeRequest(note.url, note.fields, key, now()));
    const answers = await Promise.all(copies.map((request) => this.send(request)));
    if (this.closed) return undefined;
    return this.record(note.notifyId, attempt, answers, preludes);
  }

  private async send(request: OutgoingRequest): Promise<Answer> {
    try {
      return await this.ports.deliver(request);
    } catch {
      // 连不上与超时对网关是一回事：没有确认。
      return { status: 0, body: '' };
    }
  }

  private record(
    notifyId: string,
    attempt: number,
    answers: readonly Answer[],
    preludes: DeliveryReport['preludes'],
  ): DeliveryReport | undefined {
    const { ledger, now, compression } = this.ports;
    const note = ledger.notice(notifyId);
    if (!note) return undefined;
    const at = now();
    const acked = answers.some(isAck);
    const nextAt = acked ? undefined : nextAttemptAt(intervalsOf(note.product), attempt, at, compression);
    const status = (answers.find(isAck) ?? answers[0])?.status ?? 0;
    ledger.saveNotice({
      ...note,
      state: acked ? 'ACKED' : nextAt === undefined ? 'GAVE_UP' : 'PENDING',
      dueAt: nextAt ?? note.dueAt,
      // 已经投递过就不再等别人，重试照时间表。
      held: false,
      attempts: [...note.attempts, { at, status, acked }],
    });
    this.emit(note, acked ? 'acked' : nextAt === undefined ? 'gaveUp' : 'retry', attempt, { status, nextAt });
    return { notifyId, kind: note.kind, outTradeNo: note.outTradeNo, attempt, answers, acked, nextAt, preludes };
  }

  private emit(
    note: Notice,
    step: 'sent' | 'acked' | 'retry' | 'gaveUp' | 'suppressed',
    attempt: number,
    more: { status?: number; nextAt?: number; variant?: string } = {},
  ): void {
    this.ports.emit({ kind: 'callback', step, id: note.notifyId, notice: note.kind, outTradeNo: note.outTradeNo, attempt, ...more });
  }

  close(): void {
    this.closed = true;
  }
}
