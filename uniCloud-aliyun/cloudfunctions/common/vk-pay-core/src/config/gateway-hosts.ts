/**
 * 网关的域名名单：各渠道清单里官方的，加上设置 `gatewayHosts` 里商户自己的转发。开发之外，网关地址与每一次连接都要在名单里：
 * 配置被改了一个字，钱与密钥签过的请求也到不了别处。失败策略：读不出主机名的不去。
 */
import { manifestOf, PROVIDERS, type ProviderName } from '../../../../../../common/contract/channels';

function hostnameOf(url: string): string | undefined {
  try {
    return new URL(url).hostname;
  } catch {
    return undefined;
  }
}

/** `.example.com` 是它的全部子域名，别的要一字不差。 */
const covers = (listed: string, host: string): boolean => (listed.startsWith('.') ? host.endsWith(listed) : host === listed);

const officialOf = (provider: ProviderName): string[] => {
  const { gatewayUrl, sandboxUrl, backupHosts = [] } = manifestOf(provider);
  return [gatewayUrl, ...(sandboxUrl === undefined ? [] : [sandboxUrl])].flatMap((url) => hostnameOf(url) ?? []).concat(backupHosts);
};

/** 这个地址能不能当这家的网关。@param extra 设置 gatewayHosts */
export function isGatewayOf(provider: ProviderName, url: string, extra: readonly string[]): boolean {
  const host = hostnameOf(url);
  return host !== undefined && [...officialOf(provider), ...extra].some((listed) => covers(listed, host));
}

/** 能不能连：任何一家的网关、它下载账单的主机、它的开放接口，或商户自己的转发。 */
export function isGatewayHost(url: string, extra: readonly string[]): boolean {
  const host = hostnameOf(url);
  if (host === undefined) return false;
  return PROVIDERS.some((provider) => {
    const { downloadHosts = [], openApiHosts = [] } = manifestOf(provider);
    return [...officialOf(provider), ...downloadHosts, ...openApiHosts, ...extra].some((listed) => covers(listed, host));
  });
}
