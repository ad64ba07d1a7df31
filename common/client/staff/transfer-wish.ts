/** 新转账的表单：填得对不对，服务端退回的问题该显示在哪一栏。金额全程是整数分。 */
import type { ProviderName } from '../../contract/channels';
import { formatFee } from '../../contract/money';
import type { TransferInput } from '../../contract/transfers/params';
import { TRANSFER_SCENES } from '../../contract/transfers/scenes';
import type { TransferLimits } from '../../contract/transfers/services';
import { parseYuan } from '../refunds/yuan-input';
import { BETWEEN_FIELDS, PARAM_PREFIX } from '../shell/server-phrases';
import { FORM } from '../words/transfer-form';
import { problemWords } from './said-by-server';

/** 付给谁：本站的用户（从用户表取他的编号），微信的 openid，他答应过的收款授权（不用再确认），或支付宝的登录号。 */
export type PayeeKind = 'user' | 'openid' | 'consent' | 'logon';
const PAYEE_KINDS: Readonly<Partial<Record<ProviderName, readonly PayeeKind[]>>> = {
  wxpay: ['user', 'openid', 'consent'],
  alipay: ['user', 'logon'],
};
export const payeeKindsOf = (provider: ProviderName): readonly PayeeKind[] => PAYEE_KINDS[provider] ?? ['user'];

export interface TransferForm {
  readonly provider: ProviderName;
  readonly kind: PayeeKind;
  readonly payee: string;
  readonly name: string;
  /** 元，人输入的文字 */
  readonly amount: string;
  readonly remark: string;
  readonly scene: string;
  /** 报备的内容，与场景的名目一一对应 */
  readonly infos: readonly string[];
}
export type TransferField = 'provider' | 'payee' | 'name' | 'amount' | 'remark' | 'scene' | `info${number}`;
export type TransferProblems = Readonly<Partial<Record<TransferField, string>>>;
export type TransferRequest = Omit<TransferInput, 'out_bill_no'>;
export type CheckedTransfer = { readonly wish: TransferRequest } | { readonly problems: TransferProblems };

const MIN_FEE = 10;
const MAX_REMARK = 32;
/** 微信：两千元起必须核对姓名，三角以下不许填。 */
const NAME_REQUIRED_FROM = 200_000;
const NAME_ALLOWED_FROM = 30;

// eslint-disable-next-line no-control-regex
const plain = (text: string): string => text.replace(/[\u0000-\u001f\u007f]+/g, ' ').trim();
const one = (text: string, max = MAX_REMARK): string | undefined =>
  text === '' ? FORM.empty : [...text].length > max ? FORM.long(max) : undefined;

function amountProblem(fee: number | undefined, text: string, limits: TransferLimits): string | undefined {
  if (text.trim() === '') return FORM.amountEmpty;
  if (fee === undefined) return FORM.amountWrong;
  if (fee < MIN_FEE) return FORM.amountLeast(formatFee(MIN_FEE));
  if (fee > limits.max_fee) return FORM.amountMost(formatFee(limits.max_fee));
  return fee > limits.left_fee ? FORM.amountLeft(formatFee(limits.left_fee)) : undefined;
}

function nameProblem({ provider, kind }: TransferForm, name: string, fee: number): string | undefined {
  if (kind === 'logon' && name === '') return FORM.nameForLogon;
  if (provider === 'wxpay' && name === '' && fee >= NAME_REQUIRED_FROM) return FORM.nameRequired(formatFee(NAME_REQUIRED_FROM));
  if (provider === 'wxpay' && name !== '' && fee < NAME_ALLOWED_FROM) return FORM.nameForbidden(formatFee(NAME_ALLOWED_FROM));
  return undefined;
}

const payeeProblem = (kind: PayeeKind, payee: string): string | undefined => {
  if (payee === '') return FORM.empty;
  if (kind === 'logon') return [...payee].length > 128 ? FORM.long(128) : undefined;
  if (kind === 'consent') return /^[0-9A-Za-z]{5,32}$/.test(payee) ? undefined : FORM.consentWrong;
  return /^[0-9A-Za-z_-]{1,128}$/.test(payee) ? undefined : FORM.payeeWrong;
};

const PAYEE_PARAMS = { user: 'user_id', openid: 'openid', consent: 'out_authorization_no' } as const;
const payeeOf = (kind: PayeeKind, payee: string, name: string): Partial<TransferRequest> => {
  if (kind === 'logon') return { payee_info: { identity_type: 'ALIPAY_LOGON_ID', identity: payee, name } };
  return { [PAYEE_PARAMS[kind]]: payee, ...(name === '' ? {} : { user_name: name }) };
};

/** @param limits 现在的限额，分 */
export function checkTransferForm(form: TransferForm, limits: TransferLimits): CheckedTransfer {
  const fee = parseYuan(form.amount);
  const payee = plain(form.payee);
  const name = plain(form.name);
  const remark = plain(form.remark);
  const scene = form.provider === 'wxpay' ? TRANSFER_SCENES.find(({ id }) => id === form.scene) : undefined;
  const infos = (scene?.infos ?? []).map((_title, index) => plain(form.infos[index] ?? ''));
  const found: readonly (readonly [TransferField, string | undefined])[] = [
    ['payee', payeeProblem(form.kind, payee)],
    ['amount', amountProblem(fee, form.amount, limits)],
    ['name', nameProblem(form, name, fee ?? MIN_FEE * MIN_FEE)],
    ['remark', one(remark)],
    ['scene', form.provider === 'wxpay' && !scene ? FORM.sceneEmpty : undefined],
    ...infos.map((text, index) => [`info${index}` as const, one(text)] as const),
  ];
  const problems = Object.fromEntries(found.filter(([, problem]) => problem !== undefined)) as TransferProblems;
  if (fee === undefined || Object.keys(problems).length > 0) return { problems };
  return {
    wish: {
      provider: form.provider,
      ...payeeOf(form.kind, payee, name),
      transfer_amount: fee,
      transfer_remark: remark,
      ...(scene
        ? {
            transfer_scene_id: scene.id,
            transfer_scene_report_infos: scene.infos.map((info_type, index) => ({ info_type, info_content: infos[index] ?? '' })),
          }
        : {}),
    },
  };
}

const FIELDS: readonly (readonly [RegExp, TransferField])[] = [
  [/^(provider|platform|pid|appid)$/, 'provider'],
  [/^(user_id|openid|out_authorization_no|payee_info|payee_info\.identity(_type)?)$/, 'payee'],
  [/^(user_name|payee_info\.name)$/, 'name'],
  [/^transfer_amount$/, 'amount'],
  [/^transfer_remark$/, 'remark'],
  [/^(transfer_scene_|user_recv_)/, 'scene'],
];

/** 服务端的「参数错误：transfer_amount 超过今天的转账限额；…」→ 各栏的问题；一栏都认不出时为 undefined。 */
export const transferProblemsFromServer = (msg: string): TransferProblems | undefined => problemsFromServer(msg, FIELDS);

/** @param fields 服务端的名字 → 这张表单的哪一栏 */
export function problemsFromServer<Field extends string>(
  msg: string,
  fields: readonly (readonly [RegExp, Field])[],
): Readonly<Partial<Record<Field, string>>> | undefined {
  const problems: Partial<Record<Field, string>> = {};
  for (const part of msg.replace(PARAM_PREFIX, '').split(BETWEEN_FIELDS)) {
    const [, name = '', problem = ''] = /^([\w.[\]]+) (.+)$/.exec(part) ?? [];
    const field = fields.find(([pattern]) => pattern.test(name))?.[1];
    if (field) problems[field] = problemWords(problem, FORM.refusedField);
  }
  return Object.keys(problems).length > 0 ? problems : undefined;
}
