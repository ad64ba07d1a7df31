/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: '<rootDir>/test/environment.ts',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  modulePathIgnorePatterns: ['<rootDir>/dist', '<rootDir>/.vk-pay'],
  transform: {
    '^.+\\.ts$': ['ts-jest', { tsconfig: '<rootDir>/tsconfig.jest.json' }],
  },
  moduleNameMapper: {
    '^vk-pay-core$': '<rootDir>/uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/entry/index.ts',
    '^payment-types$': '<rootDir>/uniCloud-aliyun/cloudfunctions/common/payment-types/index.ts',
  },
  globalSetup: '<rootDir>/test/global-setup.ts',
  // 缺省会留一个核不用；两个核的机器上那就慢了一倍。
  maxWorkers: '100%',
  testTimeout: 30000,
};
