/**
 * 两组：quick 是 `npm test`，几分钟走完；long 是 `npm run test:long`，要真实浏览器、真实进程、打包与编译、反复切断，或一次走完许多天。
 * `npx jest <路径>` 不论在哪一组都找得到。
 */
const LONG = [
  'test/architecture/citations',
  'test/browser/',
  'test/chaos/',
  'test/cli/',
  'test/compat/',
  'test/doctor/',
  'test/flow/account-left',
  'test/flow/alerts',
  'test/flow/complaints',
  'test/flow/counter',
  'test/flow/desk',
  'test/flow/doctor',
  'test/flow/door-at-rest',
  'test/flow/door-config',
  'test/flow/door-who',
  'test/flow/events',
  'test/flow/import-orders',
  'test/flow/kill',
  'test/flow/late',
  'test/flow/merchants',
  'test/flow/monitor-shared',
  'test/flow/payers',
  'test/flow/reconcile',
  'test/flow/rotate-',
  'test/flow/same-number',
  'test/flow/sharing',
  'test/flow/shipping',
  'test/flow/tokens',
  'test/flow/transfer-events',
  'test/front/build',
  'test/front/mp-weixin',
  'test/gateways/alipay/authorization',
  'test/gateways/alipay/royalty',
  'test/gateways/wxpay/complaints',
  'test/gateways/wxpay/partner',
  'test/gateways/wxpay/sharing',
  'test/gateways/wxpay/shipping',
  'test/gateways/wxpay/virtual',
  'test/package/',
  'test/providers/contract/counter',
  'test/providers/contract/sharing',
  'test/providers/pem-shapes',
  'test/redis/broken',
  'test/samples/',
  'test/security/errors-out',
  'test/world/leftovers',
  'test/security/spoofed-addresses',
];

/** `npm run test:redis`：要一个真的 Redis（环境变量 REDIS_URL） */
const REDIS = ['test/redis/real', 'test/redis/spend', 'test/redis/version'];
const filesOf = (paths) => paths.map((path) => `<rootDir>/${path}${path.endsWith('/') ? '**/' : ''}*.test.ts`);

const shared = {
  testEnvironment: '<rootDir>/test/environment.ts',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  // 照文档写的项目里有同名的 package.json；不进模块表，照样能按路径 require
  modulePathIgnorePatterns: ['<rootDir>/dist', '<rootDir>/.vk-pay', '<rootDir>/test/projects/documented-(vk-uni-pay|uni-pay-2)/'],
  transform: {
    '^.+\\.ts$': ['ts-jest', { tsconfig: '<rootDir>/tsconfig.jest.json' }],
  },
  moduleNameMapper: {
    '^vk-pay-core$': '<rootDir>/uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/entry/index.ts',
    '^payment-types$': '<rootDir>/uniCloud-aliyun/cloudfunctions/common/payment-types/index.ts',
  },
};

/** @type {import('jest').Config} */
module.exports = {
  // 是全局的选项：写在各组里不起作用，机器一忙就按缺省的 5 秒算超时。
  testTimeout: 30000,
  globalSetup: '<rootDir>/test/global-setup.ts',
  // 缺省会留一个核不用；两个核的机器上那就慢了一倍。
  maxWorkers: '100%',
  projects: [
    { ...shared, displayName: 'quick', testPathIgnorePatterns: ['/node_modules/', ...LONG, ...REDIS] },
    { ...shared, displayName: 'long', testMatch: filesOf(LONG) },
    { ...shared, displayName: 'redis', testMatch: filesOf(REDIS) },
  ],
};
