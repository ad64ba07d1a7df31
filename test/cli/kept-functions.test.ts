// npm start 的云函数按输入的指纹保留：源码、约定、框架替身变了就重新构建，别处的改动不重新构建。
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { functionsHash, keptFunctions } from '../../scripts/kept-functions';
import { temporaryFolder } from './stack-opening';

const folder = temporaryFolder();
afterAll(() => folder.remove());
const project = join(folder.path, 'project');
const put = (file: string, content = 'x'): void => {
  mkdirSync(dirname(join(project, file)), { recursive: true });
  writeFileSync(join(project, file), content);
};
const INPUTS = [
  'uniCloud-aliyun/cloudfunctions/vk-pay/index.ts',
  'uniCloud-aliyun/database/payment_orders.schema.json',
  'common/contract/services.ts',
  'local/vk-unicloud/router.ts',
  'local/uni-id/index.ts',
  'scripts/build-functions.ts',
  'scripts/build-notify.ts',
  'package-lock.json',
  'tsconfig.cloud.json',
  'tsconfig.base.json',
];
beforeAll(() => INPUTS.forEach((file) => put(file)));

test.each([...INPUTS, 'uniCloud-aliyun/cloudfunctions/common/payment-types/new.ts'])('a change of %s makes another build', (file) => {
  const before = functionsHash(project);
  put(file, `changed ${file}`);
  expect(functionsHash(project)).not.toBe(before);
});

test.each(['pages/checkout/checkout.vue', 'common/client/pay/pay.ts', 'local/stack/stack.ts', 'README.md'])(
  'a change of %s does not',
  (file) => {
    const before = functionsHash(project);
    put(file, 'changed');
    expect(functionsHash(project)).toBe(before);
  },
);

test('only a finished build of the same inputs is used again', () => {
  const built = join(folder.path, 'built');
  const ready = (): unknown => keptFunctions(built, project).ready;
  expect(ready()).toBeUndefined();
  for (const name of ['cloudfunctions', 'modules']) mkdirSync(join(built, name), { recursive: true });
  // 没有指纹：构建到一半
  expect(ready()).toBeUndefined();
  writeFileSync(join(built, 'inputs'), functionsHash(project));
  expect(ready()).toMatchObject({ functionsDir: join(built, 'cloudfunctions'), missing: '' });
  put('common/contract/services.ts', 'changed again');
  expect(ready()).toBeUndefined();
});
