/**
 * 一步一步的进度：终端里原地显示已用多久，管道里每步一行、久了再报一次。几步可以同时进行。
 */
import color from 'picocolors';

export interface Screen {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

export interface Progress {
  /** @param expectedMs 大约要多久；知道的话给等的人一个数 */
  step<T>(title: string, work: () => Promise<T>, expectedMs?: number): Promise<T>;
  /** 停止显示（被中断时） */
  stop(): void;
}

interface Step {
  readonly title: string;
  readonly startedAt: number;
  readonly expectedMs: number | undefined;
}

const REDRAW_MS = 100;
const REPEAT_MS = 5000;
const SPINNER = ['⠋', '⠙', '⠸', '⠴', '⠦', '⠇'];

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} 秒`;

export function createProgress(screen: Screen = process.stdout, now: () => number = Date.now): Progress {
  const running = new Set<Step>();
  let timer: NodeJS.Timeout | undefined;
  let drawn = 0;
  let frame = 0;

  const elapsed = ({ startedAt, expectedMs }: Step): string =>
    `${seconds(now() - startedAt)}${expectedMs === undefined ? '' : ` / 约 ${seconds(expectedMs)}`}`;
  const erase = (): void => {
    if (drawn > 0) screen.write(`\u001b[${drawn}A\u001b[0J`);
    drawn = 0;
  };
  const draw = (): void => {
    erase();
    for (const step of running)
      screen.write(`  ${color.cyan(SPINNER[frame % SPINNER.length] ?? '')} ${step.title} ${color.dim(elapsed(step))}\n`);
    drawn = running.size;
    frame += 1;
  };
  const report = (): void => {
    for (const step of running) screen.write(`  … ${step.title}，已用 ${elapsed(step)}\n`);
  };
  const stop = (): void => {
    clearInterval(timer);
    timer = undefined;
    if (screen.isTTY) erase();
  };
  const tick = (): void => {
    if (!timer) timer = setInterval(screen.isTTY ? draw : report, screen.isTTY ? REDRAW_MS : REPEAT_MS);
    if (screen.isTTY) draw();
  };
  const finish = (step: Step, line: string): void => {
    if (screen.isTTY) erase();
    running.delete(step);
    screen.write(line);
    if (running.size === 0) stop();
    else if (screen.isTTY) draw();
  };

  return {
    async step(title, work, expectedMs) {
      const step: Step = { title, startedAt: now(), expectedMs };
      running.add(step);
      tick();
      try {
        const result = await work();
        finish(step, `  ${color.green('✓')} ${title} ${color.dim(seconds(now() - step.startedAt))}\n`);
        return result;
      } catch (error) {
        finish(step, `  ${color.red('✗')} ${title} ${color.dim(seconds(now() - step.startedAt))}\n`);
        throw error;
      }
    },
    stop() {
      running.clear();
      stop();
    },
  };
}
