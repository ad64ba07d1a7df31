/** 渠道给人看的名字，跟着语言走。 */
import { manifestOf, type ProviderName } from '../../contract/channels';
import { language } from '../words/language';

export function providerTitle(provider: ProviderName): string {
  const { title, english } = manifestOf(provider);
  return language.value === 'zh' ? title : english.title;
}

/** 扫码用的 App */
export function appName(provider: ProviderName): string {
  const manifest = manifestOf(provider);
  return language.value === 'zh' ? manifest.appName : manifest.english.appName;
}
