/**
 * 小程序里付款人的 openid：uni.login 的凭证交给 vk-pay 云函数自带的 `pay/code2Session…` 换。
 * 文档没有说组件叫的是哪个服务，只说这几个文件不能删，所以就是它们。
 */
import { loginCode } from '../../../common/client/pay/payer';
import { fieldsOf } from '../../../common/client/shell/vk/result';
import { refusalOf, type Action, type Answer, type CallAction } from './action';
import { COMPAT } from './words';

/** 云函数 vk-pay 可以改名；没有说就是它 */
const FUNCTION = 'vk-pay';

interface Source {
  readonly provider: 'wxpay' | 'alipay';
  readonly service: string;
  code(): Promise<string>;
}

async function codeFrom(options: Record<string, unknown>, provider: 'wxpay' | 'alipay'): Promise<string> {
  const got = await loginCode(options, provider);
  if (got === 'left') throw new Error(COMPAT.noLogin);
  return got.code;
}

/** 这个端自己取得到凭证的；网页与 App 没有。 */
export function ownSource(): Source | undefined {
  // #ifdef MP-WEIXIN
  return { provider: 'wxpay', service: 'pay/code2SessionWeixin', code: () => codeFrom({ provider: 'weixin' }, 'wxpay') };
  // #endif
  // #ifdef MP-ALIPAY
  return {
    provider: 'alipay',
    service: 'pay/code2SessionAlipay',
    code: () => codeFrom({ provider: 'alipay', scopes: 'auth_base' }, 'alipay'),
  };
  // #endif
  return undefined;
}

/** 公众号的网页：授权页带回来的 code 由页面给 */
const ON_THE_WEB = 'pay/code2SessionWeixinH5';

/** 换 openid 的服务在哪个云函数里：查询也走那种「action」写法的，就是同一个。 */
export function functionOf(queryAction: Action | undefined): string {
  return typeof queryAction === 'object' && (queryAction.actionKey ?? 'action') === 'action' ? queryAction.name : FUNCTION;
}

/** @param code 已经有的凭证（公众号） @returns 服务的答复，里面有 openid；取不到的也是答复，code 不为 0 */
export async function openidOf(name: string, call: CallAction, source: Source | undefined, code?: string): Promise<Answer> {
  try {
    const service = code ? (source?.service ?? ON_THE_WEB) : source?.service;
    const given = code ?? (await source?.code());
    if (service === undefined || given === undefined) return { code: -1, msg: COMPAT.noLogin };
    return fieldsOf(await call({ name, action: service, actionKey: 'action', dataKey: 'data' }, { code: given }));
  } catch (thrown) {
    return refusalOf(thrown, COMPAT.noLogin);
  }
}
