/**
 * TypeScript → 普通的 JavaScript，注释一条不少：`#ifdef` 条件编译写在注释里，少一条就编译出另一个程序。
 */
import ts from 'typescript';

const OPTIONS: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2020,
  module: ts.ModuleKind.ESNext,
  verbatimModuleSyntax: true,
  removeComments: false,
};

const isTypeOnly = (node: ts.Statement): boolean =>
  ts.isInterfaceDeclaration(node) ||
  ts.isTypeAliasDeclaration(node) ||
  (ts.isImportDeclaration(node) && node.importClause?.isTypeOnly === true) ||
  (ts.isExportDeclaration(node) && node.isTypeOnly);

/** 编译器删去只有类型的语句时会带走它前面的注释，所以先自己删语句、留下 `#` 条件。 */
function withoutTypeStatements(source: string): string {
  const file = ts.createSourceFile('module.ts', source, ts.ScriptTarget.ESNext, true);
  let text = source;
  for (const node of [...file.statements].reverse()) {
    if (!isTypeOnly(node)) continue;
    const trivia = source.slice(node.getFullStart(), node.getStart());
    const kept = trivia.includes('#') ? trivia : '\n';
    text = text.slice(0, node.getFullStart()) + kept + text.slice(node.getEnd());
  }
  return text;
}

const conditions = (text: string): string => [...text.matchAll(/#(?:ifdef|ifndef|endif)\b.*/g)].map(([line]) => line.trim()).join('\n');

/** 逐个改写引用；注释里的不算。 */
function withImports(script: string, rewrite: (specifier: string) => string): string {
  // 位置从引号开始；preProcessFile 的长度只算引号里面的
  return ts
    .preProcessFile(script)
    .importedFiles.reverse()
    .reduce((text, { fileName, pos }) => text.slice(0, pos + 1) + rewrite(fileName) + text.slice(pos + 1 + fileName.length), script);
}

/**
 * @param rewrite 引用谁 → 在插件包里怎样写
 * @throws Error 有条件编译的注释丢了或换了次序
 */
export function plainScript(source: string, name: string, rewrite: (specifier: string) => string): string {
  const { outputText } = ts.transpileModule(withoutTypeStatements(source), { compilerOptions: OPTIONS, fileName: `${name}.ts` });
  if (conditions(outputText) !== conditions(source)) throw new Error(`${name}：转成 JavaScript 时丢了条件编译的注释`);
  return withImports(outputText, rewrite);
}
