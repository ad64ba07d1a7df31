/**
 * 回调入口：方法、路径、长度 → 验签 → settle → 业务处理 → 应答。
 * 只有变化已落盘才答成功（不变量 I7）；验不过签的什么也不改、什么也不读（I8）。
 * 失败策略：不可信 401；暂时处理不了 500，请网关稍后再来（它会重发，我们也会主动查）。
 */
import { accountPlatformsOf, PROVIDERS, type AccountPlatform, type ProviderName } from '../../../../../../common/contract/channels';
import { PayError, toPayError } from '../kernel/pay-error';
import type { ReceivingKernel } from '../kernel/kernel';
import { DEFAULT_PID } from '../config/config';
import type { Account, NotifyAnswer, NotifyEvent, ProviderReceiver, RawNotify } from '../providers/provider';
import { takeHint } from './hint';
import { readHttpEvent } from './http-event';
import { ownerOf } from './owner';

const MAX_BODY_BYTES = 64 * 1024;
/** 暂时取不到公钥、自己的意外：请网关再来 */
const PASSING: readonly PayError['kind'][] = ['NETWORK', 'BUSY', 'SYSTEM', 'RATE_LIMIT'];
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

/** 让一件真实的事生效；变化已落盘才返回。@throws PayError 没有生效，请网关稍后再发 */
export type Apply = (k: ReceivingKernel, account: Account, event: NotifyEvent, startedAt: number) => Promise<void>;
/** 用到才装载：验不过签的请求连结算的代码都碰不到。 */
const settle: Apply = async (...told) => (await import('./settlement')).apply(...told);

interface Target {
  readonly provider: ProviderReceiver;
  readonly account: Account;
}

/** 地址里写的：哪个渠道、哪个端，哪个商户（数据库里的才写）。 */
interface Named {
  readonly provider: ProviderName;
  readonly platform: AccountPlatform;
  readonly pid: string | undefined;
}

/** 配置文件里的商户的地址就那几个：认过的记着，被人一直敲也不必次次切。 */
const knownPaths = new Map<string, Named>();

/** `/wxpay/h5`（配置文件）或 `/wxpay/h5/<pid>`（数据库里的商户）；别的都不是回调的地址。 */
export function namedBy(path: string): Named | undefined {
  const known = knownPaths.get(path);
  if (known) return known;
  const [name, end, pid, ...rest] = path.split('/').filter((part) => part !== '');
  const provider = PROVIDERS.find((known) => known === name) as ProviderName | undefined;
  if (!provider || rest.length > 0) return undefined;
  const platform = accountPlatformsOf(provider).find((item) => item === end);
  const named = platform && { provider, platform, pid };
  // 只记规规矩矩的写法：多几道斜杠的写法没有尽头。
  if (named && path === `/${provider}/${platform}`) knownPaths.set(path, named);
  return named;
}

/** 只用来查表。@throws PayError BUSY 暂时查不了 */
export function accountNamed(k: ReceivingKernel, { provider, platform, pid }: Named): Account | undefined | Promise<Account | undefined> {
  if (pid === undefined) return k.config.account(provider, platform, DEFAULT_PID);
  return import('../merchants/merchants').then(({ findNotifiedAccount }) => findNotifiedAccount(k, provider, platform, pid));
}

/** 说的是哪张单：日志里的单号；说的不是单的没有。 */
function numberIn(event: NotifyEvent): { readonly out_trade_no?: string } {
  const { facts } = event as { readonly facts?: { readonly out_bill_no?: string; readonly out_trade_no?: string } };
  const out_trade_no = facts?.out_bill_no ?? facts?.out_trade_no;
  return out_trade_no === undefined ? {} : { out_trade_no };
}

/**
 * 处理一次 HTTP 回调。从不抛出：任何意外都变成「请稍后重发」。
 * @param httpEvent uniCloud URL 化的集成请求
 * @param apply 怎样让它生效；推送要主动查询才算数的渠道另有一种
 */
export async function receive(k: ReceivingKernel, httpEvent: unknown, apply: Apply = settle): Promise<ComposedResponse> {
  const startedAt = k.now();
  const request = readHttpEvent(httpEvent);
  if (!request) return plain(400, 'bad request');
  const named = namedBy(request.path);
  if (!named) return plain(404, 'not found');
  if (request.method !== 'POST') return plain(405, 'method not allowed', { allow: 'POST' });
  if (request.tooLarge(MAX_BODY_BYTES)) return plain(413, 'payload too large');
  let account: Account | undefined;
  try {
    const found = accountNamed(k, named);
    account = found instanceof Promise ? await found : found;
  } catch {
    return plain(503, 'try again later');
  }
  if (!account) return plain(404, 'not found');
  const target = { provider: k.provider(named.provider), account };

  const { outcome, event } = await answer(k, target, request, startedAt, apply);
  if (k.config.settings.keepNotifies) {
    const { keepNotify } = await import('./keep');
    await keepNotify(k, target.account, request, event, outcome);
  }
  return { mpserverlessComposedResponse: true, ...target.provider.ack(outcome) };
}

interface Answered {
  readonly outcome: 'accepted' | 'unverified' | 'retry';
  /** 验过签的 */
  readonly event?: NotifyEvent;
}

const RETRY: Answered = { outcome: 'retry' };
const UNVERIFIED: Answered = { outcome: 'unverified' };

async function answer(k: ReceivingKernel, target: Target, raw: RawNotify, startedAt: number, apply: Apply): Promise<Answered> {
  const { provider, account } = target;
  let event: NotifyEvent | PayError;
  try {
    const parsed = provider.parseNotify(account, raw);
    event = parsed instanceof Promise ? await parsed : parsed;
  } catch (thrown) {
    event = toPayError(thrown);
  }
  if (event instanceof PayError) return refuse(k, target, raw, event);

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

async function refuse(k: ReceivingKernel, target: Target, raw: RawNotify, error: PayError): Promise<Answered> {
  const { name } = target.provider;
  noteUnverified(k, name, error);
  const noted = error.kind !== 'PERMISSION' || (await alertForeign(k, name, error));
  const hinted = takeHint(k, target, raw, error);
  if (hinted) await hinted;
  return PASSING.includes(error.kind) || !noted ? RETRY : UNVERIFIED;
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
