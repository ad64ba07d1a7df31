/**
 * 登录等开放接口在哪里：设置 `openApis`（渠道 → `{ url, pageUrl }`），没有写就是真实的。只有对接模拟网关，或经固定出口 IP 的转发时才写。
 * 失败策略与网关相同：生产不连模拟的，开发与测试没有 allowRealGateways 就不连真实的；写错了就不去，原因说得出来。
 */
import { PROVIDERS, type ProviderName } from '../../../../../../common/contract/channels';
import { PayError } from '../kernel/pay-error';
import type { OpenApi } from '../providers/provider';
import type { ConfigProblem } from '../providers/credentials';
import { listProblems } from './config';
import { domainOf, hostOf, LOCAL } from './environments';
import { oneOf, optional, recordOf, shapeOf, text } from './rules';
import { checkUrl, type Settings } from './settings';

const address = text();
const openApisRule = optional(recordOf(oneOf(PROVIDERS, '不是支持的支付渠道'), shapeOf({ url: address, pageUrl: optional(address) })), {});

/**
 * @returns 这个环境不许去的为 undefined
 * @throws PayError CERTIFICATE 设置写错了，逐条说在哪里
 */
export function openApiFor(
  provider: ProviderName,
  real: OpenApi,
  { environment, allowRealGateways, requireHTTPS, openApis }: Settings,
): OpenApi | undefined {
  const problems: ConfigProblem[] = [];
  const written = openApisRule(openApis, 'vk-pay.openApis', problems)[provider];
  const { url, pageUrl } = { ...real, ...written };
  for (const [key, value] of Object.entries({ url, pageUrl }))
    checkUrl(value, `vk-pay.openApis.${provider}.${key}`, requireHTTPS, problems);
  if (problems.length > 0) throw new PayError('CERTIFICATE', { detail: listProblems(problems) });
  const refused = environment === 'production' ? LOCAL.test(hostOf(url)) : domainOf(url) === domainOf(real.url) && !allowRealGateways;
  return refused ? undefined : { url: url.replace(/\/+$/, ''), pageUrl: pageUrl.replace(/\/+$/, '') };
}
