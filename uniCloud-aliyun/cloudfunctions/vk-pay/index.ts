/** vk-pay：支付路由。业务都在 service/ 下，每个文件一个服务。 */
import { createInstance } from 'vk-unicloud';
import config = require('./config');

const vk = createInstance(config);

export async function main(event: unknown, context: unknown): Promise<unknown> {
  return vk.router({ event, context, vk });
}
