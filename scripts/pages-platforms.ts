/** 前端能构建到哪些端。 */
export const PAGES_PLATFORMS = ['h5', 'mp-weixin', 'mp-alipay'] as const;
export type PagesPlatform = (typeof PAGES_PLATFORMS)[number];
