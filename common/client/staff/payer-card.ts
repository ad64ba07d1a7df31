/** 员工填的、付款人的另一张借记卡：缺什么就近说；用过就清掉，哪里也不留。 */
import { BANKS, type PayerCard } from '../../contract/refunds/abnormal';
import { language } from '../words/language';
import { CARD } from '../words/review';

export interface CardForm {
  bank: string;
  number: string;
  name: string;
}
export type CardProblems = Partial<Record<keyof CardForm, string>>;

export const emptyCard = (): CardForm => ({ bank: '', number: '', name: '' });

export const bankChoices = (): { readonly id: string; readonly label: string }[] =>
  BANKS.map(([id, chinese, english]) => ({ id, label: language.value === 'zh' ? chinese : english }));

/** 填得对的卡，或各栏的问题。 */
export function readCard({ bank, number, name }: CardForm): { readonly card?: PayerCard; readonly problems?: CardProblems } {
  const known = BANKS.find(([code]) => code === bank);
  const digits = number.replace(/[ -]/g, '');
  const real_name = name.trim();
  const problems: CardProblems = {
    ...(known ? {} : { bank: CARD.noBank }),
    ...(/^\d{8,30}$/.test(digits) ? {} : { number: CARD.wrongNumber }),
    ...(real_name === '' ? { name: CARD.noName } : {}),
  };
  return known && Object.keys(problems).length === 0 ? { card: { bank: known[0], bank_account: digits, real_name } } : { problems };
}
