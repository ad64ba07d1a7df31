/** 找浏览器：环境变量 CHROMIUM，然后是常见路径。 */
import { existsSync } from 'node:fs';

const CANDIDATES = [
  process.env['CHROMIUM'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];

export function findBrowser(): string | undefined {
  return CANDIDATES.find((path) => path !== undefined && existsSync(path));
}

/** 全部测试开始之前说一次：本地没有就明确说明，CI 里没有就是失败。@throws Error */
export function reportBrowser(): void {
  if (findBrowser()) return;
  if (process.env['CI'] === 'true') throw new Error('CI 里必须有 Chromium');
  process.stderr.write('\n没有找到 Chromium：真实浏览器的测试这次不运行。安装后或设置环境变量 CHROMIUM 再试。\n');
}
