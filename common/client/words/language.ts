/**
 * 现在说哪种语言：人选过就用选的，没选过跟着系统。
 * 没有用 vue-i18n：它压缩后还有约 15 KB，收银台的第一眼容不下；我们只要「两种话里取一种」，几十行就够。
 */
import { ref, type Ref } from 'vue';

export type Language = 'zh' | 'en';

/** 每种语言自己的名字 */
export const LANGUAGE_NAMES: Readonly<Record<Language, string>> = { zh: '中文', en: 'English' };

/** 存在本机的键 */
export const LANGUAGE_KEY = 'vk_pay_language';

const isLanguage = (value: unknown): value is Language => value === 'zh' || value === 'en';

/** 系统的语言：中文的各种写法是中文，别的都用英文。问不到时是中文。 */
export function languageOf(locale: string): Language {
  return locale === '' || /^zh/i.test(locale) ? 'zh' : 'en';
}

function first(): Language {
  try {
    const chosen: unknown = uni.getStorageSync(LANGUAGE_KEY);
    return isLanguage(chosen) ? chosen : languageOf(systemLocale());
  } catch {
    // 没有 uni 的地方（单元测试），或隐私模式
    return 'zh';
  }
}

function systemLocale(): string {
  // #ifdef H5
  return typeof navigator === 'undefined' ? '' : navigator.language;
  // #endif
  // #ifndef H5
  return uni.getLocale();
  // #endif
}

const current = ref<Language>(first());
announce();

/** H5：读屏与断字要知道这一页是什么语言。 */
function announce(): void {
  // #ifdef H5
  if (typeof document !== 'undefined') document.documentElement.lang = current.value === 'zh' ? 'zh-CN' : 'en';
  // #endif
}

export const language: Readonly<Ref<Language>> = current;

/** 换一种语言，并记住。页面随即用新的语言重来（shell/page.ts）。 */
export function chooseLanguage(next: Language): void {
  current.value = next;
  announce();
  try {
    uni.setStorageSync(LANGUAGE_KEY, next);
  } catch {
    // 隐私模式或存满：这一次有效，下次再选
  }
}
