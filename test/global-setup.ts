/** 测试前：看有没有浏览器，构建一次云函数（含测试接口）与框架替身，造一套密钥。 */
import { reportBrowser } from './browser/find-browser';
import { TEST_BUILD } from './flow/harness-files';
import { makeTestKeys } from './keys';

export default async function setup(): Promise<void> {
  reportBrowser();
  const { buildFunctions, buildStandIns } = await import('../scripts/build-functions');
  await Promise.all([
    makeTestKeys(),
    buildFunctions({ outDir: `${TEST_BUILD}/cloudfunctions`, testEndpoints: true }),
    buildStandIns(`${TEST_BUILD}/modules`),
  ]);
}
