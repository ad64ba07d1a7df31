/** 清单里写明的事实 → 渠道接口上的成员；渠道文件夹里不再抄一遍。 */
import type { Platform } from '../../../../../../../common/contract/channels';
import type { ProviderManifest } from '../../../../../../../common/contract/providers/manifest';
import type { Provider, ProviderReceiver } from '../provider';

export function declaredReceiver<Name extends ProviderReceiver['name']>({
  name,
  tradeOpensLater,
}: ProviderManifest & { readonly name: Name }): Pick<ProviderReceiver, 'tradeOpensLater'> & { readonly name: Name } {
  return { name, tradeOpensLater };
}

export function declaredProvider({
  payerFields,
  merchantFields,
  platforms,
}: ProviderManifest): Pick<Provider, 'payerFields' | 'merchantFields' | 'longestPayMs'> {
  const longestPayMs: Partial<Record<Platform, number>> = {};
  for (const [platform, { longestPayMs: longest }] of Object.entries(platforms))
    if (longest !== undefined) longestPayMs[platform as Platform] = longest;
  return { payerFields, merchantFields, longestPayMs };
}
