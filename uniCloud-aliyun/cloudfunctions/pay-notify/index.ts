/** pay-notify：支付网关的回调地址 `<notifyUrl>/<渠道>/<端>`。验签用原始报文，因此不经路由。 */
import { createInstance } from 'vk-unicloud';
import { receiveNotify, type CloudContext, type NotifyOptions, type Vk } from 'vk-pay-core/notify';
import { paymentTypes } from 'payment-types';

const vk = createInstance({ baseDir: __dirname, requireFn: (path: string): unknown => require(path) }) as unknown as Vk;

/** 只有推送要主动查询才算数的渠道用得着整个核心：收到它的才装载。 */
const whole: NotifyOptions['whole'] = () => require('vk-pay-core') as ReturnType<NotifyOptions['whole']>;

const serverError = {
  mpserverlessComposedResponse: true,
  statusCode: 500,
  headers: { 'content-type': 'text/plain; charset=utf-8' },
  body: 'error',
};

export async function main(event: unknown, context: CloudContext): Promise<object> {
  // 只接受真正的 HTTP 请求；客户端 callFunction 也能伪造同样形状的 event。
  if (context.SOURCE !== 'http')
    return { code: 40009, msg: '权限不足，无法操作', action: '检查API权限', requestId: context.requestId ?? '' };
  try {
    return await receiveNotify({ vk, paymentTypes, context, whole }, event);
  } catch (error) {
    // 走到这里只可能是配置有误：答 500，网关会重发，修好配置后不丢通知。
    console.error(
      JSON.stringify({
        vk_pay: 'failure',
        level: 'error',
        request_id: context.requestId ?? '',
        text: error instanceof Error ? error.message : String(error),
      }),
    );
    return serverError;
  }
}
