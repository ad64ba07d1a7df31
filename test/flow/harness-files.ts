/** 测试用的构建产物在哪里（父进程与子进程共用）；换了框架就换一个地方。 */
import { join } from 'node:path';
import { frameworkModules, frameworkTag } from '../../scripts/framework';

export const TEST_BUILD = join(__dirname, '../../dist/test', frameworkTag());

export const stackFiles = {
  functionsDir: join(TEST_BUILD, 'cloudfunctions'),
  databaseDir: join(__dirname, '../../uniCloud-aliyun/database'),
  modules: frameworkModules(join(TEST_BUILD, 'modules')),
} as const;
