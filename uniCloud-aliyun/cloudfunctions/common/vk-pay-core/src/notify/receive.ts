/**
 * 回调入口：方法、路径、长度 → 验签 → settle → 业务处理 → 应答。
 * 只有变化已落盘才答成功（不变量 I7）；验不过签的什么也不改、什么也不读（I8）。
 * 失败策略：不可信 401；暂时处理不了 500，请网关稍后再来（它会重发，我们也会主动查）。
 */
import { CHANNEL_PLATFORMS, PROVIDERS, type Platform, type ProviderName } from '../../../../../../common/contract/channels';
import { DEFAULT_PID } from '../config/config';
import { PayError, toPayError } from '../kernel/pay-error';
import type { ReceivingKernel } from '../kernel/kernel';
import { fulfil } from '../orders/fulfil';
import { settle } from '../orders/settle';
import { settleRefund } from '../refunds/settle';
import type { Account, NotifyAnswer, NotifyEvent, ProviderReceiver, RefundFacts, TradeFacts } from '../providers/provider';
import { readHttpEvent } from './http-event';

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

/** `/wxpay/h5` 或 `/wxpay/h5/<pid>` → 收款账号。路径只用来查表，查不到就是 404。 */
function route(k: ReceivingKernel, path: string): { provider: ProviderReceiver; account: Account } | undefined {
  const [name, platform, pid = DEFAULT_PID, ...rest] = path.split('/').filter((part) => part !== '');
  const provider = PROVIDERS.find((known) => known === name) as ProviderName | undefined;
  if (!provider || rest.length > 0) return undefined;
  const known = (CHANNEL_PLATFORMS[provider] as readonly Platform[]).find((item) => item === platform);
  const account = known && k.config.account(provider, known, pid);
  return account ? { provider: k.provider(provider), account } : undefined;
}

/** 一次通知处理完：有没有改变什么。重复的通知什么也没改，不必再记一行日志。 */
type Applied = 'changed' | 'nothing';

async function applyPayment(k: ReceivingKernel, account: Account, facts: TradeFacts, log: () => Promise<void>): Promise<Applied> {
  const order = await k.orders.find(facts.out_trade_no);
  if (!order || order.provider !== account.provider) {
    await k.logs.alert({
      kind: 'unknown-order-paid',
      level: 'critical',
      out_trade_no: facts.out_trade_no,
      message: '网关通知一张本地没有的订单已支付',
    });
    throw new PayError('ORDER_NOT_FOUND', { detail: facts.out_trade_no });
  }
  const settled = await settle(k, order, facts, 'notify', log);
  if (!settled.moved) return 'nothing';
  // 抢到推进权的那一次负责处理业务；其余的重复通知直接答成功，定时任务兜底。
  await fulfil(k, settled.order);
  return 'changed';
}

async function applyRefund(k: ReceivingKernel, facts: RefundFacts): Promise<Applied> {
  const refund = await k.refunds.find(facts.out_refund_no);
  if (refund) {
    const after = await settleRefund(k, refund, facts, 'notify');
    return after.status === refund.status ? 'nothing' : 'changed';
  }
  // 在商户平台上手工发起的退款：本地没有退款单，不能擅自改账，告警请人处理。
  await k.logs.alert({
    kind: 'unknown-refund',
    level: 'critical',
    out_trade_no: facts.out_trade_no,
    message: `网关通知一笔本地没有的退款 ${facts.out_refund_no}`,
  });
  return 'changed';
}

/** 日志只写一次：能与提交同时写就同时写，否则处理完再写。 */
async function apply(k: ReceivingKernel, account: Account, event: NotifyEvent, log: () => Promise<void>): Promise<void> {
  if (event.kind === 'ignored') return;
  let logged = false;
  const logOnce = async (): Promise<void> => {
    if (logged) return;
    logged = true;
    await log();
  };
  const applied = event.kind === 'payment' ? await applyPayment(k, account, event.facts, logOnce) : await applyRefund(k, event.facts);
  if (applied === 'changed') await logOnce();
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

  const { provider, account } = target;
  const finish = (outcome: 'accepted' | 'unverified' | 'retry'): ComposedResponse => ({
    mpserverlessComposedResponse: true,
    ...provider.ack(outcome),
  });
  let event: NotifyEvent;
  try {
    event = await provider.parseNotify(account, { headers: request.headers, body: request.body() });
  } catch (thrown) {
    const error = toPayError(thrown);
    const retry = error.kind === 'NETWORK' || error.kind === 'BUSY' || error.kind === 'SYSTEM' || error.kind === 'RATE_LIMIT';
    await noteUnverified(k, provider.name, error);
    return finish(retry ? 'retry' : 'unverified');
  }

  const about = {
    type: 'notify',
    provider: provider.name,
    startedAt,
    note: event.kind,
    ...(event.kind === 'ignored'
      ? {}
      : { out_trade_no: event.facts.out_trade_no, ...(event.facts.total_fee === undefined ? {} : { amount: event.facts.total_fee }) }),
  };
  try {
    await apply(k, account, event, () => k.logs.log({ ...about, status: 'SUCCESS' }));
    return finish('accepted');
  } catch (thrown) {
    const error = toPayError(thrown);
    await k.logs.log({ ...about, status: 'ERROR', error });
    await k.logs.error(error, { type: 'notify', ...(about.out_trade_no ? { out_trade_no: about.out_trade_no } : {}) });
    return finish('retry');
  }
}

async function noteUnverified(k: ReceivingKernel, provider: string, error: PayError): Promise<void> {
  const noted = lastUnverifiedLog.get(k.vk) ?? new Map<string, number>();
  lastUnverifiedLog.set(k.vk, noted);
  const reason = `${provider}:${error.kind}`;
  if (k.now() - (noted.get(reason) ?? -Infinity) < UNVERIFIED_LOG_GAP_MS) return;
  noted.set(reason, k.now());
  // 签名是真的却不是给我们的：多半是配置串了商户，必须有人看。
  if (error.kind === 'PERMISSION')
    await k.logs.alert({ kind: 'foreign-notify', level: 'critical', message: `${provider}：${error.detail ?? ''}` });
  await k.logs.error(error, { type: `notify-unverified:${provider}` });
}
