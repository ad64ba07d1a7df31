/**
 * 留存收到的回调（设置 `keepNotifies`）：正文与头加密后放进 `payment_notifies`，出了问题拿来重放（npm run replay）。
 * 只在打开了、而且有加密密钥时才写。验过签的同一件事只有一行；验不过的每个渠道每十分钟最多一行、再大的也不要：
 * 谁都能往回调地址上寄东西，不能让人用它灌满数据库。
 * 失败策略：留不下来绝不影响回调的处理（fail open）。
 */
import { createHash } from 'node:crypto';
import { createJournalStore } from '../journal/store';
import { COLLECTIONS } from '../kernel/collections';
import { printFailure } from '../kernel/console-line';
import type { ReceivingKernel } from '../kernel/kernel';
import type { Document } from '../kernel/vk';
import type { Account, NotifyEvent } from '../providers/provider';
import { encryptData } from '../security/cipher';

const FORGED_GAP_MS = 600_000;
const FORGED_BODY_BYTES = 16 * 1024;
const HEADERS_BYTES = 8 * 1024;
/** 这个实例试过哪一段时间的：被人一直敲，不必次次去问数据库 */
const tried = new WeakMap<object, Map<string, number>>();

export interface Received {
  readonly path: string;
  readonly query?: unknown;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

function subjectOf(event: NotifyEvent | undefined): Document {
  if (!event) return { kind: 'unverified' };
  if (event.kind === 'ignored') return { kind: event.kind, ...(event.out_trade_no ? { out_trade_no: event.out_trade_no } : {}) };
  if (event.kind === 'complaint') return { kind: event.kind };
  if (event.kind === 'authorization') return { kind: event.kind, out_trade_no: event.facts.out_authorization_no };
  if (event.kind === 'transfer') return { kind: event.kind, out_trade_no: event.facts.out_bill_no };
  if (event.kind === 'look') {
    const { kind, out_trade_no, out_refund_no } = event;
    return { kind, out_trade_no, ...(out_refund_no === undefined ? {} : { out_refund_no }) };
  }
  const { out_trade_no } = event.facts;
  return { kind: event.kind, out_trade_no, ...(event.kind === 'refund' ? { out_refund_no: event.facts.out_refund_no } : {}) };
}

/** 这一件叫什么；不该留的返回 undefined。 */
function identityOf(
  k: ReceivingKernel,
  { provider, mchid }: Account,
  { body }: Received,
  event: NotifyEvent | undefined,
): string | undefined {
  if (event) {
    // 网关重发时重新加密、重新签名：认的是说了什么，不是字节
    const said = event.kind === 'ignored' ? body : JSON.stringify(event.kind === 'look' ? event : event.facts);
    return `${provider}:${createHash('sha256').update(`${event.kind} ${mchid}\n`).update(said).digest('base64url').slice(0, 24)}`;
  }
  if (body.length > FORGED_BODY_BYTES) return undefined;
  const period = Math.floor(k.now() / FORGED_GAP_MS);
  const known = tried.get(k.vk) ?? new Map<string, number>();
  tried.set(k.vk, known);
  if (known.get(provider) === period) return undefined;
  known.set(provider, period);
  return `${provider}:unverified:${period}`;
}

/** 打开了 `keepNotifies` 才叫。@param event 验过签、窄化好的；验不过为 undefined */
export async function keepNotify(
  k: ReceivingKernel,
  account: Account,
  received: Received,
  event: NotifyEvent | undefined,
  outcome: string,
): Promise<void> {
  const { cipher } = k.config;
  if (!cipher) return;
  try {
    const _id = identityOf(k, account, received, event);
    if (_id === undefined) return;
    const { path, query, headers, body } = received;
    const asked = typeof query === 'object' && query !== null && Object.keys(query).length > 0 ? { query } : {};
    if (Buffer.byteLength(JSON.stringify({ headers, ...asked })) > HEADERS_BYTES) return;
    const place = { collection: COLLECTIONS.notifies, id: _id, field: 'sealed' };
    await createJournalStore(k.vk).appendOnce(COLLECTIONS.notifies, {
      _id,
      provider: account.provider,
      platform: account.platform,
      pid: account.pid,
      ...subjectOf(event),
      outcome,
      sealed: encryptData(cipher, { path, ...asked, headers, body: body.toString('base64') }, place),
      sealed_with: cipher.current,
      request_id: k.requestId,
      create_date: k.now(),
    });
  } catch (error) {
    printFailure(`回调没有留存：${error instanceof Error ? error.message : String(error)}`, k.requestId);
  }
}
