/** 小程序开发者工具的项目文件（由 manifest.json 生成）：让它与产物连接的地方相称。 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PagesPlatform } from './pages-platforms';

const PROJECT_FILES: Readonly<Partial<Record<PagesPlatform, string>>> = {
  'mp-weixin': 'project.config.json',
  'mp-alipay': 'mini.project.json',
};
/** 没有账号也能打开的游客 appid；不能上传 */
const TOURIST = 'touristappid';

type Project = { appid?: unknown; setting?: Record<string, unknown> };

function projectOf(outDir: string, platform: PagesPlatform): { file: string; project: Project } | undefined {
  const name = PROJECT_FILES[platform];
  const file = name === undefined ? '' : join(outDir, name);
  return name !== undefined && existsSync(file) ? { file, project: JSON.parse(readFileSync(file, 'utf8')) as Project } : undefined;
}

/**
 * 微信开发者工具的「校验合法域名」跟着产物走：连接本地运行时的关掉（localhost 不在合法域名里），连接商户空间的照 manifest.json。
 * 支付宝的开发者工具把这个开关记在自己那里，要手动勾选「忽略域名合法性检查」。
 */
export function fitProjectFile(outDir: string, platform: PagesPlatform, local: boolean): void {
  const found = platform === 'mp-weixin' && local ? projectOf(outDir, platform) : undefined;
  if (!found) return;
  const { file, project } = found;
  writeFileSync(file, JSON.stringify({ ...project, setting: { ...project.setting, urlCheck: false } }, null, 2));
}

/** 还在用游客 appid。 */
export const isTourist = (outDir: string, platform: PagesPlatform): boolean => projectOf(outDir, platform)?.project.appid === TOURIST;
