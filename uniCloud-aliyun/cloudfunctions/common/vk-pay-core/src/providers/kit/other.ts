/**
 * `other` 里的渠道原生字段：名字在清单里，内容按网关的规则（长度按网关的单位）在下单落库之前查完。
 * 会改变谁收钱、何时到账、按什么条件成交的字段点名拒绝：悄悄丢掉等于骗了商户。
 */
import * as v from 'valibot';
import type { FieldProblem } from '../../kernel/pay-error';

/** 字段 → 规则；键恰好是清单里的 payerFields 与 merchantFields（有测试）。 */
export type FieldRules = Readonly<Record<string, v.GenericSchema>>;

/** 服务商、分账、代扣、付款码、换收款方：都还没有做。任何一层出现都拒绝。 */
const CHANGES_WHO_IS_PAID: ReadonlySet<string> = new Set([
  ...['sp_mchid', 'sp_appid', 'sub_mchid', 'sub_mch_id', 'sub_appid', 'sub_openid', 'profit_sharing', 'settle_info'],
  ...['app_auth_token', 'auth_token', 'auth_code', 'royalty_info', 'royalty_parameters', 'royalty_freeze', 'sub_merchant'],
  ...['seller_id', 'specified_seller_name', 'sys_service_provider_id', 'agreement_params', 'agreement_sign_params', 'pid'],
]);
const REFUSED = '会改变收款方或成交条件，还不支持';
const UNKNOWN = '不允许透传';

/** 文字，按 UTF-8 字节计。 */
export const bytes = (max: number) => v.pipe(v.string('必须是文字'), v.maxBytes(max, `不能超过 ${max} 字节`));
/** 文字，按字符（码点）计。 */
export const characters = (max: number) =>
  v.pipe(
    v.string('必须是文字'),
    v.check((value) => [...value].length <= max, `不能超过 ${max} 个字符`),
  );
export const whole = (min: number) => v.pipe(v.number('必须是整数'), v.safeInteger('必须是整数'), v.minValue(min, `不能小于 ${min}`));
export const record = <Entries extends v.ObjectEntries>(entries: Entries) => v.strictObject(entries, '必须是对象');
export const optional = v.optional;

const strange = (name: string): string => (CHANGES_WHO_IS_PAID.has(name) ? REFUSED : UNKNOWN);

function problemOf(issue: v.BaseIssue<unknown>, field: string): string {
  if (issue.type === 'strict_object' && issue.expected === 'never') return strange(field.slice(field.lastIndexOf('.') + 1));
  if (issue.input === undefined) return '不能为空';
  return issue.input === null ? '不能是 null，请去掉这个键' : issue.message;
}

/** 每一处网关不会接受的内容，字段路径从 `data.other` 起。 */
export function otherProblems(rules: FieldRules, other: Readonly<Record<string, unknown>> | undefined): FieldProblem[] {
  return Object.entries(other ?? {}).flatMap(([name, value]): FieldProblem[] => {
    const rule = new Map(Object.entries(rules)).get(name);
    if (!rule) return [{ field: `data.other.${name}`, problem: strange(name) }];
    const { issues = [] } = v.safeParse(rule, value, { abortPipeEarly: true });
    return issues.map((issue) => {
      const field = ['data.other', name, v.getDotPath(issue)].filter(Boolean).join('.');
      return { field, problem: problemOf(issue, field) };
    });
  });
}
