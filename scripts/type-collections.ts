/**
 * 订单类型用到的表：从源码里读 `dao.add('表', …)` 这样的写法，看每张表有没有建。
 * 事务里不能用不存在的表，等到有人付了钱才发现就晚了。
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import ts from 'typescript';

const CLOUD = resolve(__dirname, '../uniCloud-aliyun');

/** 订单类型拿到的数据库操作（vk-pay-core 的 BoundDao） */
const OPERATIONS: ReadonlySet<string> = new Set(['findById', 'add', 'updateById', 'setById', 'updateAndReturn']);

export interface MissingCollection {
  readonly collection: string;
  /** 哪个文件的第几行用到 */
  readonly at: string;
}

function usesIn(file: string, name: string): MissingCollection[] {
  const source = ts.createSourceFile(name, readFileSync(file, 'utf8'), ts.ScriptTarget.ESNext, true);
  const found: MissingCollection[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
      const { expression: owner, name: operation } = node.expression;
      const [first] = node.arguments;
      if (OPERATIONS.has(operation.text) && /(^|\.)dao$/.test(owner.getText()) && first && ts.isStringLiteralLike(first))
        found.push({ collection: first.text, at: `${name}:${source.getLineAndCharacterOfPosition(first.getStart()).line + 1}` });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** 用到了却没有 schema 的表，每张表报第一处。 */
export function missingCollections(
  typesDir = join(CLOUD, 'cloudfunctions/common/payment-types'),
  databaseDir = join(CLOUD, 'database'),
): MissingCollection[] {
  const uses = readdirSync(typesDir)
    .filter((name) => /(?<!\.d)\.[jt]s$/.test(name))
    .flatMap((name) => usesIn(join(typesDir, name), name));
  const missing = new Map<string, MissingCollection>();
  for (const use of uses)
    if (!missing.has(use.collection) && !existsSync(join(databaseDir, `${use.collection}.schema.json`))) missing.set(use.collection, use);
  return [...missing.values()];
}

/** 给人看的话；都有时为空串。 */
export function missingWords(missing: readonly MissingCollection[]): string {
  const lines = missing.map(
    ({ collection, at }) => `  payment-types/${at} 用到的表 ${collection} 没有 uniCloud-aliyun/database/${collection}.schema.json`,
  );
  return lines.length === 0 ? '' : `订单类型用到了没有建的表，付了钱也发不了货：\n${lines.join('\n')}`;
}
