/** 测试前构建一次云函数（含测试接口）与框架替身。 */
import { TEST_BUILD } from './flow/harness-files';

export default async function setup(): Promise<void> {
  const { buildFunctions, buildStandIns } = await import('../scripts/build-functions');
  await buildFunctions({ outDir: `${TEST_BUILD}/cloudfunctions`, testEndpoints: true });
  await buildStandIns(`${TEST_BUILD}/modules`);
}
