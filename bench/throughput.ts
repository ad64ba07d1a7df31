/**
 * 吞吐类的三项。由 run.ts 用部署时同样的选项打包，在一个干净的 node 进程里运行：
 * tsx 为了保留函数名会在每个闭包上多做一次 defineProperty，直接量源码会把热路径量慢；
 * 打包器与加载器还在忙的进程，头几秒的数字也不可信。
 *
 * 参数是要跑的项；每完成一项，在标准输出写一行 JSON（一个 Section）。
 */
import { measureBills } from './bills';
import { measureNotices } from './notices';
import type { Section } from './report';
import { createSamples, type Samples } from './samples';
import { measureSigning } from './signing';
import { measureValidation } from './validation';

const SUBJECTS: Readonly<Record<string, (samples: Samples) => Promise<Section>>> = {
  signing: measureSigning,
  notices: measureNotices,
  validation: measureValidation,
  bills: measureBills,
};

async function main(subjects: readonly string[]): Promise<void> {
  const samples = await createSamples();
  for (const subject of subjects) {
    const measure = SUBJECTS[subject];
    if (measure) process.stdout.write(`${JSON.stringify(await measure(samples))}\n`);
  }
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
