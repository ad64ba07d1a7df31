// 「谁可以引用谁」：每条规则都读源码核对，写错一处就失败。
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, sources, violations } from './module-graph';

const CORE = 'uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src';
const TYPES = 'uniCloud-aliyun/cloudfunctions/common/payment-types';
const FUNCTIONS = ['vk-pay', 'pay-notify', 'monitor', 'pay-mailer'].map((name) => `uniCloud-aliyun/cloudfunctions/${name}`);

const isNode = (target: string): boolean => target.startsWith('node:');

/** 跟着约定一起打包，前后端都有。 */
const CONTRACT_LIBRARIES: readonly string[] = ['valibot', 'dayjs', 'dayjs/plugin/utc'];

test('the contract depends on nothing but itself, the validator and the calendar', () => {
  expect(violations(['common/contract'], (target) => target.startsWith('common/contract') || CONTRACT_LIBRARIES.includes(target))).toEqual(
    [],
  );
});

test('the core imports only the contract, itself, node built-ins and two bundled libraries', () => {
  const bundled = ['valibot', 'uqr'];
  // 要上传的索引定义：体检拿它与数据库里真有的比，不另抄一份
  const isIndexData = (target: string, file: string): boolean =>
    file.endsWith('doctor/declared-indexes.ts') && /^uniCloud-aliyun\/database\/payment_\w+\.index\.json$/.test(target);
  expect(
    violations(
      [CORE],
      (target, file) =>
        target.startsWith(CORE) ||
        target.startsWith('common/contract') ||
        isNode(target) ||
        bundled.includes(target) ||
        isIndexData(target, file),
    ),
  ).toEqual([]);
});

test('cloud functions import only vk-pay-core, payment-types, vk-unicloud and their own files', () => {
  const modules = ['vk-pay-core', 'vk-pay-core/notify', 'payment-types', 'vk-unicloud'];
  expect(
    // nodemailer 只许在 pay-mailer 里
    violations(
      FUNCTIONS,
      (target, file) =>
        modules.includes(target) ||
        (target === 'nodemailer' && file.includes('/pay-mailer/')) ||
        target.startsWith(file.split('/').slice(0, 3).join('/')),
    ),
  ).toEqual([]);
});

test('payment types import only the types of vk-pay-core', () => {
  expect(violations([TYPES], (target) => target === 'vk-pay-core' || target.startsWith(TYPES))).toEqual([]);
});

test('nothing local imports code of the cloud functions or of the front end', () => {
  expect(
    violations(
      ['local'],
      (target) =>
        !target.startsWith('uniCloud-aliyun') &&
        !target.startsWith('pages') &&
        !target.startsWith('components') &&
        !['vk-pay-core', 'payment-types'].includes(target),
    ),
  ).toEqual([]);
});

test('gateway simulators do not even share the contract with the providers', () => {
  expect(violations(['local/gateways'], (target) => !target.startsWith('common/') && !target.startsWith('uniCloud-aliyun'))).toEqual([]);
});

// 各张表的存储、状态机与事务、全部实例之间的占用、订单类型拿到的数据库、结果缓存：只有它们碰框架的数据库或缓存。
const DATABASE_FILES = /\/store\.ts$|\/ledger\/(?:machine|listing|transaction|claim)\.ts$|\/kernel\/vk\.ts$|\/orders\/result-cache\.ts$/;

test('only the stores touch the database and the cache of the framework', () => {
  const users = sources(CORE).filter((file) => /\.baseDao|\bgetCacheManage\(/.test(readFileSync(join(ROOT, file), 'utf8')));
  expect(users.filter((file) => !DATABASE_FILES.test(file))).toEqual([]);
});
