// 注释里引用的都在：点名的文档与文件在仓库里，点名的节在那份文档里有标题。
import { posix } from 'node:path';
import { commentsOf, readRepositoryFile, repositoryFiles } from './comments';

const FILES = repositoryFiles();
const SOURCES = FILES.filter((path) => /\.(ts|mts|cts|js|mjs|cjs|vue|scss)$/.test(path));
/** 向量文件是 JSON，没有注释，但文字里也会提到文档。 */
const VECTORS = FILES.filter((path) => path.startsWith('test/vectors/'));

const SECTION = String.raw`\d{1,2}(?:\.\d{1,2})*`;
const RANGE = new RegExp(`(${SECTION})(?:[–-](${SECTION}))?`, 'g');

/** 文档里带号的标题：`### 2.5 退款` → `2.5`。 */
function sectionsIn(markdown: string): Set<string> {
  return new Set([...markdown.matchAll(new RegExp(`^#{1,6} (${SECTION})(?= |$)`, 'gm'))].map((match) => match[1] as string));
}
const headingsIn = (markdown: string): string[] => [...markdown.matchAll(/^#{1,6} (.+)$/gm)].map((match) => (match[1] as string).trim());

/** `4.1–4.5` 的两头；`5` 就是它自己。 */
function endsOf(list: string): string[] {
  return [...list.matchAll(RANGE)].flatMap((match) => [match[1], match[2]]).filter((end): end is string => end !== undefined);
}

interface Citation {
  readonly document: string;
  readonly sections: readonly string[];
  readonly headings: readonly string[];
}

// 写在本仓库里的文档：不认别人仓库里的（网址）、通配的（*.md）。
const DOCUMENT = /(?<![\w*:/.-])(?:\.\.?\/)*((?:[\w-]+\/)*[\w-]+(?:\.[a-z]{2})?\.md)\b/g;

/** 一行里对文档的引用；节号与「标题」写在文档名后面。 */
function citationsIn(line: string): Citation[] {
  const found = [...line.matchAll(DOCUMENT)];
  return found.map((match, at) => {
    const tail = line.slice((match.index ?? 0) + match[0].length, found[at + 1]?.index);
    return {
      document: match[1] as string,
      sections: endsOf((/^ ?(?:[、与和，]? ?§[\d.–§-]+)+/.exec(tail)?.[0] ?? '').replaceAll('§', ' ')),
      headings: [...(/^(?:「[^」]+」)+/.exec(tail)?.[0] ?? '').matchAll(/「([^」]+)」/g)].map((heading) => heading[1] as string),
    };
  });
}

/** 省了文档名的节号：带 § 的，或整个括号里只有节号的。 */
function shortSectionsIn(line: string): string[] {
  const bare = line.replace(DOCUMENT, (name) => `${name}\ufffd`).replace(/\ufffd ?(?:[、与和，]? ?§[\d.–§-]+)+/g, '');
  const marked = [...bare.matchAll(new RegExp(`§(${SECTION}(?:[–-]§?${SECTION})?)`, 'g'))].map((match) => match[1] as string);
  const parens = [...bare.matchAll(new RegExp(`（(${SECTION}(?:[–、]${SECTION})*)）`, 'g'))].map((match) => match[1] as string);
  return [...marked, ...parens].flatMap((list) => endsOf(list.replaceAll('§', '')));
}

const documents = new Map(FILES.filter((path) => path.endsWith('.md')).map((path) => [path, readRepositoryFile(path)]));

/** 一个文件的注释里每一处说错的引用。省了文档名的节号属于文件里点名的那份协议文档。 */
function wrongCitations(path: string, comments: readonly string[]): string[] {
  const wrong: string[] = [];
  const named = new Set<string>();
  const lines = comments.flatMap((comment) => comment.split('\n'));
  for (const line of lines) {
    for (const { document, sections, headings } of citationsIn(line)) {
      const resolved = [document, posix.join(posix.dirname(path), document)].find((candidate) => documents.has(candidate));
      const markdown = resolved === undefined ? undefined : documents.get(resolved);
      if (markdown === undefined) {
        wrong.push(`${path}: 没有 ${document}（协议事实在 docs/protocols/，不变量在 docs/invariants.md）`);
        continue;
      }
      if (document.startsWith('docs/protocols/')) named.add(document);
      for (const section of sections) if (!sectionsIn(markdown).has(section)) wrong.push(`${path}: ${document} 没有 §${section}`);
      for (const heading of headings)
        if (!headingsIn(markdown).some((candidate) => candidate.includes(heading)))
          wrong.push(`${path}: ${document} 没有标题「${heading}」`);
    }
  }
  const shorts = lines.flatMap(shortSectionsIn);
  const [only, ...others] = named;
  if (shorts.length > 0 && (only === undefined || others.length > 0))
    return [
      ...wrong,
      `${path}: 写了 §${shorts[0]}，却${only === undefined ? '没有' : '不止'}点名一份协议文档（写成 docs/protocols/….md §${shorts[0]}）`,
    ];
  const known = only === undefined ? new Set<string>() : sectionsIn(documents.get(only) ?? '');
  return [...wrong, ...shorts.filter((section) => !known.has(section)).map((section) => `${path}: ${only} 没有 §${section}`)];
}

test('every document and section cited from code exists', () => {
  const inSources = SOURCES.flatMap((path) => wrongCitations(path, commentsOf(path)));
  const inVectors = VECTORS.flatMap((path) => wrongCitations(path, [readRepositoryFile(path)]));
  expect([...inSources, ...inVectors]).toEqual([]);
});

test('the check itself finds a missing document, a missing section and a number that belongs to no document', () => {
  const check = (comment: string): string[] => wrongCitations('x.ts', [comment]);
  expect(check('// docs/protocols/wxpay.md §2.5、§4，另见（2.2、4）与 docs/errors.md')).toEqual([]);
  expect(check('// wxpay.md §2.5')).toHaveLength(1);
  expect(check('// docs/protocols/wxpay.md §2.99')).toHaveLength(1);
  expect(check('// docs/protocols/wxpay.md §2.1–2.98')).toHaveLength(1);
  expect(check('// docs/protocols/wxpay.md §2.1，（2.97）')).toHaveLength(1);
  expect(check('// 见（2.5）')).toHaveLength(1);
  expect(check('// docs/protocols/wxpay.md 与 docs/protocols/alipay.md §7 的（2.5）')).toHaveLength(1);
  expect(check('// docs/migration.md「没有这个标题」')).toHaveLength(1);
});

const NAMED_FILE = /(?<![\w@:/.*-])[\w@*.<>-]+(?:\/[\w@*.<>-]+)*\.(?:ts|mts|vue|js|mjs|cjs|json|scss|html|svg)\b(?![\w(])/g;
/** 别人的文件：平台约定的名字，别的包里的文件。 */
const FOREIGN = new Set(['Node.js', 'index.obj.js', 'lib/decorator.js', 'uni-id/config.json']);

function asPattern(name: string): RegExp {
  const escaped = name.replace(/^(\.\.?\/)+/, '').replace(/[.+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`(^|/)${escaped.replace(/<[^>]+>/g, '[^/]+').replace(/\*+/g, '.*')}$`);
}

/** 仓库里有它；`.js` 也可以是构建出来的：同名的 `.ts`，公共模块由 src/entry/ 里同名的入口打包而成。 */
function isKnownFile(name: string): boolean {
  if (FOREIGN.has(name) || name.startsWith('*.')) return true;
  const built = name.replace(/\.js$/, '.ts');
  const candidates = [name, built, built.replace(/vk-pay-core\/(?=\w+\.ts$)/, 'vk-pay-core/src/entry/')].map(asPattern);
  return candidates.some((pattern) => FILES.some((file) => pattern.test(file)));
}

test('no comment names a file that is not in the repository', () => {
  const unknown = SOURCES.flatMap((path) =>
    commentsOf(path)
      .flatMap((comment) => comment.match(NAMED_FILE) ?? [])
      .filter((name) => !isKnownFile(name))
      .map((name) => `${path}: ${name}`),
  );
  expect(unknown).toEqual([]);
});
