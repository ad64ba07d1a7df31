// 从源文件里取出注释：只读注释，字符串与代码里像路径的文字不算。
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import ts from 'typescript';

export const ROOT = resolve(__dirname, '../..');

/** 仓库里的全部文件（含还没有提交的），路径相对根目录。 */
export function repositoryFiles(): string[] {
  const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { cwd: ROOT, encoding: 'utf8' });
  return [...new Set(listed.split('\n').filter((path) => path !== ''))];
}

export const readRepositoryFile = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

/** 两个记号之间只有空白与注释。 */
function scriptComments(text: string): string[] {
  const source = ts.createSourceFile('x.ts', text, ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    const children = node.getChildren(source);
    // JSDoc 也是子节点，它的文字已经在后一个记号之前的空隙里。
    const tokens = children.filter((child) => !ts.isJSDoc(child));
    if (tokens.length === 0) {
      const gap = text.slice(node.getFullStart(), node.getStart(source)).trim();
      if (gap !== '') found.push(gap);
      return;
    }
    tokens.forEach(visit);
  };
  visit(source);
  return found;
}

const matches = (text: string, pattern: RegExp): string[] => [...text.matchAll(pattern)].map((match) => match[0]);
const BLOCK = /\/\*[\s\S]*?\*\//g;

/** 一个文件的注释，按出现的次序。 */
export function commentsOf(path: string, text: string = readRepositoryFile(path)): string[] {
  if (/\.(ts|mts|cts|js|mjs|cjs)$/.test(path)) return scriptComments(text);
  if (path.endsWith('.vue')) {
    const scripts = [...text.matchAll(/<script[^>]*>([\s\S]*?)<\/script>/g)].flatMap((match) => scriptComments(match[1] ?? ''));
    const styles = [...text.matchAll(/<style[^>]*>([\s\S]*?)<\/style>/g)].flatMap((match) => matches(match[1] ?? '', BLOCK));
    return [...matches(text, /<!--[\s\S]*?-->/g), ...scripts, ...styles];
  }
  if (/\.(scss|css)$/.test(path)) return [...matches(text, BLOCK), ...matches(text, /(?<!:)\/\/.*$/gm)];
  return [];
}
