/**
 * 回调入口：方法、路径、长度 → 验签 → settle → 业务处理 → 应答。
 * 只有变化已落盘才答成功（不变量 I7）；验不过签的什么也不改、什么也不读（I8）。
 * 失败策略：不可信 401；暂时处理不了 500，请网关稍后再来（它会重发，我们也会主动查）。
 */
import { accountPlatformsOf, PROVIDERS, type ProviderName } from '../../../../../../common/contract/channels';
import { OUT_TRADE_NO_PATTERN } from '../../../../../../common/contract/payments/order-number';
import { DEFAULT_PID } from '../config/config';
import { PayError, toPayError } from '../kernel/pay-error';
import type { ReceivingKernel } from '../kernel/kernel';
import { settle } from '../orders/settle';
import { ordersOf } from '../orders/store';
import { settleRefund } from '../refunds/settle';
import { mayBeOurs, refundsOf } from '../refunds/store';
import { settleTransfer } from '../transfers/settle';
import { mayBeTransfer, transfersOf } from '../transfers/store';
import type {
  Account,
  NotifyAnswer,
  NotifyEvent,
  ProviderReceiver,
  RawNotify,
  RefundFacts,
  TradeFacts,
  TransferFacts,
} from '../providers/provider';
import { takeHint } from './hint';
import { readHttpEvent } from './http-event';
import { keepNotify } from './keep';

const MAX_BODY_BYTES = 64 * 1024;
/** 伪造回调再多，每个实例、每种原因每分钟也只记一行，避免被人用来灌满数据库。 */
const UNVERIFIED_LOG_GAP_MS = 60_000;
const lastUnverifiedLog = new WeakMap<object, Map<string, number>>();

/** 云函数 URL 化的集成响应；第一个字段在阿里云上必须有。 */
export interface ComposedResponse extends NotifyAnswer {
  readonly mpserverlessComposedResponse: true;
}

const plain = (statusCode: number, body: string, headers: Record<string, string> = {}): ComposedResponse => ({
  mpserverlessComposedResponse: true,
  statusCode,
  headers: { 'content-type': 'text/plain; charset=utf-8', ...headers },
  body,
});

interface Target {
  readonly provider: ProviderReceiver;
  readonly account: Account;
}

/** `/wxpay/h5` 或 `/wxpay/h5/<pid>` → 收款账号。路径只用来查表，查不到就是 404。 */
function route(k: ReceivingKernel, path: string): Target | undefined {
  const [name, platform, pid = DEFAULT_PID, ...rest] = path.split('/').filter((part) => part !== '');
  const provider = PROVIDERS.find((known) => known === name) as ProviderName | undefined;
  if (!provider || rest.length > 0) return undefined;
  const known = accountPlatformsOf(provider).find((item) => item === platform);
  const account = known && k.config.account(provider, known, pid);
  return account ? { provider: k.provider(provider), account } : undefined;
}

const ownerOf = ({ provider, platform, pid }: Account): Pick<Account, 'provider' | 'platform' | 'pid'> => ({ provider, platform, pid });

/** 通知说的不是我们的钱：已告警，答「稍后再发」，什么也没有动。 */
const notOurs = (detail: string): PayError => new PayError('ORDER_NOT_FOUND', { detail });

async function applyPayment(k: ReceivingKernel, account: Account, facts: TradeFacts, logSince: number): Promise<void> {
  const order = OUT_TRADE_NO_PATTERN.test(facts.out_trade_no) ? await ordersOf(k).find(facts.out_trade_no) : undefined;
  if (!order) {
    await k.journal.alert({
      kind: 'unknown-order-paid',
      level: 'critical',
      out_trade_no: facts.out_trade_no,
      fact: `${account.provider} ${account.mchid} ${facts.transaction_id ?? ''}`,
      message: '网关通知一张本地没有的订单已支付',
      review: {
        kind: 'unknown_order',
        ...ownerOf(account),
        ...(facts.total_fee === undefined ? {} : { fee: facts.total_fee }),
        evidence: `${facts.state} ${facts.total_fee ?? ''}`,
      },
    });
    throw notOurs(facts.out_trade_no);
  }
  const settled = await settle(k, order, facts, { source: 'notify', speaker: account, logSince });
  if (settled.foreign) throw notOurs(settled.foreign);
}

async function applyRefund(k: ReceivingKernel, account: Account, facts: RefundFacts, logSince: number): Promise<void> {
  const refund = mayBeOurs(facts.out_refund_no) ? await refundsOf(k).find(facts.out_refund_no) : undefined;
  const about = { type: 'notify', ...ownerOf(account), out_trade_no: facts.out_trade_no, startedAt: logSince };
  if (!refund) {
    // 在商户平台上手工发起的退款：本地没有退款单，不能擅自改账，告警请人处理。
    await k.journal.alert({
      kind: 'unknown-refund',
      level: 'critical',
      out_trade_no: facts.out_trade_no,
      fact: facts.out_refund_no,
      message: `网关通知一笔本地没有的退款 ${facts.out_refund_no}`,
      review: {
        kind: 'unknown_refund',
        ...ownerOf(account),
        out_refund_no: facts.out_refund_no,
        ...(facts.refund_fee === undefined ? {} : { fee: facts.refund_fee }),
        evidence: `${facts.state} ${facts.refund_id ?? ''} ${facts.refund_fee ?? ''}`,
      },
    });
    k.journal.log({ ...about, status: 'IGNORED', note: '本地没有的退款' });
    return;
  }
  const after = await settleRefund(k, refund, facts, { source: 'notify', speaker: account });
  if (after.foreign) throw notOurs(after.foreign);
  // 重复的通知什么也没改，不必再记一行日志。
  if (after.refund.status !== refund.status)
    k.journal.log({ ...about, status: 'SUCCESS', amount: refund.refund_fee, note: after.refund.status });
}

async function applyTransfer(k: ReceivingKernel, account: Account, facts: TransferFacts, logSince: number): Promise<void> {
  const { out_bill_no } = facts;
  const transfer = mayBeTransfer(out_bill_no) ? await transfersOf(k).find(out_bill_no) : undefined;
  const about = { type: 'notify', ...ownerOf(account), out_trade_no: out_bill_no, startedAt: logSince };
  if (!transfer) {
    // 不是从这里发起的转账：没有账可改，请人看一眼。
    await k.journal.alert({
      kind: 'unknown-transfer',
      level: 'critical',
      out_trade_no: out_bill_no,
      fact: `${account.provider} ${account.mchid} ${facts.transfer_bill_no ?? ''}`,
      message: `网关通知一笔本地没有的转账 ${out_bill_no}`,
      review: { kind: 'anomaly', provider: account.provider, pid: account.pid },
    });
    k.journal.log({ ...about, status: 'IGNORED', note: '本地没有的转账' });
    return;
  }
  const after = await settleTransfer(k, transfer, facts, { source: 'notify', speaker: account });
  if (after.foreign) throw notOurs(after.foreign);
  if (after.transfer.status !== transfer.status)
    k.journal.log({ ...about, status: 'SUCCESS', amount: transfer.transfer_fee, note: after.transfer.status });
}

/** 签名真实而用不上的也要有踪迹：没见过的事件也许正是该处理的。 */
function noteIgnored(k: ReceivingKernel, account: Account, event: Extract<NotifyEvent, { kind: 'ignored' }>, startedAt: number): void {
  const about = event.out_trade_no ? { out_trade_no: event.out_trade_no } : {};
  k.journal.log({ type: 'notify', status: 'IGNORED', ...ownerOf(account), startedAt, note: event.eventType, ...about });
}

/** 说的是哪张单：日志里的单号。 */
function numberIn(event: NotifyEvent): { readonly out_trade_no?: string } {
  if (event.kind === 'ignored') return {};
  return { out_trade_no: event.kind === 'transfer' ? event.facts.out_bill_no : event.facts.out_trade_no };
}

async function apply(k: ReceivingKernel, account: Account, event: NotifyEvent, startedAt: number): Promise<void> {
  if (event.kind === 'payment') return applyPayment(k, account, event.facts, startedAt);
  if (event.kind === 'refund') return applyRefund(k, account, event.facts, startedAt);
  if (event.kind === 'transfer') return applyTransfer(k, account, event.facts, startedAt);
  return noteIgnored(k, account, event, startedAt);
}

/**
 * 处理一次 HTTP 回调。从不抛出：任何意外都变成「请稍后重发」。
 * @param httpEvent uniCloud URL 化的集成请求
 */
export async function receive(k: ReceivingKernel, httpEvent: unknown): Promise<ComposedResponse> {
  const startedAt = k.now();
  const request = readHttpEvent(httpEvent);
  if (!request) return plain(400, 'bad request');
  const target = route(k, request.path);
  if (!target) return plain(404, 'not found');
  if (request.method !== 'POST') return plain(405, 'method not allowed', { allow: 'POST' });
  if (request.tooLarge(MAX_BODY_BYTES)) return plain(413, 'payload too large');

  const { outcome, event } = await answer(k, target, request, startedAt);
  await keepNotify(k, target.account, request, event, outcome);
  return { mpserverlessComposedResponse: true, ...target.provider.ack(outcome) };
}

interface Answered {
  readonly outcome: 'accepted' | 'unverified' | 'retry';
  /** 验过签的 */
  readonly event?: NotifyEvent;
}

async function answer(k: ReceivingKernel, target: Target, raw: RawNotify, startedAt: number): Promise<Answered> {
  const { provider, account } = target;
  let event: NotifyEvent;
  try {
    event = await provider.parseNotify(account, raw);
  } catch (thrown) {
    const error = toPayError(thrown);
    const retry = error.kind === 'NETWORK' || error.kind === 'BUSY' || error.kind === 'SYSTEM' || error.kind === 'RATE_LIMIT';
    noteUnverified(k, provider.name, error);
    const noted = error.kind !== 'PERMISSION' || (await alertForeign(k, provider.name, error));
    await takeHint(k, target, raw, error);
    return { outcome: retry || !noted ? 'retry' : 'unverified' };
  }

  try {
    await apply(k, account, event, startedAt);
    return { outcome: 'accepted', event };
  } catch (thrown) {
    const error = toPayError(thrown);
    const about = numberIn(event);
    k.journal.log({ type: 'notify', status: 'ERROR', ...ownerOf(account), startedAt, note: event.kind, error, ...about });
    k.journal.error(error, { type: 'notify', ...about });
    return { outcome: 'retry', event };
  }
}

function noteUnverified(k: ReceivingKernel, provider: string, error: PayError): void {
  const noted = lastUnverifiedLog.get(k.vk) ?? new Map<string, number>();
  lastUnverifiedLog.set(k.vk, noted);
  const reason = `${provider}:${error.kind}`;
  if (k.now() - (noted.get(reason) ?? -Infinity) < UNVERIFIED_LOG_GAP_MS) return;
  noted.set(reason, k.now());
  k.journal.error(error, { type: `notify-unverified:${provider}` });
}

/**
 * 签名是真的却不是给我们的：多半是配置串了商户，必须有人看；每一件不同的事各告一次。
 * @returns 已落盘；没有落盘就请网关再来一次
 */
async function alertForeign(k: ReceivingKernel, provider: ProviderName, error: PayError): Promise<boolean> {
  try {
    await k.journal.alert({
      kind: 'foreign-notify',
      level: 'critical',
      message: `${provider}：${error.detail ?? ''}`,
      review: { kind: 'anomaly', provider },
    });
    return true;
  } catch {
    return false;
  }
}
