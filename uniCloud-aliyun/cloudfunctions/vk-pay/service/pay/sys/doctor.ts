/** 体检：配置、密钥、网关、通知地址、数据库、定时任务、权限（pay-admin）；只看不改。 */
import { serveDoctor, type ServiceEvent } from 'vk-pay-core';
import { paymentTypes } from 'payment-types';

export const main = (event: ServiceEvent): Promise<object> => serveDoctor(event, paymentTypes);
