/** 商户自己的服务器：app key 签名的请求，能叫哪些服务由配置 servers 说了算。 */
import { serveServer, type ServiceEvent } from 'vk-pay-core';
import { paymentTypes } from 'payment-types';

export const main = (event: ServiceEvent): Promise<object> => serveServer(event, paymentTypes);
