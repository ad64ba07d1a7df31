/**
 * 微信的开放接口（api.weixin.qq.com，docs/protocols/wxpay.md §12）：应答没有签名，成败写在正文的 errcode 里。
 * AppSecret 与凭据写在查询串里，所以出错时不带原来的错误：那里面有整个网址。
 */
import type { ErrorName } from '../../../../../../../common/contract/errors';
import { visibleLine } from '../../../../../../../common/contract/visible-text';
import { PayError, type Outcome } from '../../kernel/pay-error';
import type { GatewayResponse, ProviderPorts } from '../provider';
import { encodeForm } from './form';
import { parseObject, textOf, type Json } from './json';
import { refusal, type Input, type Operation, type Refusal } from './refusal';

export interface OpenRefusal {
  readonly kind: ErrorName;
  readonly codes: readonly number[];
  readonly input?: Input;
  readonly problem?: string;
  /** 缺省：忙的不明，别的肯定没有发生 */
  readonly outcome?: Outcome;
}
/** 没有列出的一律 50000。 */
const REFUSALS: readonly OpenRefusal[] = [
  { kind: 'PARAM', codes: [40029, 40163, 41008, 42003], input: 'code', problem: '登录凭证无效、过期或已经用过' },
  { kind: 'BUSY', codes: [-1, 44990, 10060012, 10060019] },
  { kind: 'RATE_LIMIT', codes: [45009, 45011] },
  // AppID、AppSecret 写错了，或凭据失效
  { kind: 'SIGNATURE', codes: [40001, 40002, 40013, 40014, 40125, 41002, 41004, 42001, 40243] },
  // 风险用户、来源地址不在名单里、没有权限、要管理员确认
  { kind: 'PERMISSION', codes: [40164, 40226, 48001, 50004, 50007, 89503, 89506, 89507] },
];

function refused(operation: Operation, errcode: number, errmsg: string | undefined, own: readonly OpenRefusal[]): PayError {
  const found = [...own, ...REFUSALS].find(({ codes }) => codes.includes(errcode));
  const { kind, problem, input, outcome } = found ?? ({ kind: 'SYSTEM' } as OpenRefusal);
  const detail = errmsg === undefined ? {} : { detail: visibleLine(errmsg).slice(0, 200) };
  // 系统繁忙时凭证可能已经用掉了
  const row: Refusal = {
    kind,
    outcome: outcome ?? (kind === 'BUSY' ? 'unknown' : 'none'),
    ...(input ? { input } : {}),
    ...(problem ? { problem } : {}),
  };
  return refusal(operation, row, { gatewayCode: String(errcode), ...detail });
}

/** 问哪里。 */
export interface WeixinPlace {
  /** 不带结尾斜杠 */
  readonly url: string;
  readonly timeoutMs: number;
  readonly debug?: boolean | undefined;
}
export interface OpenQuestion {
  /** 以 / 开头 */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  /** 有正文的是 POST；文字的逐字节发出（签过名） */
  readonly body?: object | string;
}

/** @param own 这一组接口自己的错误码，先看它。@throws PayError NETWORK 没有答复或看不懂 · 其余照错误码 */
export async function askWeixin(
  ports: Pick<ProviderPorts, 'http'>,
  { url, timeoutMs, debug }: WeixinPlace,
  { path, query, body }: OpenQuestion,
  operation: Operation = 'login',
  own: readonly OpenRefusal[] = [],
): Promise<Json> {
  let response: GatewayResponse;
  try {
    response = await ports.http({
      method: body === undefined ? 'GET' : 'POST',
      url: `${url}${path}${query ? `?${encodeForm(query)}` : ''}`,
      headers: {
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        'user-agent': 'vk-pay',
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      timeoutMs,
      debug,
    });
  } catch {
    throw new PayError('NETWORK', { outcome: 'unknown', detail: `${path} 没有答复` });
  }
  const answer = parseObject(response.body);
  if (response.status !== 200 || !answer)
    throw new PayError('NETWORK', { outcome: 'unknown', gatewayStatus: response.status, detail: `${path} 的应答不是约定的格式` });
  const errcode = answer['errcode'] ?? 0;
  if (errcode !== 0) throw refused(operation, Number(errcode), textOf(answer, 'errmsg'), own);
  return answer;
}
