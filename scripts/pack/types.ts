/** 插件包里的类型说明：每个前端模块旁边一份，公共模块 vk-pay-core 一份。 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, posix, relative } from 'node:path';
import ts from 'typescript';
import { placeOf, ROOT, specifierIn, targetOf } from './places';

const CORE = 'uniCloud-aliyun/cloudfunctions/common/vk-pay-core';
const CORE_OUT = 'uniCloud/cloudfunctions/common/vk-pay-core';

type Placed = (file: string) => string | undefined;

/**
 * 从入口出发，走得到的每个文件写一份类型说明。
 * @param placed 仓库里的文件 → 它的说明写在插件包里的哪里；undefined 为不要
 */
function emit(
  entries: readonly string[],
  project: string,
  outDir: string,
  placed: Placed,
  specifier: (name: string, from: string) => string,
): void {
  const config = ts.readConfigFile(join(ROOT, project), (path) => ts.sys.readFile(path)).config as object;
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [], files: entries }, ts.sys, ROOT);
  const shims = project === 'tsconfig.json' ? [join(ROOT, 'shims.d.ts')] : [];
  const program = ts.createProgram([...entries.map((file) => join(ROOT, file)), ...shims], {
    ...options,
    noEmit: false,
    declaration: true,
    emitDeclarationOnly: true,
    removeComments: false,
  });
  for (const source of program.getSourceFiles()) {
    const file = relative(ROOT, source.fileName);
    const place = placed(file);
    if (place === undefined || source.isDeclarationFile) continue;
    program.emit(
      source,
      (_name, text) => {
        const target = join(outDir, place);
        mkdirSync(dirname(target), { recursive: true });
        const rewritten = ts
          .preProcessFile(text)
          .importedFiles.reverse()
          .reduce(
            (all, { fileName, pos }) => all.slice(0, pos + 1) + specifier(fileName, file) + all.slice(pos + 1 + fileName.length),
            text,
          );
        writeFileSync(target, rewritten);
      },
      undefined,
      true,
    );
  }
}

/** @param files 进了插件包的源文件 */
export function packTypes(outDir: string, files: readonly string[]): void {
  const modules = files.filter((file) => file.endsWith('.ts'));
  const front: Placed = (file) => (/^(?:common|package)\//.test(file) ? placeOf(file).replace(/\.js$/, '.d.ts') : undefined);
  emit(modules, 'tsconfig.json', outDir, front, (name, from) => {
    const target = targetOf(name, from);
    return target === undefined ? name : specifierIn(target, name, from);
  });
  // 云端的说明各在 types/ 里，保持彼此的相对位置；上传时它们只占几十 KB。
  const core: Placed = (file) =>
    file.startsWith(`${CORE}/src/`)
      ? `${CORE_OUT}/types/core/${file.slice(CORE.length + 5, -3)}.d.ts`
      : file.startsWith('common/contract/')
        ? `${CORE_OUT}/types/contract/${file.slice(16, -3)}.d.ts`
        : undefined;
  emit([`${CORE}/src/entry/index.ts`], 'tsconfig.cloud.json', outDir, core, (name, from) => {
    if (!name.startsWith('.')) return name;
    const target = core(`${posix.join(dirname(from), name)}.ts`);
    const path = posix.relative(dirname(core(from) as string), (target as string).replace(/\.d\.ts$/, ''));
    return path.startsWith('.') ? path : `./${path}`;
  });
  writeFileSync(join(outDir, CORE_OUT, 'index.d.ts'), "export * from './types/core/entry/index';\n");
}
