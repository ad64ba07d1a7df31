/**
 * 兼容包里的云函数 vk-pay：一个门，几种来法都答。
 * 网关的通知（旧地址与新地址）→ 结算；`action: "pay/…"`（callFunction 或 HTTP）→ 商户自己的旧服务；其余 → 我们自己的路由。
 */
import { ERROR_CATALOGUE } from '../../../../../../common/contract/errors';
import { announceHandlers, RUN_HANDLER, runFixedFile, runLocally, type HandlerFiles } from '../compat/handlers';
import { compatSettings } from '../config/compat';
import { mayCall, serviceEvent, type ServiceFiles } from '../compat/services';
import { printFailure } from '../kernel/console-line';
import type { CloudContext, Vk } from '../kernel/vk';
import type { DeclaredType } from '../order-types/registry';
import { bodyOf, kernelOrNothing, noticeReceiver } from './notice-receiver';

export interface VkPayDoor {
  readonly vk: Vk & { router?(input: { event: unknown; context: unknown; vk: unknown }): Promise<unknown> };
  readonly paymentTypes: readonly DeclaredType[];
  /** `service/` 里的文件：名字（如 `pay/createPayment`）→ 载入 */
  readonly services: ServiceFiles;
  /** `service/pay-notify/` 里的文件：名字就是订单类型 */
  readonly handlers: HandlerFiles;
}

type Params = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Params => typeof value === 'object' && value !== null && !Array.isArray(value);

const refuse = (kind: 'PARAM' | 'PERMISSION' | 'SYSTEM', requestId: string, msg?: string): object => {
  const { code, msg: usual, action } = ERROR_CATALOGUE[kind];
  return { code, msg: msg ?? usual, action, requestId };
};

/** HTTP 来的说不出自己是哪个端，由 data.vk_platform 说（它的文档）；框架自己的来法也这样放。 */
function contextFor(context: CloudContext, data: Params): CloudContext {
  const platform = data['vk_platform'];
  const appid = data['vk_appid'];
  return {
    ...context,
    ...(typeof platform === 'string' ? { PLATFORM: platform } : {}),
    ...(typeof appid === 'string' ? { APPID: appid } : {}),
  };
}

/** @returns 云函数 vk-pay 的 main */
export function vkPayDoor({
  vk,
  paymentTypes,
  services,
  handlers,
}: VkPayDoor): (event: unknown, context: CloudContext) => Promise<unknown> {
  announceHandlers('vk-pay', handlers);
  const notice = noticeReceiver({ vk, paymentTypes });

  async function runHandler(event: Params, context: CloudContext): Promise<object> {
    const requestId = context.requestId ?? '';
    // 只有同一个空间里别的云函数能叫：客户端、HTTP 的来源都不是它。
    if (context.SOURCE !== 'function') return refuse('PERMISSION', requestId);
    try {
      const [name, data] = [String(event['type']), isObject(event['data']) ? event['data'] : {}];
      const done = event['fixed'] === true ? await runFixedFile(vk, name, data) : await runLocally('vk-pay', vk, name, data);
      return { code: 0, msg: 'ok', done, requestId };
    } catch (error) {
      return refuse('SYSTEM', requestId, error instanceof Error ? error.message : String(error));
    }
  }

  async function serve(name: string, event: Params, context: CloudContext): Promise<unknown> {
    const requestId = context.requestId ?? '';
    const config = (await kernelOrNothing({ vk, paymentTypes }, context))?.config;
    const opened = config ? compatSettings(config).services : [];
    const verdict = mayCall(name, context, opened);
    if (verdict === 'closed') {
      printFailure(`${name} 没有鉴权，缺省关着：要用就写在 vk-pay/config.js 的 compat.services 里，或只由自己的云函数叫`, requestId);
      return refuse('PERMISSION', requestId);
    }
    const read = verdict === 'yes' ? services.get(name) : undefined;
    if (!read) return refuse('PARAM', requestId, '接口不存在');
    try {
      const { main } = read() as { main?: (event: object) => Promise<unknown> };
      if (typeof main !== 'function') return refuse('SYSTEM', requestId);
      const data = isObject(event['data']) ? event['data'] : {};
      const { uniIdToken = context.uniIdToken ?? data['uni_id_token'] } = event;
      return await main(serviceEvent({ data, uniIdToken, event, context: contextFor(context, data), vk }, name));
    } catch (error) {
      printFailure(`${name} 运行异常 ${error instanceof Error ? error.stack : String(error)}`, requestId);
      return refuse('SYSTEM', requestId);
    }
  }

  return async (event, context) => {
    const http = context.SOURCE === 'http';
    if (http) {
      const answered = await notice(event, context);
      if (answered !== undefined) return answered;
    }
    const asked = http ? bodyOf(event) : isObject(event) ? event : undefined;
    const action = asked?.['action'];
    if (asked && typeof action === 'string' && asked['url'] === undefined && asked['$url'] === undefined)
      return action === RUN_HANDLER ? runHandler(asked, context) : serve(action, asked, context);
    return vk.router ? vk.router({ event, context, vk }) : refuse('PARAM', context.requestId ?? '', '接口不存在');
  };
}
