/** 演示商店用的服务：只存在于本地构建的云函数（scripts/build-functions.ts 的测试接口）。 */
export const DEMO_SERVICES = { login: 'user/pub/loginDemo', account: 'user/kh/demoAccount' } as const;
