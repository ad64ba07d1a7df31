/** 测试用的构建产物在哪里（父进程与子进程共用）。 */
import { join } from 'node:path';

export const TEST_BUILD = join(__dirname, '../../dist/test');

export const stackFiles = {
  functionsDir: join(TEST_BUILD, 'cloudfunctions'),
  databaseDir: join(__dirname, '../../uniCloud-aliyun/database'),
  modules: { 'vk-unicloud': join(TEST_BUILD, 'modules/vk-unicloud.js'), 'uni-id': join(TEST_BUILD, 'modules/uni-id.js') },
} as const;
