/** 模板里的 TypeScript（`$event as Kind`、`order!.fee`）→ 普通的 JavaScript：只去掉类型，别的一个字不动。 */
import type { SFCDescriptor } from '@vue/compiler-sfc';
import ts from 'typescript';

/** 源文件里要删掉的一段。 */
export interface Cut {
  readonly from: number;
  readonly to: number;
  readonly text: '';
}

interface Located {
  readonly loc: { readonly source: string; readonly start: { readonly offset: number } };
}
/** 模板语法树里用到的那部分。 */
interface Node extends Partial<Located> {
  readonly content?: unknown;
  readonly exp?: unknown;
  readonly props?: readonly unknown[];
  readonly children?: readonly unknown[];
}

const isLocated = (value: unknown): value is Located => typeof value === 'object' && value !== null && 'loc' in value;

/** 一个表达式里的类型，位置从表达式的开头算起。 */
function typesIn(expression: string): { from: number; to: number }[] {
  const file = ts.createSourceFile('expression.ts', expression, ts.ScriptTarget.ESNext, true);
  const found: { from: number; to: number }[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isAsExpression(node) || ts.isSatisfiesExpression(node) || ts.isNonNullExpression(node))
      found.push({ from: node.expression.getEnd(), to: node.getEnd() });
    if (ts.isParameter(node) && node.type) found.push({ from: node.name.getEnd(), to: node.type.getEnd() });
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

export function typesInTemplate({ template }: SFCDescriptor): Cut[] {
  const cuts: Cut[] = [];
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    const { exp, content, props = [], children = [] } = value as Node;
    for (const expression of [exp, content]) {
      if (!isLocated(expression)) continue;
      const { source, start } = expression.loc;
      for (const { from, to } of typesIn(source)) cuts.push({ from: start.offset + from, to: start.offset + to, text: '' });
    }
    for (const child of [...props, ...children]) visit(child);
  };
  visit(template?.ast);
  return cuts;
}
