/** 每个功能开到哪里（pay-viewer）。 */
import { serveStaff, type ServiceEvent } from 'vk-pay-core';
import { paymentTypes } from 'payment-types';

export const main = (event: ServiceEvent): Promise<object> => serveStaff('listReleases', event, paymentTypes, (pay) => pay.listReleases());
