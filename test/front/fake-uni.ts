// 单元测试用的假 uni / uniCloud：记住每次调用，存储在内存里。
import type { VkClient } from '../../common/client/shell/vk/types';

export interface FakeUni {
  readonly storage: Map<string, unknown>;
  readonly modals: Record<string, unknown>[];
  readonly toasts: Record<string, unknown>[];
  readonly navigations: string[];
  /** 遮罩的开与关，按顺序 */
  readonly masks: string[];
  /** 平台的支付窗口怎么结束 */
  requestPayment: (options: Record<string, (value: unknown) => void>) => void;
  /** uni.login 怎么答 */
  login: (options: Record<string, (value: unknown) => void>) => void;
}

type Options = Record<string, unknown> & { success?: (value: unknown) => void; complete?: () => void };

/** 装上假的 uni，返回记录。每个测试装一次。 */
export function installFakeUni(vk?: Partial<VkClient>): FakeUni {
  const fake: FakeUni = {
    storage: new Map(),
    modals: [],
    toasts: [],
    navigations: [],
    masks: [],
    requestPayment: () => undefined,
    login: () => undefined,
  };
  const uni = {
    vk,
    getStorageSync: (key: string) => fake.storage.get(key) ?? '',
    setStorageSync: (key: string, value: unknown) => void fake.storage.set(key, structuredClone(value)),
    removeStorageSync: (key: string) => void fake.storage.delete(key),
    showModal: (options: Options) => {
      fake.modals.push(options);
      options.success?.({ confirm: true });
      options.complete?.();
    },
    showToast: (options: Options) => void fake.toasts.push(options),
    showLoading: ({ title }: { title: string }) => void fake.masks.push(title),
    hideLoading: () => void fake.masks.push('hidden'),
    navigateTo: ({ url }: { url: string }) => void fake.navigations.push(url),
    requestPayment: (options: Record<string, (value: unknown) => void>) => fake.requestPayment(options),
    login: (options: Record<string, (value: unknown) => void>) => fake.login(options),
  };
  Object.assign(globalThis, { uni });
  return fake;
}

/** 装上假的 uniCloud.callFunction。 */
export function installFakeCloud(
  callFunction: (request: { name: string; data: Record<string, unknown> }) => Promise<{ result: unknown }>,
): void {
  Object.assign(globalThis, { uniCloud: { callFunction } });
}
