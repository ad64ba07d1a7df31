/**
 * 插件包的前端：从页面、组件与入口出发，走得到的文件都在里面，走不到的（演示、开发工具）一个也没有。
 */
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { build } from 'esbuild';
import { HOME, placeOf, PRODUCT, productPages, relocateAddresses, ROOT, specifierIn, targetOf, TEMPLATE, type Shape } from './places';
import { plainComponent, styleFilesOf } from './plain-component';
import { plainScript } from './plain-script';
import { plainStyleFile, withoutH5 } from './plain-style';

/** 商户的项目里一定有的库；别的库随插件包带着 */
const AT_HAND: ReadonlySet<string> = new Set(['vue', '@dcloudio/uni-app', '@/app.config.js']);
const LIBRARIES = 'common/libraries';
const STYLES = `${TEMPLATE}/styles/vk-pay.scss`;
const isPage = (file: string): boolean => file.startsWith('pages/') && file.endsWith('.vue');

function entries(): string[] {
  const pages = productPages().map(({ path }) => `${path}.vue`);
  const components = readdirSync(join(ROOT, 'components')).map((name) => `components/${name}/${name}.vue`);
  return [...pages, ...components, `${TEMPLATE}/index.ts`];
}

/** H5：引用一次，各页共用一份样式文件 */
const STYLE_ON_H5 = `// #ifdef H5\nimport '@/${HOME}/${placeOf(STYLES)}';\n// #endif`;
const STYLES_ELSEWHERE = placeOf(STYLES).replace('.css', '-mp.css');
/** 别的端：每一页的样式是自己的文件，各带一份；合进来的文件不再过条件编译，所以另有一份已经去掉 H5 的 */
const styleElsewhere = (file: string): string =>
  `<!-- #ifndef H5 -->\n<style>\n@import '${posix.relative(dirname(placeOf(file)), STYLES_ELSEWHERE)}';\n</style>\n<!-- #endif -->\n`;

/** 页面自己带着公共的样式：商户不用改 App.vue。 */
function convert(file: string, rewrite: (specifier: string) => string): string {
  if (isPage(file)) return plainComponent(file, rewrite, STYLE_ON_H5).replace(/\n<style\b|$/, (rest) => `\n${styleElsewhere(file)}${rest}`);
  if (file.endsWith('.vue')) return plainComponent(file, rewrite);
  const source = readFileSync(join(ROOT, file), 'utf8');
  return file.endsWith('.ts') ? plainScript(source, file, rewrite) : source;
}

/** 只取一个大库里的几样：连同库打成一份，原来的位置不变 */
const FACADES: ReadonlySet<string> = new Set(['common/client/charts/echarts.ts']);

/** 没有缺省导出的库 */
const NAMED_ONLY: ReadonlySet<string> = new Set(['uqr']);
const reexport = (name: string): string => `export * from '${name}';${NAMED_ONLY.has(name) ? '' : ` export { default } from '${name}';`}`;
const libraryFile = (name: string): string => `${LIBRARIES}/${name.replace(/\W+/g, '-')}.js`;

/** 打成一个文件的库：商户不用装。 */
async function bundle(contents: string, outfile: string): Promise<void> {
  await build({
    stdin: { contents, resolveDir: ROOT },
    outfile,
    bundle: true,
    format: 'esm',
    target: 'es2020',
    minify: true,
    legalComments: 'inline',
    logLevel: 'warning',
  });
}

function write(outDir: string, place: string, text: string): void {
  mkdirSync(dirname(join(outDir, place)), { recursive: true });
  writeFileSync(join(outDir, place), text);
}

export interface Walk {
  readonly shape?: Shape;
  /** 从这些文件出发，仓库里的路径 */
  readonly entries: readonly string[];
  convert(file: string, rewrite: (specifier: string) => string): string;
}

/** 走得到的文件都变成普通的 JavaScript 与 css；用到的库各打成一份带着。@returns 走到的源文件，仓库里的路径 */
export async function packModules(outDir: string, { shape = PRODUCT, entries, convert }: Walk): Promise<string[]> {
  const seen = new Set<string>();
  const libraries = new Set<string>();
  const queue = [...entries];
  for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
    if (seen.has(file)) continue;
    seen.add(file);
    if (FACADES.has(file)) continue;
    const here = file;
    const text = convert(here, (specifier) => {
      if (AT_HAND.has(specifier)) return specifier;
      const target = targetOf(specifier, here);
      if (target === undefined) {
        libraries.add(specifier);
        return `@/${shape.home}/${libraryFile(specifier).replace(/\.js$/, '')}`;
      }
      queue.push(target);
      return specifierIn(target, specifier, here, shape);
    });
    write(outDir, placeOf(here, shape), relocateAddresses(text, shape));
    if (here.endsWith('.vue'))
      for (const style of styleFilesOf(here)) write(outDir, placeOf(style, shape), relocateAddresses(plainStyleFile(style), shape));
  }
  await Promise.all([
    ...[...libraries].map((name) => bundle(reexport(name), join(outDir, libraryFile(name)))),
    ...[...FACADES]
      .filter((file) => seen.has(file))
      .map((file) => bundle(`export * from './${file}';`, join(outDir, placeOf(file, shape)))),
  ]);
  return [...seen];
}

/** @returns 走到的源文件，仓库里的路径 */
export async function packFrontEnd(outDir: string): Promise<string[]> {
  const seen = await packModules(outDir, { entries: entries(), convert });
  const shared = plainStyleFile(STYLES);
  write(outDir, placeOf(STYLES), shared);
  write(outDir, STYLES_ELSEWHERE, withoutH5(shared));
  cpSync(join(ROOT, 'static'), join(outDir, 'static'), { recursive: true });
  return seen;
}
