/** `uniCloud.initI18n`：官方 uni-id 用它给错误配文字。只有查表与 `{名字}` 的替换。 */

type Messages = Readonly<Record<string, Readonly<Record<string, string>>>>;

export interface I18nOptions {
  readonly locale?: string;
  readonly fallbackLocale?: string;
  readonly messages?: Messages;
}

export interface I18n {
  setLocale(locale: string): void;
  getLocale(): string;
  /** 查不到的键原样返回 */
  t(key: string, values?: Readonly<Record<string, unknown>>): string;
}

const DEFAULT_LOCALE = 'zh-Hans';

export function initI18n({ locale = DEFAULT_LOCALE, fallbackLocale = DEFAULT_LOCALE, messages = {} }: I18nOptions = {}): I18n {
  let current = locale;
  const find = (name: string, key: string): string | undefined => (Object.hasOwn(messages, name) ? messages[name]?.[key] : undefined);
  return {
    setLocale: (next) => {
      current = next;
    },
    getLocale: () => current,
    t: (key, values = {}) =>
      (find(current, key) ?? find(fallbackLocale, key) ?? key).replace(/\{(\w+)\}/g, (whole, name: string) =>
        values[name] === undefined ? whole : String(values[name]),
      ),
  };
}
