/**
 * 兼容包的前端：照公开文档写的组件与页面，源码在 package/compat/front，做事的是产品自己的驱动、轮询与话。
 * vk-uni-pay 的组件进 uni_modules/vk-uni-pay；uni-pay 2 的文档把页面写在 uni_modules/uni-pay，所以它的单成一个文件夹。
 */
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packModules } from './front-end';
import { version } from './index';
import { ROOT, type Shape } from './places';
import { plainComponent } from './plain-component';
import { plainScript } from './plain-script';

const FRONT = 'package/compat/front';
const COMPAT_FRONTS = ['vk-uni-pay', 'uni-pay'] as const;
type CompatFront = (typeof COMPAT_FRONTS)[number];

const shapeOf = (name: CompatFront): Shape => ({ home: `uni_modules/${name}`, prefixes: [`${FRONT}/${name}/`, 'package/compat/'] });

/** 组件与页面：一个文件夹一个，文件与文件夹同名。 */
function entriesOf(name: CompatFront): string[] {
  return ['components', 'pages'].flatMap((kind) => {
    const folder = `${FRONT}/${name}/${kind}`;
    return existsSync(join(ROOT, folder)) ? readdirSync(join(ROOT, folder)).map((one) => `${folder}/${one}/${one}.vue`) : [];
  });
}

function convert(file: string, rewrite: (specifier: string) => string): string {
  if (file.endsWith('.vue')) return plainComponent(file, rewrite);
  const source = readFileSync(join(ROOT, file), 'utf8');
  return file.endsWith('.ts') ? plainScript(source, file, rewrite) : source;
}

/** uni-pay 这个文件夹：组件、页面与云对象 uni-pay-co；做事的公共模块在 vk-uni-pay 里。 */
const ABOUT = {
  id: 'uni-pay',
  displayName: 'vk-pay 兼容包：uni-pay 2 的组件、页面与云对象',
  description: '照 uni-pay 2 公开文档写的页面原样可用；与 vk-uni-pay 文件夹一起复制',
  license: 'MIT',
};

/** @param outDir 插件的文件夹，如 dist/uni_modules/vk-uni-pay；别的文件不动 */
async function packCompatFront(name: CompatFront, outDir: string): Promise<void> {
  await packModules(outDir, { shape: shapeOf(name), entries: entriesOf(name), convert });
  cpSync(join(ROOT, 'static'), join(outDir, 'static'), { recursive: true });
}

/** @param target 里面会有 vk-uni-pay 与 uni-pay 两个文件夹；uni-pay 旧的先删掉 */
export async function packCompatFronts(target: string): Promise<void> {
  rmSync(join(target, ABOUT.id), { recursive: true, force: true });
  await Promise.all(COMPAT_FRONTS.map((name) => packCompatFront(name, join(target, name))));
  writeFileSync(join(target, ABOUT.id, 'package.json'), `${JSON.stringify({ ...ABOUT, version: version() }, null, 2)}\n`);
}
