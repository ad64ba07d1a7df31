/**
 * 商户自己的服务器来的请求：经 vk-pay 的 URL 化地址 POST 到 `pay/pub/server`，正文就是这个样子。
 * 签名与前端的是同一份文字（request-signature）：service 是这里的名字，data、user_id 都在签名之内，密钥是 app_key 对应的 secret。
 */
import * as v from 'valibot';
import { APP_KEY_PATTERN, SERVER_SERVICES, type ServerService } from './server-services';

/** 代表哪个用户只对付款人自己的事有意义：下单给谁，只查、只关谁的单。 */
export const ON_BEHALF: ReadonlySet<ServerService> = new Set<ServerService>(['createPayment', 'queryPayment', 'closePayment']);

export const serverRequestSchema = v.object(
  {
    app_key: v.pipe(v.string('必须是字符串'), v.regex(APP_KEY_PATTERN, '格式不正确')),
    service: v.picklist(SERVER_SERVICES, '不是开放给服务器的服务'),
    user_id: v.optional(v.pipe(v.string('必须是字符串'), v.regex(/^[0-9A-Za-z_-]{1,64}$/, '格式不正确'))),
    data: v.optional(
      v.pipe(
        v.unknown(),
        v.check((data) => !Array.isArray(data), '必须是对象'),
        v.record(v.string(), v.unknown(), '必须是对象'),
      ),
      {},
    ),
  },
  '必须是对象',
);
