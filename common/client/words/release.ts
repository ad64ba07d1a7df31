/** 灰度页的话。 */
import { manifestOf, type ProviderName } from '../../contract/channels';
import type { FeatureName } from '../../contract/release/release';
import { providerOfFeature } from '../../contract/release/release';
import { words } from './words';

const FEATURE = words({
  desktop: ['电脑上的支付宝：跳到支付宝的网页', 'Alipay on a desktop: go to the page of Alipay'],
  desktopHint: [
    '打开的人跳到支付宝的网页付款，其余的人扫二维码。',
    'Those it is on for pay on the page of Alipay, the others scan a code.',
  ],
  provider: [
    (name: ProviderName): string => `支付方式：${manifestOf(name).title}`,
    (name: ProviderName): string => `Way to pay: ${manifestOf(name).english.title}`,
  ],
  providerHint: [
    '没有打开的人看不到这种方式，也下不了单；已经下的单照常到账与退款。',
    'Those it is off for do not see this way and cannot order with it; orders already placed settle and refund as usual.',
  ],
});

export function featureWords(feature: FeatureName): { readonly title: string; readonly hint: string } {
  const provider = providerOfFeature(feature);
  return provider === undefined
    ? { title: FEATURE.desktop, hint: FEATURE.desktopHint }
    : { title: FEATURE.provider(provider), hint: FEATURE.providerHint };
}

export const RELEASE = words({
  staffOnly: ['灰度只有员工可以看。', 'Rollouts are for staff only.'],
  notAllowed: [
    (who: string): string => `${who || '这个账号'}没有看灰度的权限。`,
    (who: string): string => `${who || 'This account'} may not see rollouts.`,
  ],
  offlineHint: ['连上网络之后自动再读。', 'It is read again once you are online.'],
  loading: ['正在读取灰度', 'Loading'],
  none: ['没有可以灰度的功能', 'Nothing to roll out'],
  failed: ['没有读到灰度', 'Rollouts could not be loaded'],
  untouched: ['照配置文件', 'As configured'],
  off: ['已关', 'Off'],
  everyone: ['全部用户', 'Everyone'],
  nobody: ['没有人', 'Nobody'],
  share: [(percent: number): string => `${percent}% 的用户`, (percent: number): string => `${percent}% of users`],
  lists: [
    (allow: number, deny: number): string => `名单：给 ${allow} 人，不给 ${deny} 人`,
    (allow: number, deny: number): string => `Lists: ${allow} allowed, ${deny} denied`,
  ],
  sides: [(days: number): string => `近 ${days} 天的两边`, (days: number): string => `Both sides, last ${days} days`],
  sideOn: ['打开的', 'On'],
  sideOff: ['其余的', 'The others'],
  side: [
    (created: string, paid: string, rate: string): string => `下单 ${created} · 付成 ${paid} · 成功率 ${rate}`,
    (created: string, paid: string, rate: string): string => `${created} placed · ${paid} paid · success rate ${rate}`,
  ],
  change: ['改', 'Change'],
  cancel: ['不改了', 'Cancel'],
  switch: ['总开关', 'Switch'],
  on: ['打开', 'On'],
  kill: ['关掉（对谁都不打开）', 'Off for everyone'],
  percentage: ['百分之几的用户', 'Percent of users'],
  percentageHint: ['0–100 的整数；加大时先前打开的人还是打开的', '0–100; raising it keeps those it is on for'],
  wrongPercentage: ['要写 0–100 的整数', 'Must be a whole number from 0 to 100'],
  allow: ['一定打开的用户', 'Always on for'],
  deny: ['一定不打开的用户', 'Never on for'],
  usersHint: ['用户 id，用空格或逗号隔开，最多 200 个', 'User ids, separated by spaces or commas, at most 200'],
  wrongUsers: ['有不像用户 id 的，或超过 200 个', 'Not all are user ids, or more than 200'],
  reason: ['为什么改', 'Reason'],
  reasonHint: ['留在履历里', 'Kept in the history'],
  wrongReason: ['要写明原因', 'Give a reason'],
  save: ['保存', 'Save'],
  saving: ['保存中…', 'Saving…'],
  confirmTitle: ['改灰度', 'Change the rollout'],
  confirmHint: ['一分钟之内对全部用户生效。', 'It takes effect for all users within a minute.'],
  saved: ['已保存，一分钟之内生效。', 'Saved; it takes effect within a minute.'],
  history: ['改过的', 'History'],
  entry: [(when: string, who: string): string => `${when} · ${who}`, (when: string, who: string): string => `${when} · ${who}`],
  feature: ['功能', 'Feature'],
  becomes: ['改成', 'Becomes'],
});

/** 开到哪里，一句话。 */
export function reachOf({ enabled, percentage }: { readonly enabled: boolean; readonly percentage: number }): string {
  if (!enabled) return RELEASE.off;
  if (percentage === 100) return RELEASE.everyone;
  return percentage === 0 ? RELEASE.nobody : RELEASE.share(percentage);
}

/** 一边的数字，一行。 */
export const sideText = ({
  created,
  paid,
  rate,
}: {
  readonly created: number;
  readonly paid: number;
  readonly rate: number | null;
}): string => RELEASE.side(String(created), String(paid), rate === null ? '—' : `${rate}%`);
