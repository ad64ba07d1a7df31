/**
 * 付款后跳回商户页面时的查询串（docs/protocols/alipay.md §5）：验签之后只用于展示，从不推进状态。
 * 支付宝只签它自己加的参数；商户自己的、框架加的（`s=`、`_url=`）都可能混在里面，放在一边。
 */
import { parseForm, type Form } from '../kit/form';
import type { AlipayAccount } from './account';
import { verifyNotice } from './sign';

/** 支付宝跳回时自己加的参数。 */
export const RETURN_FIELDS: ReadonlySet<string> = new Set([
  ...['app_id', 'auth_app_id', 'method', 'charset', 'version', 'timestamp', 'sign_type', 'sign'],
  ...['out_trade_no', 'trade_no', 'total_amount', 'seller_id'],
]);
/** 签名同样真实的异步通知没有这个参数：两种文字不能互相冒充。 */
const METHOD = /^alipay\.trade\.(?:page|wap)\.pay\.return$/;

const nameOf = (part: string): string => {
  const at = part.indexOf('=');
  try {
    return decodeURIComponent((at < 0 ? part : part.slice(0, at)).replaceAll('+', ' '));
  } catch {
    return '';
  }
};

/** 只留支付宝自己的参数；它们之中有重复的、编码坏了的，一律不要。 */
function ownFields(query: string): Form | undefined {
  const own = query
    .replace(/^\?/, '')
    .split('&')
    .filter((part) => RETURN_FIELDS.has(nameOf(part)));
  try {
    return parseForm(own.join('&'));
  } catch {
    return undefined;
  }
}

/** @returns 验不过、不成形的返回 undefined */
export function readReturnUrl(account: AlipayAccount, query: string): { out_trade_no: string; transaction_id?: string } | undefined {
  const form = ownFields(query);
  const out_trade_no = form?.get('out_trade_no');
  if (!form || !out_trade_no || form.get('app_id') !== account.appid || !METHOD.test(form.get('method') ?? '')) return undefined;
  if (!verifyNotice(form, account.credentials.alipayKey)) return undefined;
  const transaction_id = form.get('trade_no');
  return { out_trade_no, ...(transaction_id ? { transaction_id } : {}) };
}
