// README「新增一种订单类型」：照打就能卖课程。代码读自 README，英文版一字不差；同一个人买两次互不相干；漏建的表一启动就说。
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import ts from 'typescript';
import { ROOT } from '../../scripts/build-functions';
import { missingCollections, missingWords } from '../../scripts/type-collections';
import { checkInvariants, openShop, type Shop } from '../flow/harness';
import { stackFiles } from '../flow/harness-files';
import { filesIn, typeIn, type WrittenFile } from './written';

const TYPES = 'uniCloud-aliyun/cloudfunctions/common/payment-types';
const DATABASE = 'uniCloud-aliyun/database';
const chapter = (file: string, heading: string): string => readFileSync(join(ROOT, file), 'utf8').split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
const written: readonly WrittenFile[] = filesIn(chapter('README.md', '新增一种订单类型'));

let project: string;
let shop: Shop;

beforeAll(async () => {
  project = mkdtempSync(join(tmpdir(), 'vk-pay-course-'));
  cpSync(join(ROOT, TYPES), join(project, TYPES), { recursive: true, filter: (path) => !path.endsWith('.js') });
  cpSync(join(ROOT, DATABASE), join(project, DATABASE), { recursive: true });
  typeIn(written, project);
  cpSync(stackFiles.functionsDir, join(project, 'built'), { recursive: true });
  await build({
    entryPoints: [join(project, TYPES, 'index.ts')],
    outfile: join(project, 'built/common/payment-types/index.js'),
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'cjs',
    logLevel: 'warning',
  });
});
afterAll(() => rmSync(project, { recursive: true, force: true }));

beforeEach(async () => {
  shop = await openShop({ functionsDir: join(project, 'built'), databaseDir: join(project, DATABASE), wxpay: { refundDurationMs: 500 } });
});
afterEach(async () => {
  checkInvariants(shop);
  await shop.close();
});

async function buy(out_trade_no: string): Promise<void> {
  const data = { type: 'course', out_trade_no, custom: { course_id: 'intro' } };
  expect(await shop.client.callService('pay/kh/createPayment', { provider: 'wxpay', data })).toMatchObject({ code: 0, total_fee: 9900, subject: '入门课' });
  shop.wxpay.pay(out_trade_no);
  expect(await shop.wxpay.deliverDue()).toMatchObject([{ acked: true }]);
  expect(await shop.client.callService('pay/kh/queryPayment', { out_trade_no })).toMatchObject({ trade_state: 'SUCCESS', user_order_success: true });
}
const members = (): Record<string, unknown>[] => shop.rows('course_members');

test('README writes down everything a type needs, and the English twin has the same code', () => {
  expect(written.map(({ path }) => path)).toEqual([
    `${DATABASE}/courses.schema.json`,
    `${DATABASE}/course_members.schema.json`,
    `${DATABASE}/courses.init_data.json`,
    `${TYPES}/course.ts`,
    `${TYPES}/index.ts`,
  ]);
  expect(filesIn(chapter('README.en.md', 'Adding an order type'))).toEqual(written);
});

test('the type passes the compiler of the project', () => {
  const { config } = ts.readConfigFile(join(ROOT, 'tsconfig.cloud.json'), (path) => ts.sys.readFile(path)) as { config: object };
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [], files: [] }, ts.sys, ROOT);
  const file = join(project, TYPES, 'index.ts');
  const program = ts.createProgram([file], { ...options, typeRoots: [join(ROOT, 'node_modules/@types')] });
  const sources = [file, join(project, TYPES, 'course.ts')].flatMap((name) => program.getSourceFile(name) ?? []);
  expect(sources).toHaveLength(2);
  const problems = sources.flatMap((source) => [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)]);
  expect(problems.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))).toEqual([]);
});

test('the price comes from the table, and the same user buys twice without colliding', async () => {
  await buy('COURSE20261126001');
  await buy('COURSE20261126002');
  const row = { user_id: 'demo-user', course_id: 'intro', active: true };
  expect(members()).toMatchObject([
    { _id: 'COURSE20261126001', ...row },
    { _id: 'COURSE20261126002', ...row },
  ]);
});

test('a refund takes back the one that was refunded, and an unknown course is refused by name', async () => {
  await buy('COURSE20261126003');
  await buy('COURSE20261126004');
  const admin = await shop.login('demo-admin');
  await admin.callService('pay/sys/refund', { out_trade_no: 'COURSE20261126003', out_refund_no: 'CRF20261126003', refund_desc: '不想学了' });
  shop.tick(1000);
  await admin.callService('pay/sys/queryRefund', { out_refund_no: 'CRF20261126003' });
  expect(members().map(({ _id, active }) => [_id, active])).toEqual([
    ['COURSE20261126003', false],
    ['COURSE20261126004', true],
  ]);
  const data = { type: 'course', custom: { course_id: 'none' } };
  expect(await shop.client.callService('pay/kh/createPayment', { provider: 'wxpay', data })).toMatchObject({ code: 40001, msg: expect.stringContaining('课程不存在') });
});

test('a type that writes to a collection without schema is told at once, with the file and the line', () => {
  const databaseDir = join(project, DATABASE);
  expect(missingCollections(join(project, TYPES), databaseDir)).toEqual([]);
  expect(missingWords([])).toBe('');
  rmSync(join(databaseDir, 'course_members.schema.json'));
  const missing = missingCollections(join(project, TYPES), databaseDir);
  expect(missing).toEqual([{ collection: 'course_members', at: 'course.ts:11' }]);
  expect(missingWords(missing)).toContain('payment-types/course.ts:11 用到的表 course_members 没有');
  typeIn(written.filter(({ path }) => path.endsWith('course_members.schema.json')), project);
  expect(missingCollections()).toEqual([]);
});
