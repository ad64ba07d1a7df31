/** 微信的开放接口（docs/protocols/wxpay.md §12）：与付款的网关不在一处。 */
import { PayError } from '../../kernel/pay-error';
import type { Json } from '../kit/json';
import { askWeixin, type OpenQuestion } from '../kit/weixin-open';
import type { OpenApi, ProviderPorts } from '../provider';
import type { WxpayAccount } from './account';

const REAL: OpenApi = { url: 'https://api.weixin.qq.com', pageUrl: 'https://open.weixin.qq.com' };

/** @returns 这个环境不许去的为 undefined @throws PayError CERTIFICATE 设置写错了 */
export const openApiOf = (ports: ProviderPorts): OpenApi | undefined => ports.openApi?.('wxpay', REAL);

/** @throws PayError NETWORK 没有答复或看不懂 · CERTIFICATE 这个环境不许去 · 其余照错误码 */
export async function askOpenApi(ports: ProviderPorts, { timeoutMs, debug }: WxpayAccount, question: OpenQuestion): Promise<Json> {
  const openApi = openApiOf(ports);
  if (!openApi) throw new PayError('CERTIFICATE', { detail: '这个环境不连微信的开放接口：见设置 openApis、allowRealGateways' });
  return askWeixin(ports, { url: openApi.url, timeoutMs, debug }, question);
}
