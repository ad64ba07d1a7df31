/**
 * 旧地址 `…/http/vk-pay…` 收到的通知：地址里没有写渠道与端（那是我们的写法），凭报文自己认是哪一家、是哪个账号的。
 * 认只是找对地方；真不真仍由验签说了算，验不过的照旧什么也不改。
 */
import { PROVIDERS, type ProviderName } from '../../../../../../common/contract/channels';
import type { Kernel } from '../kernel/kernel';
import { PayError } from '../kernel/pay-error';
import { readHttpEvent, type HttpRequest } from '../notify/http-event';
import type { NotifyEvent } from '../providers/provider';
import { DEFAULT_PID } from '../config/config';

/** 每一家的通知长什么样。 */
const LOOKS: Readonly<Partial<Record<ProviderName, (request: HttpRequest) => boolean>>> = {
  wxpay: ({ headers }) => headers['wechatpay-signature'] !== undefined,
  alipay: ({ body }) => {
    const text = body.toString('utf8');
    return /(?:^|&)notify_id=/.test(text) && /(?:^|&)sign=/.test(text) && /(?:^|&)app_id=/.test(text);
  },
};

export interface Readdressed {
  /** 改成了我们的地址的事件 */
  readonly event: unknown;
  /** 说的是哪一类的事；认不出是谁的没有 */
  readonly kind?: NotifyEvent['kind'];
  /** 验证过的免确认收款授权通知 */
  readonly authorization?: Readonly<Record<string, unknown>>;
  /** 说的是哪张单；说不出来的没有 */
  readonly out_trade_no?: string;
}

const NAMED = new RegExp(`^/+(${PROVIDERS.join('|')})/([^/]+)(/[^/]+)?`);

/** @returns 不是通知为 undefined；已经是我们的地址的原样 */
export async function readdress(k: Kernel, event: unknown): Promise<Readdressed | undefined> {
  const request = readHttpEvent(event);
  if (!request || request.method !== 'POST') return undefined;
  const named = NAMED.exec(request.path);
  const name = PROVIDERS.find((provider) => (named ? provider === named[1] : LOOKS[provider]?.(request)));
  if (!name) return undefined;
  // 数据库里的商户的：地址里写着是谁，交给门去找。
  if (named?.[3]) return { event };
  const own = k.config.accounts().filter(({ provider, pid }) => provider === name && pid === DEFAULT_PID);
  for (const account of own) {
    try {
      const found = await k.provider(name).parseNotify(account, request);
      if (found instanceof PayError) continue;
      const facts = found.kind === 'payment' || found.kind === 'refund' ? found.facts : undefined;
      return {
        event: { ...(event as object), path: `/${name}/${account.platform}` },
        kind: found.kind,
        ...(found.kind === 'authorization' ? { authorization: found.said } : {}),
        ...(facts ? { out_trade_no: facts.out_trade_no } : {}),
      };
    } catch {
      // 不是这个账号的；都不是，就交给第一个去说为什么（验不过签的也要留痕）。
    }
  }
  return { event: named ? event : { ...(event as object), path: `/${name}/${own[0]?.platform ?? 'h5'}` } };
}
