/** 仓库里的文件到了插件包里放在哪里、叫什么；引用与地址跟着改写。 */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, posix, resolve } from 'node:path';
import { reachedFrom } from './reach';

export const ROOT = resolve(__dirname, '../..');
/** 插件的名字，也是它在 uni_modules 里的文件夹名 */
export const PLUGIN = 'vk-pay';
/** 从项目根目录写起，插件在哪里 */
export const HOME = `uni_modules/${PLUGIN}`;
/** 只有插件包里才有的文件：说明、包信息、前端入口、订单类型的装载 */
export const TEMPLATE = 'package';

interface Pages {
  readonly pages: readonly { readonly path: string; readonly style?: object }[];
}

/** 演示商店的页面不进插件包。 */
const isDemo = (path: string): boolean => path.startsWith('demo/');

/** 要进插件包的页面，照 pages.json 的次序。 */
export function productPages(): Pages['pages'] {
  const { pages } = JSON.parse(readFileSync(join(ROOT, 'pages.json'), 'utf8')) as Pages;
  return pages.filter(({ path }) => !isDemo(path));
}

/** 员工页面的文件夹：小程序里是一个分包 */
export const STAFF = 'pages/staff';
export const isStaffPage = ({ path }: { readonly path: string }): boolean => path.startsWith(`${STAFF}/`);

let staffOnly: ReadonlySet<string> | undefined;
/** 付款人的页面与入口走不到、只有员工页面用到的文件。 */
function onlyForStaff(file: string): boolean {
  if (!staffOnly) {
    const fileOf = ({ path }: { readonly path: string }): string => `${path}.vue`;
    const [staff, payers] = [true, false].map((wanted) =>
      productPages()
        .filter((page) => isStaffPage(page) === wanted)
        .map(fileOf),
    );
    const forPayers = reachedFrom(ROOT, [...(payers ?? []), `${TEMPLATE}/index.ts`], targetOf);
    staffOnly = new Set([...reachedFrom(ROOT, staff ?? [], targetOf)].filter((one) => !forPayers.has(one) && !one.startsWith(`${STAFF}/`)));
  }
  return staffOnly.has(file);
}

/** 一个包的前端放在哪里。 */
export interface Shape {
  /** 从项目根目录写起，包在哪里 */
  readonly home: string;
  /** 去掉这些开头就是包里的路径，依次看 */
  readonly prefixes: readonly string[];
  /** 这些放进员工页面的文件夹：小程序的主包不能超过 2 MB，放在外面的都算主包 */
  readonly forStaff?: (file: string) => boolean;
}
export const PRODUCT: Shape = { home: HOME, prefixes: [`${TEMPLATE}/`], forStaff: onlyForStaff };

/** 插件包里的路径；变的只有模板文件夹、后缀，与只有员工用到的在哪里。 */
export function placeOf(file: string, { prefixes, forStaff } = PRODUCT): string {
  const prefix = prefixes.find((one) => file.startsWith(one)) ?? '';
  const place = file
    .slice(prefix.length)
    .replace(/(?<!\.d)\.ts$/, '.js')
    .replace(/\.scss$/, '.css');
  return forStaff?.(file) ? `${STAFF}/${place}` : place;
}

const ENDINGS = ['', '.ts', '.vue', '.js', '/index.ts'];
const isFile = (path: string): boolean => existsSync(path) && statSync(path).isFile();

/** 引用落到仓库里的哪个文件；库与商户自己的文件（app.config.js）为 undefined。 */
export function targetOf(specifier: string, from: string): string | undefined {
  if (specifier === '@/app.config.js') return undefined;
  const path = specifier.startsWith('@/')
    ? specifier.slice(2)
    : specifier.startsWith('.')
      ? posix.join(dirname(from), specifier)
      : undefined;
  if (path === undefined) return undefined;
  const found = ENDINGS.map((ending) => path + ending).find((candidate) => isFile(join(ROOT, candidate)));
  if (found === undefined) throw new Error(`${from} 引用了不存在的 ${specifier}`);
  return found;
}

/** 引用改写成插件包里的：`@/` 从商户项目的根目录写起，相对的仍然相对。 */
export function specifierIn(target: string, specifier: string, from: string, shape = PRODUCT): string {
  const place = placeOf(target, shape).replace(/(\/index)?\.js$/, '');
  if (specifier.startsWith('@/')) return `@/${shape.home}/${place}`;
  const path = posix.relative(dirname(placeOf(from, shape)), place);
  return path.startsWith('.') ? path : `./${path}`;
}

/** 页面与图片的地址从项目根目录写起，到了插件包里都要带上插件的文件夹；商户自己的图片（不在我们的 static 里）不动。 */
export function relocateAddresses(text: string, { home } = PRODUCT): string {
  const paths = productPages().map(({ path }) => path);
  const ours = readdirSync(join(ROOT, 'static')).map((name) => name.replace(/-[^-]*$/, ''));
  return text
    .replace(new RegExp(`(['"\`]/?)(${paths.join('|')})(?![\\w/-])`, 'g'), `$1${home}/$2`)
    .replace(new RegExp(`(['"\`(])/static/(?=(?:${[...new Set(ours)].join('|')})-)`, 'g'), `$1/${home}/static/`);
}
