/**
 * 哨兵（不变量 I12）：整套测试里，凡是经 test/watched-stack.ts 打开的世界（另起的进程见 test/left-behind.ts），每一行写进表的、每一个云函数的答复、
 * 每一行控制台，都拿秘密与个人资料的哨兵搜一遍——密钥与设置里的每一个秘密，请求头里的，付款人与收款人的，网关应答里的。
 * 一处也不该有；有的，关掉那个世界的时候说出在哪里。
 */
import type { DevelopmentKeys } from '../local/keys';
import type { StackEvent } from '../local/stack/stack-event';

/** 台架的每一个请求都带着的头：一个字也不该留下。 */
export const SENTINEL_HEADERS = {
  authorization: 'Bearer sentinel-authorization-7f3a9c',
  cookie: 'session=sentinel-cookie-51d0be',
  'x-api-key': 'sentinel-api-key-c42e88',
} as const;

/** 测试里的付款人、收款人、卡与电话。 */
const PEOPLE = [
  'demo_openid_',
  'oUpF8uMuAJO_M2pxb1Q9zNjWeS6',
  '074a1CcTG1LelxKe4xQC0zgNdId0nxi95b5lsNpazWYoCo5',
  '13987654321',
  '6222021234567890128',
];
/**
 * 说不出值的：模拟网关随手发给付款人的 openid、会话密钥、开放接口与用户授权的凭据，登录令牌、任何一种私钥。
 * 它们在模拟网关里的样子见 local/gateways/wxpay/people.ts、open-api.ts，local/gateways/alipay/logins.ts。
 */
const SHAPES = [
  'oSIM[0-9a-f]{24}',
  'SIMK[A-Za-z0-9+/]{18}==',
  '[0-9a-z]{4}_SIMT[\\w-]{60}',
  '(?:user|refresh)_SIM[0-9a-f]{16}',
  '0SIMA[\\w-]{38}',
  '20887777\\d{8}',
  'authbsep[0-9a-f]{32}',
  'eyJ[\\w-]{8,}\\.[\\w-]{8,}\\.[\\w-]+',
  'PRIVATE KEY',
];

const SECRET_NAME = /secret|password|token|apiv3key|privatekey|^keys$|encrypt/i;
const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');

/** 密钥的一段：够认出来，又不怕换行与头尾的写法。 */
function sliceOf(value: string): string {
  if (!value.includes('PRIVATE KEY')) return value;
  const body = value.replace(/-----[^-]+-----|\s/g, '');
  return body.slice(60, 120);
}

/** 配置里叫得出名字的每一个秘密。 */
function secretsIn(value: unknown, named = false): string[] {
  if (typeof value === 'string') {
    if (value.includes('PRIVATE KEY')) return [sliceOf(value)];
    return named && value.length >= 12 ? [value] : [];
  }
  if (Array.isArray(value)) return value.flatMap((item) => secretsIn(item, named));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, item]) => secretsIn(item, SECRET_NAME.test(name)));
}

/** 框架自己的表：登录令牌、openid 本来就在那里。 */
export const isFrameworkTable = (collection: string): boolean => /^(?:uni-id|opendb|vk-)/.test(collection);
/** 登录的答复：令牌本来就要给客户端。 */
const LOGIN = /^user\//;

/** 测试里商户自己的云函数：付款人是谁、开放接口的凭据本来就给它，它答不答是它的事；会话密钥、用户授权的凭据、密钥照样一个字也不行。 */
const MERCHANT = /^shop\//;
/**
 * 凭付款人自己的 code 答他自己的 openid：uni-pay-co 的 getOpenid（uni-pay 2 的公开文档，up-10），
 * 商户的普通云函数 plain 把 code2Session 的答复原样交出（test/projects/compat-shop）。
 */
const asksOwnOpenid = (name: string, input: unknown): boolean => {
  const { method } = (input ?? {}) as { readonly method?: unknown };
  return (name === 'uni-pay-co' && method === 'getOpenid') || (name === 'plain' && String(method).startsWith('code2Session'));
};
const ITS_OWN = /^(?:oSIM|0SIMA|20887777)|_SIMT/;

interface Answered {
  readonly vk_uni_token?: unknown;
}

export interface Sentinels {
  note(item: StackEvent): void;
  /** 不是事件的：另起的进程打印的、留下的（test/left-behind.ts） */
  examine(where: string, text: string): void;
  /** 此前看到的也补上 */
  watch(keys: DevelopmentKeys, settings: unknown): void;
  /** @throws Error 有一处漏了，逐处说明 */
  requireNone(): void;
}

/** 云函数的答复；框架续签的令牌除外。 */
function answerOf(result: unknown): unknown {
  if (typeof result !== 'object' || result === null || !('vk_uni_token' in result)) return result;
  const { vk_uni_token: _renewed, ...rest } = result as Answered;
  return rest;
}

export function createSentinels(): Sentinels {
  const early: (readonly [where: string, text: string, own: string, tells: boolean])[] = [];
  const found = new Set<string>();
  let pattern: RegExp | undefined;
  /**
   * @param own 说话的人自己说过的：答复里可以有（返回地址、自己的电话）
   * @param tells 商户自己的云函数，与凭 code 问自己的 openid
   */
  const look = (where: string, text: string, own = '', tells = false): void => {
    if (!pattern) return void early.push([where, text, own, tells]);
    for (const { 0: hit, index } of text.matchAll(pattern))
      if (!own.includes(hit) && !(tells && ITS_OWN.test(hit))) found.add(`${where}：…${text.slice(Math.max(0, index - 60), index + 40)}…`);
  };
  return {
    note(item) {
      if (item.source !== 'cloud') return;
      const { event } = item;
      if (event.type === 'console') look(`控制台 ${event.name}`, event.text);
      else if (event.type === 'written' && event.after && !isFrameworkTable(event.collection))
        look(`表 ${event.collection}`, JSON.stringify(event.after));
      else if (event.type === 'invoke' && event.phase === 'end' && event.result !== undefined && !LOGIN.test(event.url ?? ''))
        look(
          `答复 ${event.name} ${event.url ?? ''}`,
          JSON.stringify(answerOf(event.result)) ?? '',
          JSON.stringify(event.input) ?? '',
          MERCHANT.test(event.url ?? '') || asksOwnOpenid(event.name, event.input),
        );
    },
    examine: (where, text) => look(where, text),
    watch(keys, settings) {
      const values = [...Object.values(SENTINEL_HEADERS).map((text) => text.replace(/^\w+[ =]/, '')), ...PEOPLE];
      const all = new Set([...values, ...secretsIn(keys), ...secretsIn(settings)].map(escaped));
      pattern = new RegExp([...all, ...SHAPES].join('|'), 'g');
      for (const item of early.splice(0)) look(...item);
    },
    requireNone() {
      if (found.size > 0) throw new Error(`不变量 I12：\n${[...found].map((text) => `  - ${text}`).join('\n')}`);
    },
  };
}
