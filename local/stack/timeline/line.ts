/** 时间线的一行：谁、发生了什么、是好是坏。 */
export interface Line {
  readonly actor: string;
  readonly text: string;
  readonly mark: 'good' | 'bad' | 'info';
  /** 说的是哪张订单 */
  readonly no?: string;
  /** 只给想看细节的人：数据库的每一步、发出而未答的 */
  readonly detail?: boolean;
}

const LONGEST = 200;

/** 外来的文字（单号、网址、提示）进时间线之前：没有控制字符，不会太长。 */
export function shown(value: unknown): string {
  const text = typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  const clean = text.replace(/\p{Cc}+/gu, ' ').trim();
  return clean.length > LONGEST ? `${clean.slice(0, LONGEST)}…` : clean;
}

export const milliseconds = (ms: number): string => (ms < 10 ? `${ms.toFixed(1)} 毫秒` : `${Math.round(ms)} 毫秒`);
