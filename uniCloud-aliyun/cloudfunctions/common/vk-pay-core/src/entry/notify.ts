/**
 * vk-pay-core/notify：回调函数单独的入口（构建成 vk-pay-core/notify.js）。
 * 回调要在几秒内应答，冷启动越轻越好：下单、二维码、入参规则都不在这里面。推送要主动查询才算数的渠道用得着这些，
 * 收到它的才装载整个 vk-pay-core。
 */
import { manifestOf } from '../../../../../../common/contract/channels';
import { readHttpEvent } from '../notify/http-event';
import { namedBy, type ComposedResponse } from '../notify/receive';
import { createReceivers } from '../providers/receivers';
import { kernelFactory, type KernelOptions } from './assemble';
import { receiveWith } from './receiving';

const createKernel = kernelFactory(createReceivers);

export interface NotifyOptions extends KernelOptions {
  /** 整个 vk-pay-core，用到才装载 */
  readonly whole: () => { receiveWhole(options: KernelOptions, httpEvent: unknown): Promise<ComposedResponse> };
}

/**
 * 处理一次网关回调。
 * @param httpEvent uniCloud URL 化的集成请求
 * @returns 集成响应：渠道约定的应答
 * @throws ConfigError 配置有误
 */
export async function receiveNotify({ whole, ...options }: NotifyOptions, httpEvent: unknown): Promise<ComposedResponse> {
  const named = namedBy(readHttpEvent(httpEvent)?.path ?? '');
  if (named && manifestOf(named.provider).asksBack) return whole().receiveWhole(options, httpEvent);
  return receiveWith(createKernel, options, httpEvent);
}

export type { CloudContext, Vk } from '../kernel/vk';
