/** scss → css；条件编译写在注释里，所以注释都留着。 */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { compileString } from 'sass';
import { ROOT } from './places';

/** @param file 仓库里的路径，scss 从它所在的文件夹找别的文件 */
export function plainStyle(source: string, file: string): string {
  const { css } = compileString(source, { loadPaths: [join(ROOT, dirname(file)), ROOT], silenceDeprecations: ['import'], charset: false });
  return css;
}

export const plainStyleFile = (file: string): string => `${plainStyle(readFileSync(join(ROOT, file), 'utf8'), file)}\n`;

/** 去掉只给 H5 的段落，留下别的端的。 */
export const withoutH5 = (css: string): string =>
  css.replace(/\/\* #ifdef H5 \*\/[\s\S]*?\/\* #endif \*\//g, '').replace(/\/\* #(?:ifndef H5|endif) \*\//g, '');
