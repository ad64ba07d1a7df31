/**
 * npm run bench：参数见 scripts/commands.ts。
 * 报告，不是测试：超出预算也以 0 退出，只有跑不起来才以 1 退出。
 */
import { spawn } from 'node:child_process';
import { availableParallelism, loadavg } from 'node:os';
import { createInterface } from 'node:readline';
import color from 'picocolors';
import { buildThroughput } from './build';
import { measureColdStart } from './cold-start';
import { tableOf, verdictOf, type Section } from './report';
import { measureMonitor } from './monitor';
import { measureRoundTrips } from './round-trips';
import { measureStatistics } from './statistics';
import { BENCH_SUBJECTS, THROUGHPUT_SUBJECTS } from './subjects';

const isThroughput = (subject: string): boolean => THROUGHPUT_SUBJECTS.some((one) => one === subject);

/** 吞吐类的三项在自己的进程里跑，见 throughput.ts。 */
async function* measureThroughput(subjects: readonly string[]): AsyncGenerator<Section> {
  const child = spawn(process.execPath, [await buildThroughput(), ...subjects], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  const ended = new Promise<number | null>((resolve, reject) => child.once('error', reject).once('close', resolve));
  for await (const line of createInterface({ input: child.stdout })) yield JSON.parse(line) as Section;
  if ((await ended) !== 0) throw new Error('吞吐测试没有跑完');
}

async function* measureAll(subjects: readonly string[]): AsyncGenerator<Section> {
  const throughput = subjects.filter(isThroughput);
  if (throughput.length > 0) yield* measureThroughput(throughput);
  if (subjects.includes('cold-start')) yield await measureColdStart();
  if (subjects.includes('round-trips')) yield* measureRoundTrips();
  if (subjects.includes('statistics')) yield await measureStatistics();
  if (subjects.includes('monitor')) yield await measureMonitor();
}

/** 本测试自己约占 1；再多就是别的程序在抢处理器与缓存。Windows 没有负载数字，总是 0。 */
const OWN_LOAD = 1.5;
const busy = (): boolean => (loadavg()[0] ?? 0) > OWN_LOAD;

/** @param named 只测这些；空的是全部 */
export async function bench(named: readonly string[], asJson: boolean): Promise<void> {
  const subjects = named.length > 0 ? named : BENCH_SUBJECTS;
  const environment = { node: process.version, platform: `${process.platform}-${process.arch}`, cpus: availableParallelism() };
  let wasBusy = busy();
  if (!asJson) console.log(color.dim(`Node ${environment.node}，${environment.platform}，${environment.cpus} 核\n`));
  const sections: Section[] = [];
  for await (const section of measureAll(subjects)) {
    sections.push(section);
    wasBusy ||= busy();
    if (!asJson) console.log(`${tableOf(section)}\n`);
  }
  const rows = sections.flatMap(({ subject, title, rows: own }) =>
    own.map((row) => ({ subject, title, ...row, name: row.name.trim(), verdict: verdictOf(row) })),
  );
  const count = (verdict: string): number => rows.filter((row) => row.verdict === verdict).length;
  if (asJson) console.log(JSON.stringify({ ...environment, busy: wasBusy, ok: count('ok'), over: count('over'), rows }, null, 2));
  else {
    if (wasBusy) console.log(color.yellow('测量期间还有别的程序在忙：它们抢缓存，代码多的一方吃亏，比值会偏低。空闲时再跑一次。'));
    console.log(`预算：达标 ${count('ok')} 项，超出 ${count('over')} 项`);
  }
}
