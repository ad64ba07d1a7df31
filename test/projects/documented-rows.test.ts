// 照公开文档写的项目与逐行的表对得上：每行一条、点名的文件都在、占位词一个不多一个不少、没有真的密钥。
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import vm from 'node:vm';
import { documentedRows, placeholders } from './documented-rows';

const COUNT: Record<string, number> = { 'documented-vk-uni-pay': 53, 'documented-uni-pay-2': 23 };
/** 故意编译不过的处理函数：真实项目里就有 */
const BROKEN = ['uniCloud-aliyun/cloudfunctions/vk-pay/service/pay-notify/flashsale.js'];

const filesUnder = (folder: string, inside = ''): string[] =>
  readdirSync(join(folder, inside), { withFileTypes: true }).flatMap((entry) => {
    const path = inside ? `${inside}/${entry.name}` : entry.name;
    return entry.isDirectory() ? filesUnder(folder, path) : [path];
  });

const tokensIn = (text: string): string[] => (text.match(/__[A-Z][A-Z0-9_]*?[A-Z0-9]__/g) ?? []).filter((token) => token !== '__UNI__');

describe.each(Object.entries(documentedRows))('%s', (project, rows) => {
  const folder = join(__dirname, project);
  const files = filesUnder(folder);

  test('has one row for each documented row, in order', () => {
    const family = rows[0]?.source.split(' ')[0];
    expect(rows.map((row) => row.source)).toEqual(Array.from({ length: COUNT[project] ?? 0 }, (_, index) => `${family} #${index + 1}`));
    expect(new Set(rows.map((row) => row.id)).size).toBe(rows.length);
  });

  test('every row is used in a file that exists, or says why not', () => {
    for (const row of rows) {
      expect(row.files.filter((path) => !existsSync(join(folder, path)))).toEqual([]);
      if (row.files.length === 0 || row.calls.length === 0) expect(row.unclear).toBeTruthy();
    }
  });

  test('every cloud file is plain CommonJS except the one that is broken on purpose', () => {
    const bad = files
      .filter((path) => path.includes('/cloudfunctions/') && path.endsWith('.js'))
      .filter((path) => {
        try {
          new vm.Script(`(async function () {${readFileSync(join(folder, path), 'utf8')}\n})`);
          return false;
        } catch {
          return true;
        }
      });
    expect(bad).toEqual(BROKEN.filter((path) => files.includes(path)));
  });

  test('holds placeholders instead of keys, and every placeholder is listed', () => {
    for (const path of files) {
      const text = readFileSync(join(folder, path), 'utf8');
      expect(tokensIn(text).filter((token) => !(token in placeholders))).toEqual([]);
      expect(text).not.toMatch(/BEGIN [A-Z ]*KEY|MII[A-Za-z0-9+/]{40}/);
    }
  });
});

test('every listed placeholder is used somewhere', () => {
  const used = new Set(
    Object.keys(documentedRows).flatMap((project) =>
      filesUnder(join(__dirname, project)).flatMap((path) => tokensIn(readFileSync(join(__dirname, project, path), 'utf8'))),
    ),
  );
  expect(Object.keys(placeholders).filter((token) => !used.has(token))).toEqual([]);
});
