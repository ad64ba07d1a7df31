/**
 * 微信的开放接口（api.weixin.qq.com，docs/protocols/wxpay.md §12）：与付款的网关不在一处，应答没有签名，成败写在正文的 errcode 里。
 * AppSecret 与凭证写在查询串里，所以出错时不带原来的错误：那里面有整个网址。
 */
import type { ErrorName } from '../../../../../../../common/contract/errors';
import { PayError } from '../../kernel/pay-error';
import { encodeForm } from '../kit/form';
import { parseObject, textOf, type Json } from '../kit/json';
import { refusal, type Refusal } from '../kit/refusal';
import type { GatewayResponse, OpenApi, ProviderPorts } from '../provider';
import type { WxpayAccount } from './account';

const REAL: OpenApi = { url: 'https://api.weixin.qq.com', pageUrl: 'https://open.weixin.qq.com' };

/** @returns 这个环境不许去的为 undefined @throws PayError CERTIFICATE 设置写错了 */
export const openApiOf = (ports: ProviderPorts): OpenApi | undefined => ports.openApi?.('wxpay', REAL);

interface OpenRefusal {
  readonly kind: ErrorName;
  readonly codes: readonly number[];
  readonly problem?: string;
}
/** 没有列出的一律 50000。 */
const REFUSALS: readonly OpenRefusal[] = [
  { kind: 'PARAM', codes: [40029, 40163, 41008, 42003], problem: '登录凭证无效、过期或已经用过' },
  { kind: 'BUSY', codes: [-1, 44990, 10060012, 10060019] },
  { kind: 'RATE_LIMIT', codes: [45009, 45011] },
  // AppID、AppSecret 写错了，或凭据失效
  { kind: 'SIGNATURE', codes: [40001, 40002, 40013, 40014, 40125, 41002, 41004, 42001, 40243] },
  // 风险用户、来源地址不在名单里、没有权限、要管理员确认
  { kind: 'PERMISSION', codes: [40164, 40226, 48001, 50004, 50007, 89503, 89506, 89507] },
];
function refused(errcode: number, errmsg: string | undefined): PayError {
  const { kind, problem } = REFUSALS.find(({ codes }) => codes.includes(errcode)) ?? { kind: 'SYSTEM' as const, problem: undefined };
  const detail = errmsg === undefined ? {} : { detail: errmsg.replace(/\p{Cc}+/gu, ' ').slice(0, 200) };
  // 系统繁忙时凭证可能已经用掉了
  const row: Refusal = {
    kind,
    outcome: kind === 'BUSY' ? 'unknown' : 'none',
    ...(kind === 'PARAM' ? { input: 'code' } : {}),
    ...(problem ? { problem } : {}),
  };
  return refusal('login', row, { gatewayCode: String(errcode), ...detail });
}

export interface OpenQuestion {
  /** 以 / 开头 */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  /** 有正文的是 POST */
  readonly body?: object;
}

/** @throws PayError NETWORK 没有答复或看不懂 · CERTIFICATE 这个环境不许去 · 其余照错误码 */
export async function askOpenApi(ports: ProviderPorts, account: WxpayAccount, { path, query, body }: OpenQuestion): Promise<Json> {
  const openApi = openApiOf(ports);
  if (!openApi) throw new PayError('CERTIFICATE', { detail: '这个环境不连微信的开放接口：见设置 openApis、allowRealGateways' });
  let response: GatewayResponse;
  try {
    response = await ports.http({
      method: body === undefined ? 'GET' : 'POST',
      url: `${openApi.url}${path}${query ? `?${encodeForm(query)}` : ''}`,
      headers: {
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        'user-agent': 'vk-pay',
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      timeoutMs: account.timeoutMs,
      debug: account.debug,
    });
  } catch {
    throw new PayError('NETWORK', { outcome: 'unknown', detail: `${path} 没有答复` });
  }
  const answer = parseObject(response.body);
  if (response.status !== 200 || !answer)
    throw new PayError('NETWORK', { outcome: 'unknown', gatewayStatus: response.status, detail: `${path} 的应答不是约定的格式` });
  const errcode = answer['errcode'] ?? 0;
  if (errcode !== 0) throw refused(Number(errcode), textOf(answer, 'errmsg'));
  return answer;
}
