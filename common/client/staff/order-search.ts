/** 订单台的查询条件：人填的文字 → 服务端要的，填得不对的说在哪一栏。 */
import { PROVIDERS, type ProviderName } from '../../contract/channels';
import { ORDER_STATUSES, type OrderStatus } from '../../contract/payments/order';
import type { ListOrdersInput } from '../../contract/desk/list-orders';
import type { PageQuery } from '../shell/pages';
import { DESK } from '../words/desk';
import { parseYuan } from '../refunds/yuan-input';

export const SEARCH_KINDS = ['out_trade_no', 'transaction_id', 'user_id', 'request_id'] as const;
export type SearchKind = (typeof SEARCH_KINDS)[number];

/** 人填的；空的是不限。 */
export interface SearchForm {
  readonly kind: SearchKind;
  readonly text: string;
  readonly from: string;
  readonly to: string;
  readonly amount: string;
  readonly status: StatusWish;
  readonly provider: ProviderName | '';
}
/** UNFINISHED：付了款、业务还没办完的 */
export type StatusWish = OrderStatus | 'UNFINISHED' | '';
export type SearchField = 'text' | 'from' | 'to' | 'amount';
export type SearchProblems = Readonly<Partial<Record<SearchField, string>>>;
type Wish = Omit<ListOrdersInput, 'after' | 'pageSize'>;

export const EMPTY_SEARCH: SearchForm = { kind: 'out_trade_no', text: '', from: '', to: '', amount: '', status: '', provider: '' };

/** 除了「按什么查」之外还限了几样。 */
export function conditionCount({ from, to, amount, status, provider }: SearchForm): number {
  return [from, to, amount, status, provider].filter((value) => value !== '').length;
}

const NUMBER = /^[0-9A-Za-z_-]{1,64}$/;

function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && new Date(`${text}T00:00:00Z`).toJSON()?.startsWith(text) === true;
}

/** 全角的数字、空格与斜杠都认。 */
const plain = (text: string): string => text.normalize('NFKC').trim();
const dayOf = (text: string): string => plain(text).replace(/[/.]/g, '-');

export function checkSearch(form: SearchForm): { readonly wish: Wish } | { readonly problems: SearchProblems } {
  const text = plain(form.text);
  const from = dayOf(form.from);
  const to = dayOf(form.to);
  const fee = plain(form.amount) === '' ? undefined : parseYuan(form.amount);
  const problems: SearchProblems = {
    ...(text !== '' && !NUMBER.test(text) ? { text: DESK.wrongNumber } : {}),
    ...(from !== '' && !isDay(from) ? { from: DESK.wrongDay } : {}),
    ...(to !== '' && !isDay(to) ? { to: DESK.wrongDay } : from !== '' && to !== '' && to < from ? { to: DESK.wrongDays } : {}),
    ...(plain(form.amount) !== '' && fee === undefined ? { amount: DESK.wrongAmount } : {}),
  };
  if (Object.keys(problems).length > 0) return { problems };
  return {
    wish: {
      ...(text === '' ? {} : { [form.kind]: text }),
      ...(from === '' ? {} : { from }),
      ...(to === '' ? {} : { to }),
      ...(fee === undefined ? {} : { total_fee: fee }),
      ...(form.status === '' ? {} : form.status === 'UNFINISHED' ? { unfinished: true } : { status: form.status }),
      ...(form.provider === '' ? {} : { provider: form.provider }),
    },
  };
}

const oneOf = <T extends string>(all: readonly T[], value: string | undefined): T | '' => all.find((one) => one === value) ?? '';

/** 页面地址里带来的条件，如别的页面链过来的「这个用户的订单」。 */
export function searchFromQuery(query: PageQuery): SearchForm {
  const kind = SEARCH_KINDS.find((one) => query[one]);
  return {
    kind: kind ?? 'out_trade_no',
    text: (kind && query[kind]) ?? '',
    from: query['from'] ?? '',
    to: query['to'] ?? '',
    amount: query['amount'] ?? '',
    status: query['unfinished'] ? 'UNFINISHED' : oneOf(ORDER_STATUSES, query['status']),
    provider: oneOf(PROVIDERS, query['provider']),
  };
}

/** 列出来的是哪段时间的。 */
export function windowOf({ from, to }: Pick<Wish, 'from' | 'to'>): string {
  if (from && to) return from === to ? from : DESK.windowBoth(from, to);
  if (from) return DESK.windowFrom(from);
  return to ? DESK.windowTo(to) : DESK.windowAll;
}
