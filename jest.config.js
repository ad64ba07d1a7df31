/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  modulePathIgnorePatterns: ['<rootDir>/dist', '<rootDir>/.vk-pay'],
  transform: {
    '^.+\\.ts$': ['ts-jest', { tsconfig: '<rootDir>/tsconfig.jest.json' }],
  },
  moduleNameMapper: {
    '^vk-pay-core$': '<rootDir>/uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/index.ts',
    '^payment-types$': '<rootDir>/uniCloud-aliyun/cloudfunctions/common/payment-types/index.ts',
  },
  globalSetup: '<rootDir>/test/global-setup.ts',
  testTimeout: 30000,
};
