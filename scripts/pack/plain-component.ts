/**
 * 单文件组件里的 TypeScript 与 scss → 普通的 JavaScript 与 css；模板只去掉类型，块外面的条件编译注释原样。
 * `defineProps<…>()` 这类只有类型的写法换成等价的运行时写法，由 Vue 自己的编译器给出。
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileScript, parse, registerTS, type SFCDescriptor } from '@vue/compiler-sfc';
import ts from 'typescript';
import { ROOT } from './places';
import { plainScript } from './plain-script';
import { plainStyle } from './plain-style';
import { typesInTemplate } from './plain-template';

registerTS(() => ts);

/** 每种写法与编译结果里对应的选项。 */
const MACROS: Readonly<Record<string, 'props' | 'emits'>> = { defineProps: 'props', withDefaults: 'props', defineEmits: 'emits' };
/** 没有等价的运行时写法可用：组件里用到就不能打包 */
const UNSUPPORTED = /\bdefine(?:Model|Slots)\b/;

function each(node: ts.Node, visit: (node: ts.Node) => boolean): void {
  if (!visit(node)) ts.forEachChild(node, (child) => each(child, visit));
}

function read(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}

/** Vue 编译出来的 props、emits，各是一段对象或数组的文字。 */
function runtimeOptions(descriptor: SFCDescriptor, name: string): ReadonlyMap<string, string> {
  const { content } = compileScript(descriptor, { id: name, isProd: false, fs: { fileExists: existsSync, readFile: read } });
  const file = ts.createSourceFile('component.ts', content, ts.ScriptTarget.ESNext, true);
  const found = new Map<string, string>();
  each(file, (node) => {
    if (!ts.isCallExpression(node) || !node.expression.getText().endsWith('defineComponent')) return false;
    const [options] = node.arguments;
    if (options && ts.isObjectLiteralExpression(options))
      for (const property of options.properties)
        if (ts.isPropertyAssignment(property)) found.set(property.name.getText(), property.initializer.getText());
    return true;
  });
  return found;
}

function withRuntimeMacros(script: string, descriptor: SFCDescriptor, name: string): string {
  if (UNSUPPORTED.test(script)) throw new Error(`${name}：用到了不能打包的写法`);
  const file = ts.createSourceFile('setup.ts', script, ts.ScriptTarget.ESNext, true);
  const edits: { readonly from: number; readonly to: number; readonly text: string }[] = [];
  each(file, (node) => {
    const macro = ts.isCallExpression(node) && ts.isIdentifier(node.expression) ? node.expression.text : '';
    const option = Object.hasOwn(MACROS, macro) ? MACROS[macro] : undefined;
    if (!option) return false;
    const value = runtimeOptions(descriptor, name).get(option);
    if (value === undefined || value.includes('_')) throw new Error(`${name}：${macro} 的类型变不成运行时的写法：${value ?? ''}`);
    edits.push({ from: node.getStart(), to: node.getEnd(), text: `${option === 'props' ? 'defineProps' : 'defineEmits'}(${value})` });
    return true;
  });
  return edits.reverse().reduce((text, { from, to, text: with_ }) => text.slice(0, from) + with_ + text.slice(to), script);
}

/**
 * @param file 仓库里的路径
 * @param rewrite 引用谁 → 在插件包里怎样写
 * @param leading 写在脚本最前面的一行
 */
export function plainComponent(file: string, rewrite: (specifier: string) => string, leading = ''): string {
  const source = readFileSync(join(ROOT, file), 'utf8');
  const { descriptor, errors } = parse(source, { filename: join(ROOT, file) });
  if (errors.length > 0) throw errors[0];
  const blocks: { readonly from: number; readonly to: number; readonly text: string }[] = [...typesInTemplate(descriptor)];
  for (const block of [descriptor.script, descriptor.scriptSetup]) {
    if (!block) continue;
    const script = block.setup ? withRuntimeMacros(block.content, descriptor, file) : block.content;
    const text = `\n${block.setup && leading ? `${leading}\n` : ''}${plainScript(script, file, rewrite).trim()}\n`;
    blocks.push({ from: block.loc.start.offset, to: block.loc.end.offset, text });
  }
  for (const block of descriptor.styles)
    if (block.lang === 'scss' && !block.src)
      blocks.push({ from: block.loc.start.offset, to: block.loc.end.offset, text: `\n${plainStyle(block.content, file)}\n` });
  const text = blocks
    .sort((a, b) => b.from - a.from)
    .reduce((all, { from, to, text: with_ }) => all.slice(0, from) + with_ + all.slice(to), source);
  return text
    .replace(/(<script\b[^>]*?) lang="ts"/g, '$1')
    .replace(/(<style\b[^>]*?) lang="scss"/g, '$1')
    .replace(/(<style\b[^>]*? src="[^"]+)\.scss"/g, '$1.css"');
}

/** 组件用 `src` 引用的样式文件，仓库里的路径。 */
export function styleFilesOf(file: string): string[] {
  const { descriptor } = parse(readFileSync(join(ROOT, file), 'utf8'), { filename: file });
  return descriptor.styles.flatMap(({ src }) => (src ? [join(file, '..', src)] : []));
}
