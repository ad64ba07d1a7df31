/**
 * 通知的产生、投递与重试，各网关共用；内容、签名、时间表与「怎样算确认」由各协议给出。
 * 先记账再投递：进程被杀后，未确认的通知重启时继续；因此同一个通知可能投递多次，与真实网关一样。
 */
import type { Deliver, DeliveryAnswer, OutgoingRequest } from './delivery';
import type { CallbackProgress, CallbackStep } from './events';
import type { Collection, LedgerStore } from './ledger-store';
import type { DeliveryReportOf, NoticeLine, NoticeOf, NoticeProtocol, Prelude, ScriptedDelivery } from './notice';
import { MINUTE, nextAttemptAt } from './schedule';

export interface NotifierPorts<Content> {
  readonly store: LedgerStore;
  readonly protocol: NoticeProtocol<Content>;
  readonly now: () => number;
  readonly deliver: Deliver;
  readonly emit: (event: CallbackProgress) => void;
  readonly compression: number;
  readonly latency?: (operation: 'callback') => Promise<void>;
}

export interface NewNotice<Content> {
  readonly url: string;
  readonly outTradeNo: string;
  /** 内容可能要用到通知自己的编号 */
  readonly content: (id: string) => Content;
}

/** 乱序的通知最多等这么久，免得没有下一个通知时永远不发 */
const LONGEST_HOLD_MS = MINUTE;

export class Notifier<Content extends object> {
  private readonly notices: Collection<NoticeOf<Content>>;
  private readonly inFlight = new Set<string>();
  private closed = false;

  constructor(private readonly ports: NotifierPorts<Content>) {
    this.notices = ports.store.collection('notices');
  }

  /** 记下一个待投递的通知，立即到期（除非剧本另有安排）。在业务事务内调用。 */
  enqueue({ url, outTradeNo, content }: NewNotice<Content>, fault?: ScriptedDelivery): void {
    const { store, now, compression, protocol } = this.ports;
    const createdAt = now();
    const held = fault?.kind === 'reorder';
    const delay = held ? LONGEST_HOLD_MS : fault?.kind === 'delay' ? (fault.ms ?? 0) : 0;
    const id = protocol.newId(createdAt);
    const notice: NoticeOf<Content> = {
      ...content(id),
      id,
      sequence: store.nextNumber('notice'),
      outTradeNo,
      url,
      createdAt,
      state: fault?.kind === 'suppress' ? 'SUPPRESSED' : 'PENDING',
      dueAt: Math.ceil(createdAt + delay / compression),
      attempts: [],
      copies: fault?.kind === 'duplicate' ? (fault.count ?? 1) : 1,
      preludes: fault?.kind === 'prelude' && fault.variant !== undefined ? [fault.variant] : [],
      held,
    };
    this.save(notice);
    if (notice.state === 'SUPPRESSED') this.emit(notice, 'suppressed', 0);
    if (!held) this.releaseHeld(notice.dueAt);
  }

  /** 有了后来的通知，之前压住的排到它后面；后来的若被推迟，压住的不陪它等过自己的期限。 */
  private releaseHeld(dueAt: number): void {
    const { store, now } = this.ports;
    const held = this.notices.until(Number.MAX_SAFE_INTEGER).filter((notice) => notice.held);
    for (const notice of held)
      this.save({
        ...notice,
        held: false,
        dueAt: Math.min(dueAt, Math.max(notice.dueAt, now())),
        sequence: store.nextNumber('notice'),
      });
  }

  private save(notice: NoticeOf<Content>): void {
    this.notices.put(notice.id, notice, notice.state === 'PENDING' ? notice.dueAt : null);
  }

  /** 一张订单（或全部）的通知，按产生次序。 */
  list(outTradeNo?: string): readonly NoticeOf<Content>[] {
    return this.notices
      .all()
      .filter((notice) => outTradeNo === undefined || notice.outTradeNo === outTradeNo)
      .sort((a, b) => a.sequence - b.sequence);
  }

  /** 最近的通知给人看的样子，新的在前。 */
  overview(limit: number): NoticeLine[] {
    return this.list()
      .slice(-limit)
      .reverse()
      .map((notice) => ({
        id: notice.id,
        out_trade_no: notice.outTradeNo,
        notice: this.ports.protocol.label(notice),
        state: notice.state,
        due_at: notice.dueAt,
        attempts: notice.attempts,
      }));
  }

  /** 现在就投递（再投递）这一个，不管它是等着、压住、放弃还是确认过。@returns 有没有这个通知 */
  sendNow(id: string): boolean {
    const notice = this.notices.get(id);
    if (!notice) return false;
    this.save({ ...notice, state: 'PENDING', held: false, dueAt: this.ports.now() });
    return true;
  }

  /** 下一个通知到期的时间，毫秒 */
  nextDueAt(): number | undefined {
    return this.notices.earliest();
  }

  /** 投递此刻到期的全部通知，按到期时间与产生次序逐个进行；同一个通知不会并发投递两轮。 */
  async deliverDue(): Promise<DeliveryReportOf<Content>[]> {
    const { now } = this.ports;
    const due = this.notices.until(now()).sort((a, b) => a.dueAt - b.dueAt || a.sequence - b.sequence);
    const reports: DeliveryReportOf<Content>[] = [];
    for (const { id } of due) {
      if (this.closed) break;
      const notice = this.notices.get(id);
      // 排队期间可能已被另一轮投递。
      if (!notice || notice.state !== 'PENDING' || notice.dueAt > now() || this.inFlight.has(id)) continue;
      this.inFlight.add(id);
      try {
        const report = await this.attempt(notice);
        if (report) reports.push(report);
      } finally {
        this.inFlight.delete(id);
      }
    }
    return reports;
  }

  private async attempt(notice: NoticeOf<Content>): Promise<DeliveryReportOf<Content> | undefined> {
    const { protocol, now, latency } = this.ports;
    await latency?.('callback');
    const attempt = notice.attempts.length + 1;
    const preludes: Prelude[] = [];
    for (const variant of attempt === 1 ? notice.preludes : []) {
      this.emit(notice, 'sent', attempt, { variant });
      preludes.push({ variant, ...(await this.send(protocol.request(notice, now(), variant))) });
    }
    this.emit(notice, 'sent', attempt);
    const copies = Array.from({ length: notice.copies }, () => protocol.request(notice, now()));
    const answers = await Promise.all(copies.map((request) => this.send(request)));
    return this.closed ? undefined : this.record(notice.id, attempt, answers, preludes);
  }

  private async send(request: OutgoingRequest): Promise<DeliveryAnswer> {
    try {
      return await this.ports.deliver(request);
    } catch {
      // 连不上与超时对网关是一回事：没有确认。
      return { status: 0, body: '' };
    }
  }

  private record(
    id: string,
    attempt: number,
    answers: readonly DeliveryAnswer[],
    preludes: readonly Prelude[],
  ): DeliveryReportOf<Content> | undefined {
    const { protocol, now, compression } = this.ports;
    const notice = this.notices.get(id);
    if (!notice) return undefined;
    const at = now();
    const confirmed = answers.find((answer) => protocol.acknowledged(answer, notice));
    const acked = confirmed !== undefined;
    const nextAt = acked ? undefined : nextAttemptAt(protocol.intervals(notice), attempt, at, compression);
    const status = (confirmed ?? answers[0])?.status ?? 0;
    const after: NoticeOf<Content> = {
      ...notice,
      state: acked ? 'ACKED' : nextAt === undefined ? 'GAVE_UP' : 'PENDING',
      dueAt: nextAt ?? notice.dueAt,
      // 已经投递过就不再等别人，重试照时间表。
      held: false,
      attempts: [...notice.attempts, { at, status, acked }],
    };
    this.save(after);
    this.emit(notice, acked ? 'acked' : nextAt === undefined ? 'gaveUp' : 'retry', attempt, { status, nextAt });
    return { ...after, attempt, answers, statuses: answers.map((answer) => answer.status), acked, nextAt, preludes };
  }

  private emit(
    notice: NoticeOf<Content>,
    step: CallbackStep,
    attempt: number,
    more: { readonly status?: number; readonly nextAt?: number; readonly variant?: string } = {},
  ): void {
    const { id, outTradeNo } = notice;
    this.ports.emit({ kind: 'callback', step, id, notice: this.ports.protocol.label(notice), outTradeNo, attempt, ...more });
  }

  close(): void {
    this.closed = true;
  }
}
