declare module 'vk-unicloud' {
  interface InitOptions {
    baseDir: string;
    requireFn: (path: string) => unknown;
    config?: unknown;
    customUtil?: unknown;
  }
  interface VkInstance {
    router(input: { event: unknown; context: unknown; vk: VkInstance }): Promise<unknown>;
    baseDao: unknown;
  }
  export function createInstance(options: InitOptions): VkInstance;
}
