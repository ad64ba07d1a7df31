/**
 * 回调的产生、投递与重试（docs/protocols/wxpay.md §5.3、§10.8）。
 * 先记账再投递：进程被杀后，未确认的回调重启时继续；因此同一个回调可能投递多次，与真实网关一样。
 */
import { nextAttemptAt, type Deliver, type OutgoingRequest } from '../kit/delivery';
import { buildCallback, newNotificationId, originalTypeOf } from './callback-message';
import { takeCallbackFault, type WxpayFaultScript } from './faults';
import type { Ledger } from './ledger';
import type { EventType, JsonObject, Notification, NotificationVariant } from './model';
import type { EventDetail, WxpayMerchant } from './options';
import type { PlatformKeys } from './platform-signature';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
/** 重试间隔：最多 15 次，合计 24 小时 4 分（§5.3）。 */
export const RETRY_INTERVALS_MS: readonly number[] = [
  15 * SECOND,
  15 * SECOND,
  30 * SECOND,
  3 * MINUTE,
  10 * MINUTE,
  20 * MINUTE,
  30 * MINUTE,
  30 * MINUTE,
  30 * MINUTE,
  HOUR,
  3 * HOUR,
  3 * HOUR,
  3 * HOUR,
  6 * HOUR,
  6 * HOUR,
];
/** 乱序的回调最多等这么久，免得没有下一个回调时永远不发 */
const LONGEST_HOLD_MS = MINUTE;
const DEFAULT_PUBLIC_KEY_SHARE = 0.5;

export interface DeliveryReport {
  readonly id: string;
  readonly eventType: EventType;
  readonly outTradeNo: string;
  readonly attempt: number;
  /** 每一份的 HTTP 状态；超时或连不上为 0 */
  readonly statuses: readonly number[];
  readonly acked: boolean;
  /** 下一次投递的时间，毫秒；已确认或放弃时没有 */
  readonly nextAt?: number;
  readonly preludes: readonly { readonly variant: NotificationVariant; readonly status: number }[];
}

export interface NotifierPorts {
  readonly ledger: Ledger;
  readonly keys: PlatformKeys;
  readonly faults: WxpayFaultScript;
  readonly merchant: (mchid: string) => WxpayMerchant;
  readonly now: () => number;
  readonly deliver: Deliver;
  readonly emit: (event: EventDetail) => void;
  readonly compression: number;
}

export interface NewNotification {
  readonly mchid: string;
  readonly eventType: EventType;
  readonly outTradeNo: string;
  readonly outRefundNo?: string;
  readonly url: string;
  readonly plaintext: JsonObject;
}

export class Notifier {
  private readonly inFlight = new Set<string>();
  private closed = false;

  constructor(private readonly ports: NotifierPorts) {}

  /** 记下一个待投递的回调，立即到期（除非剧本另有安排）。在业务事务内调用。 */
  enqueue(notice: NewNotification): void {
    const { ledger, now, compression, faults } = this.ports;
    const fault = takeCallbackFault(faults, {
      outTradeNo: notice.outTradeNo,
      outRefundNo: notice.outRefundNo,
      eventType: notice.eventType,
    });
    const createdAt = now();
    const held = fault?.kind === 'reorder';
    const delay = held ? LONGEST_HOLD_MS : fault?.kind === 'delay' ? fault.ms : 0;
    const note: Notification = {
      ...notice,
      id: newNotificationId(),
      sequence: ledger.store.nextNumber('notification'),
      createdAt,
      state: fault?.kind === 'suppress' ? 'SUPPRESSED' : 'PENDING',
      dueAt: Math.ceil(createdAt + delay / compression),
      attempts: [],
      copies: fault?.kind === 'duplicate' ? fault.count : 1,
      preludes: fault?.kind === 'forged' ? ['forged'] : fault?.kind === 'signTest' ? ['signTest'] : [],
      held,
    };
    ledger.saveNotification(note);
    if (note.state === 'SUPPRESSED') this.emit(note, 'suppressed', 0);
    if (!held) this.releaseHeld(note.dueAt);
  }

  /** 有了后来的回调，之前压住的排到它后面。 */
  private releaseHeld(dueAt: number): void {
    const { ledger } = this.ports;
    for (const note of ledger.heldNotifications())
      ledger.saveNotification({ ...note, held: false, dueAt, sequence: ledger.store.nextNumber('notification') });
  }

  /** 投递此刻到期的全部回调，按到期时间与产生次序逐个进行；同一个回调不会并发投递两轮。 */
  async deliverDue(): Promise<DeliveryReport[]> {
    const reports: DeliveryReport[] = [];
    for (const { id } of this.ports.ledger.notificationsDue()) {
      if (this.closed) break;
      const note = this.ports.ledger.notification(id);
      // 排队期间可能已被另一轮投递。
      if (!note || note.state !== 'PENDING' || note.dueAt > this.ports.now() || this.inFlight.has(id)) continue;
      this.inFlight.add(id);
      try {
        const report = await this.attempt(note);
        if (report) reports.push(report);
      } finally {
        this.inFlight.delete(id);
      }
    }
    return reports;
  }

  private async attempt(note: Notification): Promise<DeliveryReport | undefined> {
    const { keys, merchant, now } = this.ports;
    const owner = merchant(note.mchid);
    const key = keys.forCallback(owner.mode, owner.publicKeyShare ?? DEFAULT_PUBLIC_KEY_SHARE, note.sequence);
    const message = { ...note, originalType: originalTypeOf(note.eventType) };
    const attempt = note.attempts.length + 1;
    const preludes: { variant: NotificationVariant; status: number }[] = [];
    for (const variant of attempt === 1 ? note.preludes : []) {
      this.emit(note, 'sent', attempt, { variant });
      preludes.push({ variant, status: await this.send(buildCallback(message, owner, key, now(), variant)) });
    }
    this.emit(note, 'sent', attempt);
    const copies = Array.from({ length: note.copies }, () => buildCallback(message, owner, key, now()));
    const statuses = await Promise.all(copies.map((request) => this.send(request)));
    if (this.closed) return undefined;
    return this.record(note.id, attempt, statuses, preludes);
  }

  private async send(request: OutgoingRequest): Promise<number> {
    try {
      return (await this.ports.deliver(request)).status;
    } catch {
      // 连不上与超时对网关是一回事：没有确认。
      return 0;
    }
  }

  private record(
    id: string,
    attempt: number,
    statuses: readonly number[],
    preludes: DeliveryReport['preludes'],
  ): DeliveryReport | undefined {
    const { ledger, now, compression } = this.ports;
    const note = ledger.notification(id);
    if (!note) return undefined;
    const at = now();
    // 只有 200 与 204 算确认，正文不看（§5.2）。
    const confirmed = statuses.find((status) => status === 200 || status === 204);
    const acked = confirmed !== undefined;
    const nextAt = acked ? undefined : nextAttemptAt(RETRY_INTERVALS_MS, attempt, at, compression);
    const status = confirmed ?? statuses[0] ?? 0;
    ledger.saveNotification({
      ...note,
      state: acked ? 'ACKED' : nextAt === undefined ? 'GAVE_UP' : 'PENDING',
      dueAt: nextAt ?? note.dueAt,
      attempts: [...note.attempts, { at, status, acked }],
    });
    this.emit(note, acked ? 'acked' : nextAt === undefined ? 'gaveUp' : 'retry', attempt, { status, nextAt });
    return { id, eventType: note.eventType, outTradeNo: note.outTradeNo, attempt, statuses, acked, nextAt, preludes };
  }

  private emit(
    note: Notification,
    step: 'sent' | 'acked' | 'retry' | 'gaveUp' | 'suppressed',
    attempt: number,
    more: { status?: number; nextAt?: number; variant?: string } = {},
  ): void {
    this.ports.emit({ kind: 'callback', step, id: note.id, eventType: note.eventType, outTradeNo: note.outTradeNo, attempt, ...more });
  }

  close(): void {
    this.closed = true;
  }
}
