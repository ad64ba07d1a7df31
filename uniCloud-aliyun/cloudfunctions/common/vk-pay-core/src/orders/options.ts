/** 收银台打开时的样子：这个端能用哪些渠道，这次要付多少钱。 */
import type * as v from 'valibot';
import { isStandIn, PROVIDER_TITLES, PROVIDERS, supportsPlatform, type ProviderName } from '../../../../../../common/contract/channels';
import { optionsSchema } from '../../../../../../common/contract/payments/options-params';
import { providerFeature } from '../../../../../../common/contract/release/release';
import type { OptionsAnswer, ProviderOption } from '../../../../../../common/contract/payments/options';
import { DEFAULT_PID } from '../config/config';
import { releasesOf } from '../release/releases';
import type { Kernel } from '../kernel/kernel';
import { requireParams } from '../kernel/validate';
import { findOpenAccount } from '../merchants/account';
import type { PriceInput } from '../order-types/payment-type';
import { choosePlatform, providerFor } from './platform';
import { quotePrice, requireType } from './price';

const REASONS: ReadonlyMap<unknown, string> = new Map([
  ['unknown', '商户尚未开通'],
  ['unopened', '商户尚未开通'],
  ['inactive', '商户已停用'],
]);

const wishOf = ({ custom = {}, total_fee }: v.InferOutput<typeof optionsSchema>, user_id: string | undefined): PriceInput => ({
  custom,
  ...(user_id ? { user_id } : {}),
  ...(total_fee === undefined ? {} : { total_fee }),
});

/** options。@throws PayError 40001：业务意图不成立（点名字段） */
export async function paymentOptions(
  k: Kernel,
  input: unknown,
  user_id: string | undefined,
): Promise<Omit<OptionsAnswer, 'code' | 'msg' | 'requestId'>> {
  const wish = requireParams(optionsSchema, input);
  const flags = { isPC: wish.isPC === true, needQRcode: wish.needQRcode === true };
  const releases = await releasesOf(k);
  const type = wish.type === undefined ? undefined : requireType(k, wish.type, 'type');
  const quote = type && (await quotePrice(k, type, wishOf(wish, user_id), ''));
  const pid = quote?.pid ?? DEFAULT_PID;
  const optionOf = async (asked: ProviderName): Promise<ProviderOption[]> => {
    const own = choosePlatform(k, asked, flags, { releases, user_id });
    const provider = providerFor(type, asked, own);
    // 还没有对这个人开放的渠道不出现
    if (!supportsPlatform(provider, own) || !releases.isOn(providerFeature(provider), user_id)) return [];
    const found = await findOpenAccount(k, provider, own, pid);
    const available = found.account !== undefined;
    return [
      {
        provider,
        title: PROVIDER_TITLES[provider],
        platform: own,
        pay_type: `${provider}_${own}`,
        available,
        ...(found.account ? {} : { reason: REASONS.get(found.why) ?? '暂时不可用' }),
      },
    ];
  };
  const providers = (await Promise.all(PROVIDERS.filter((name) => !isStandIn(name)).map(optionOf))).flat();
  const platform = choosePlatform(k, 'wxpay', flags, { releases, user_id });
  const seller = (await k.merchant(pid))?.name ?? k.config.settings.seller;
  if (!type || !quote) return { platform, providers, seller, server_date: k.now() };
  return {
    platform,
    providers,
    quote: {
      type: type.name,
      subject: quote.subject,
      total_fee: quote.total_fee,
      seller,
      ...(quote.detail ? { detail: quote.detail } : {}),
    },
    seller,
    server_date: k.now(),
  };
}
