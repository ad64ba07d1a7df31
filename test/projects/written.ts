// 文档里的代码：一行 `路径`： 后面跟着的代码块就是那个文件；照着打字。
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

export interface WrittenFile {
  readonly path: string;
  readonly language: string;
  readonly text: string;
}

/** 文档里点了名的文件，照出现的次序。 */
export function filesIn(markdown: string): WrittenFile[] {
  const blocks = markdown.matchAll(/^`([\w./-]+)`[：:]\n\n```(\w+)\n([\s\S]*?)^```$/gm);
  return [...blocks].map(([, path = '', language = '', text = '']) => ({ path, language, text }));
}

/** diff 块：`-` 的那一行必须恰好有一处，换成 `+` 的；没有 `-` 的 `+` 加在最前面。 */
function patched(before: string, diff: string): string {
  let text = before;
  let removed: string | undefined;
  for (const line of diff.split('\n').filter(Boolean)) {
    const [mark, content] = [line[0], line.slice(1)];
    if (mark === '-') {
      if (text.split(`${content}\n`).length !== 2) throw new Error(`原来的文件里没有这一行（或不止一行）：${content}`);
      removed = content;
    } else if (removed !== undefined) {
      text = text.replace(`${removed}\n`, `${content}\n`);
      removed = undefined;
    } else text = `${content}\n${text}`;
  }
  return text;
}

/** 把文档里的文件写到项目里；diff 块改已有的文件。 */
export function typeIn(files: readonly WrittenFile[], project: string): void {
  for (const { path, language, text } of files) {
    const target = join(project, path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, language === 'diff' ? patched(readFileSync(target, 'utf8'), text) : text);
  }
}
