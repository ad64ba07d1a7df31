/** 收银台打开时的样子：这个端能用哪些渠道，这次要付多少钱。 */
import { PROVIDER_TITLES, PROVIDERS, supportsPlatform } from '../../../../../../common/contract/channels';
import { optionsSchema } from '../../../../../../common/contract/payments/options-params';
import { providerFeature } from '../../../../../../common/contract/release/release';
import type { OptionsAnswer, ProviderOption } from '../../../../../../common/contract/payments/options';
import { DEFAULT_PID } from '../config/config';
import { releasesOf } from '../release/releases';
import type { Kernel } from '../kernel/kernel';
import { requireParams } from '../kernel/validate';
import { choosePlatform } from './platform';
import { quotePrice, requireType } from './price';

/** options。@throws PayError 40001：业务意图不成立（点名字段） */
export async function paymentOptions(
  k: Kernel,
  input: unknown,
  user_id: string | undefined,
): Promise<Omit<OptionsAnswer, 'code' | 'msg' | 'requestId'>> {
  const wish = requireParams(optionsSchema, input);
  const flags = { isPC: wish.isPC === true, needQRcode: wish.needQRcode === true };
  const releases = await releasesOf(k);
  const providers = PROVIDERS.flatMap((provider): ProviderOption[] => {
    const own = choosePlatform(k, provider, flags, { releases, user_id });
    // 还没有对这个人开放的渠道不出现
    if (!supportsPlatform(provider, own) || !releases.isOn(providerFeature(provider), user_id)) return [];
    const available = k.config.account(provider, own, DEFAULT_PID) !== undefined;
    return [
      {
        provider,
        title: PROVIDER_TITLES[provider],
        platform: own,
        pay_type: `${provider}_${own}`,
        available,
        ...(available ? {} : { reason: k.config.problemsOf(provider, own, DEFAULT_PID).length > 0 ? '暂时不可用' : '商户尚未开通' }),
      },
    ];
  });
  const platform = choosePlatform(k, 'wxpay', flags, { releases, user_id });
  const { seller } = k.config.settings;
  if (wish.type === undefined) return { platform, providers, seller, server_date: k.now() };
  const type = requireType(k, wish.type, 'type');
  const quote = await quotePrice(
    k,
    type,
    { custom: wish.custom ?? {}, ...(user_id ? { user_id } : {}), ...(wish.total_fee === undefined ? {} : { total_fee: wish.total_fee }) },
    '',
  );
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
