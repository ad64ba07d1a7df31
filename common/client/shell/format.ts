/** 给人看的时间，全站只在这里写一次。金额见 contract/money.ts。 */
import { beijingText } from '../../contract/beijing-text';
import { language } from '../words/language';

/** 毫秒时间戳 → `2026-11-23 19:20:05`，英文里 `23 Nov 2026, 19:20:05`；北京时间（与支付账单一致，不随手机时区变）。 */
export function formatTime(at: number): string {
  return beijingText(at, language.value === 'zh' ? 'YYYY-MM-DD HH:mm:ss' : 'D MMM YYYY, HH:mm:ss');
}

/** 只要哪一天。 */
export function formatDay(at: number): string {
  return beijingText(at, language.value === 'zh' ? 'YYYY-MM-DD' : 'D MMM YYYY');
}

/** 只要几点，如 `19:20:05`。 */
export function formatClock(at: number): string {
  return beijingText(at, 'HH:mm:ss');
}

/** 给表格软件的：哪种语言都一样。 */
export function formatStamp(at: number): string {
  return beijingText(at, 'YYYY-MM-DD HH:mm:ss');
}

/** 剩余毫秒 → `29:05`，一小时以上为 `1:02:03`；不会是负数。 */
export function formatCountdown(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  const two = (value: number): string => String(value).padStart(2, '0');
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${two(minutes)}:${two(seconds % 60)}`;
  return `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(seconds % 60)}`;
}

export type Tone = 'plain' | 'success' | 'warning' | 'danger';
export interface StatusWord {
  readonly word: string;
  readonly tone: Tone;
}
