/** 装载全部渠道的内核：路由、定时任务与商户接口用它。 */
import { kernelFactory } from './assemble';
import { createProviders } from '../providers/registry';

export const createKernel = kernelFactory(createProviders);
