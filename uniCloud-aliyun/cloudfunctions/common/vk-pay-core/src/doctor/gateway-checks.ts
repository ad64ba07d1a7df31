/** 问一问网关：连得上吗、两边的钟差多少、认不认我们的签名。只看不改：查一张不存在的订单。 */
import { cleanText } from '../journal/redact';
import { PayError } from '../kernel/pay-error';
import type { Account } from '../providers/provider';
import type { Check, Examination, Found } from './examination';

/** 两家都拒绝差五分钟以上的；差半分钟就该知道钟在走偏。 */
const TOO_FAR_MS = 5 * 60_000;
const DRIFT_MS = 30_000;
const TIMEOUT_MS = 5000;
/** 没有这样的单：字母开头，谁也不会用。 */
const NOBODY = 'DOCTOR0000000000000000000000';

const accountsOf = ({ config }: Examination): readonly Account[] => config?.accounts() ?? [];
const textOf = (error: unknown): string => cleanText(error instanceof PayError ? (error.detail ?? error.message) : String(error));

/** `Date` 头（docs/protocols/wxpay.md §1.2）只精确到秒，按请求走到一半的那一刻比。 */
async function clockAt(about: Examination, gateway: string): Promise<Found[]> {
  const startedAt = about.now();
  let date: number;
  try {
    const ask = about.http as NonNullable<Examination['http']>;
    const { headers } = await ask({
      method: 'GET',
      url: `${gateway}/`,
      headers: { accept: '*/*', 'user-agent': 'vk-pay' },
      timeoutMs: TIMEOUT_MS,
    });
    date = Date.parse(headers['date'] ?? '');
  } catch (error) {
    return [{ kind: 'gateway-unreachable', subject: gateway, fact: textOf(error) }];
  }
  if (Number.isNaN(date)) return [];
  const off = (startedAt + about.now()) / 2 - date;
  const seconds = Math.round(Math.abs(off) / 1000);
  const fact = `比网关${off > 0 ? '快' : '慢'} ${seconds} 秒`;
  if (Math.abs(off) >= TOO_FAR_MS) return [{ kind: 'clock-skew', subject: gateway, fact }];
  return Math.abs(off) >= DRIFT_MS ? [{ kind: 'clock-drift', subject: gateway, fact }] : [];
}

/** 说明密钥、商户号、AppID 有一样不对的那几种；连不上、忙不过来不算。 */
const REFUSALS: readonly string[] = ['SIGNATURE', 'CERTIFICATE', 'PERMISSION', 'PARAM'];

async function askAs(about: Examination, account: Account): Promise<Found[]> {
  try {
    const provider = about.providers.get(account.provider);
    // 查单要先知道付款人的：只问凭据，应用与密钥对不对也就知道了
    if (provider?.aided) await provider.login?.accessToken?.(account, false);
    else await provider?.query(account, NOBODY);
    return [];
  } catch (error) {
    if (!(error instanceof PayError) || !REFUSALS.includes(error.kind)) return [];
    const says = [error.gatewayCode, textOf(error)].filter(Boolean).join(' ');
    return [{ kind: 'gateway-refuses', subject: `uni-pay.${account.provider}.${account.platform}`, fact: says }];
  }
}

/** 几个端共用一套账号的只问一次，说的是第一个端。 */
const distinct = (accounts: readonly Account[]): Account[] => {
  const keyOf = ({ provider, mchid, appid, gatewayUrl }: Account): string => [provider, mchid, appid, gatewayUrl].join(' ');
  return accounts.filter((account, at) => accounts.findIndex((other) => keyOf(other) === keyOf(account)) === at);
};

export const GATEWAY_CHECKS: readonly Check[] = [
  {
    id: 'clock',
    area: 'gateway',
    needs: 'network',
    run: async (about) => {
      const gateways = [...new Set(accountsOf(about).map(({ gatewayUrl }) => gatewayUrl))];
      return (await Promise.all(gateways.map((gateway) => clockAt(about, gateway)))).flat();
    },
  },
  {
    id: 'signature',
    area: 'gateway',
    needs: 'network',
    run: async (about) => (await Promise.all(distinct(accountsOf(about)).map((account) => askAs(about, account)))).flat(),
  },
];
