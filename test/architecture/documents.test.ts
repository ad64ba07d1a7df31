// 文档自己也不能说错：链接都通，目录不漏，英文版与中文版一节不差，点名的文件都在。
import { existsSync } from 'node:fs';
import { join, posix } from 'node:path';
import { ERROR_CATALOGUE } from '../../common/contract/errors';
import { ORDER_STATUSES, ORDER_TABLE, TRANSITION_REASONS } from '../../common/contract/payments/order';
import { REFUND_STATUSES } from '../../common/contract/refunds/refund';
import { REQUEST_ID_SUFFIXES, WXPAY_ERRORS } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/wxpay/errors';
import { readRepositoryFile, repositoryFiles, ROOT } from './comments';
import { reachable } from './module-graph';

const FILES = repositoryFiles();
const DOCUMENTS = FILES.filter((path) => path.endsWith('.md') && existsSync(join(ROOT, path)));
const read = readRepositoryFile;

/** 代码块里的文字不是标题，也不是链接。 */
const prose = (markdown: string): string => markdown.replace(/^```[\s\S]*?^```/gm, '');

const linksIn = (path: string): string[] =>
  [...prose(read(path)).matchAll(/\]\(([^)\s]+)\)/g)].map((match) => match[1] as string).filter((link) => !/^[a-z]+:|^#/.test(link));

const targetOf = (path: string, link: string): string => posix.join(posix.dirname(path), link.replace(/#.*$/, ''));

test('every relative link of every document leads somewhere', () => {
  const broken = DOCUMENTS.flatMap((path) =>
    linksIn(path)
      .filter((link) => !existsSync(join(ROOT, targetOf(path, link))))
      .map((link) => `${path} -> ${link}`),
  );
  expect(broken).toEqual([]);
});

test('the index of the documents leaves none out', () => {
  const listed = (index: string): Set<string> => new Set(linksIn(index).map((link) => targetOf(index, link)));
  const inDocs = DOCUMENTS.filter((path) => path.startsWith('docs/') && !/^docs\/README\./.test(path));
  const [chinese, english] = [listed('docs/README.md'), listed('docs/README.en.md')];
  expect(inDocs.filter((path) => !path.endsWith('.en.md')).filter((path) => !chinese.has(path))).toEqual([]);
  expect(inDocs.filter((path) => path.endsWith('.en.md')).filter((path) => !english.has(path))).toEqual([]);
  expect(english.size).toBe(chinese.size);
});

/** 标题的层次、每张表的行数、代码块的个数：翻译漏了一段就对不上。 */
function shapeOf(path: string): string[] {
  const markdown = read(path);
  const lines = prose(markdown).split('\n');
  const shape = lines.flatMap((line) => (/^#{1,6} /.test(line) ? [line.split(' ')[0] as string] : line.startsWith('|') ? ['|'] : []));
  return [...shape, `${(markdown.match(/^```/gm) ?? []).length / 2} code blocks`];
}

const TWINS = DOCUMENTS.filter((path) => path.endsWith('.en.md')).map((english) => [english.replace('.en.md', '.md'), english] as const);

test.each(TWINS)('%s and its English twin have the same shape and point at each other', (chinese, english) => {
  expect(shapeOf(english)).toEqual(shapeOf(chinese));
  expect(linksIn(chinese).map((link) => targetOf(chinese, link))).toContain(english);
  expect(linksIn(english).map((link) => targetOf(english, link))).toContain(chinese);
});

test('the English table of error codes gives the texts, meanings and retries of the catalogue', () => {
  const rows = [...read('docs/errors.en.md').matchAll(/^\| (\d{5}) \| [^|]+ \| ([^|]+) \| [^|]+ \| (\d{3}) \| (yes|no) \|$/gm)];
  expect(rows.map(([, code, msg, http, retry]) => ({ code: Number(code), msg, http: Number(http), retryable: retry === 'yes' }))).toEqual(
    Object.values(ERROR_CATALOGUE).map(({ code, msg, http, retryable }) => ({ code, msg, http, retryable })),
  );
});

test('the table of states in docs/invariants.md is the table of the code', () => {
  const rows = prose(read('docs/invariants.md'))
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) =>
      line
        .slice(1, -1)
        .split('|')
        .map((cell) => cell.trim()),
    );
  const head = rows.findIndex(([corner]) => corner === '从 \\ 到');
  const targets = rows[head]?.slice(1) ?? [];
  const written = rows
    .slice(head + 2, head + 2 + ORDER_STATUSES.length - 1)
    .flatMap(([from = '', ...cells]) => cells.flatMap((cell, at) => (cell === '–' ? [] : [`${from} -> ${targets[at] ?? ''}`])));
  const allowed = ORDER_STATUSES.flatMap((from) =>
    ORDER_STATUSES.filter((to) => TRANSITION_REASONS.some((reason) => ORDER_TABLE.allows(from, to, reason))).map(
      (to) => `${from} -> ${to}`,
    ),
  );
  expect([...written].sort()).toEqual([...allowed].sort());
  for (const status of REFUND_STATUSES) expect(read('docs/invariants.md')).toContain(status);
});

test('docs/protocols/wxpay.md §7 classes the error codes as the provider does, and leaves none out', () => {
  const classed = new Map<string, Set<number>>();
  for (const line of read('docs/protocols/wxpay.md').split('\n## 7 ')[1]?.split('\n## ')[0]?.split('\n') ?? []) {
    const code = /\b[45]0[01]\d{2}\b/.exec(line.slice(line.indexOf('|', 1)))?.[0];
    if (!line.startsWith('|') || code === undefined) continue;
    for (const [name] of line.matchAll(/\b(?:[A-Z][A-Z_0-9]{4,}|26\d{7}|27\d{7})\b/g))
      classed.set(name, (classed.get(name) ?? new Set()).add(Number(code)));
  }
  const wrong = [...WXPAY_ERRORS, ...REQUEST_ID_SUFFIXES].filter(({ code, kind }) => !classed.get(code)?.has(ERROR_CATALOGUE[kind].code));
  expect(wrong.map(({ code, kind }) => `${code} ${kind}`)).toEqual([]);
});

/** 反引号里像路径的：有斜杠，或以文件的后缀结尾；带 `…` `*` `<` 的是样子，不是路径。 */
function pathsIn(path: string): string[] {
  const quoted = [...prose(read(path)).matchAll(/`([^`\s]+)`/g)].map((match) => match[1] as string);
  return quoted.filter((text) => /^[\w.-]+(\/[\w.-]+)*\/?$/.test(text) && (text.includes('/') || /\.(ts|vue|js|json|md)$/.test(text)));
}

/** 从根目录写起的路径，或某个房间（`ledger/`）、房间里的文件（`orders/settle.ts`）。 */
const exists = (name: string): boolean =>
  existsSync(join(ROOT, name)) || FILES.some((file) => (name.endsWith('/') ? file.includes(`/${name}`) : file.endsWith(`/${name}`)));
const TOP = new Set(FILES.map((file) => file.split('/')[0]));

test.each(DOCUMENTS.filter((path) => /^(CONTRIBUTING|ARCHITECTURE|docs\/invariants|docs\/pages)/.test(path)))(
  '%s names only files of this repository',
  (path) => {
    expect(pathsIn(path).filter((name) => !exists(name))).toEqual([]);
  },
);

// 协议文档里多是别人的路径与地址，只看从我们的根目录写起的。
test.each(DOCUMENTS.filter((path) => path.startsWith('docs/protocols/')))('%s names our own files rightly', (path) => {
  expect(pathsIn(path).filter((name) => TOP.has(name.split('/')[0] ?? '') && !exists(name))).toEqual([]);
});

const CLOUD = 'uniCloud-aliyun/cloudfunctions';
const CORE = `${CLOUD}/common/vk-pay-core/src`;
const TYPES = `${CLOUD}/common/payment-types/index.ts`;

// 一笔支付、一个回调，读不超过二十个文件就走得完；走到的每个文件都从入口引用得到，不是摆设。
test.each([
  ['一笔支付怎么走', ['common/client/pay/pay.ts', `${CLOUD}/vk-pay/index.ts`, `${CLOUD}/vk-pay/service/pay/kh/createPayment.ts`]],
  ['一个回调怎么走', [`${CLOUD}/pay-notify/index.ts`]],
])('ARCHITECTURE.md, %s: at most twenty files, each reached from the entry', (heading, entries) => {
  const section = read('ARCHITECTURE.md').split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
  const steps = section.split('\n').filter((line) => /^\d+\. /.test(line));
  const files = new Set(
    steps
      .flatMap((step) => [...step.matchAll(/`([\w./-]+\.ts)`/g)].map((match) => match[1] as string))
      .map((name) => (existsSync(join(ROOT, name)) ? name : `${CORE}/${name}`)),
  );
  expect(files.size).toBeGreaterThan(10);
  expect(files.size).toBeLessThanOrEqual(20);
  // 云函数以模块名引用核心与订单类型：两扇门都算从入口引用得到。
  const modules = heading === '一个回调怎么走' ? [`${CORE}/entry/notify.ts`] : [`${CORE}/entry/index.ts`];
  const reached = reachable([...entries, ...modules, TYPES]);
  expect([...files].filter((file) => !reached.has(file))).toEqual([]);
});
