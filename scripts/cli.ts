/** 命令行的总入口：找到命令、读参数、运行；写错的说一句话，意外才打印调用栈。 */
import { suggestion, takenByNpm, UsageError } from './arguments';
import { COMMANDS } from './commands';
import { helpOf, overview } from './help';
import { PlainError } from './plain-error';

/** 参数写错的退出码；别的失败是 1 */
const USAGE_EXIT = 2;

async function run(name: string | undefined, args: readonly string[]): Promise<void> {
  if (name === undefined || name === '--help' || name === '-h') return console.log(overview(COMMANDS));
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!command) throw new UsageError(`没有命令 ${name}${suggestion(name, Object.keys(COMMANDS))}`);
  try {
    const taken = takenByNpm(command.options, args, process.env);
    if (taken) throw new UsageError(`--${taken} 被 npm 拿走了，没有传过来：选项要写在 npm 的 -- 之后，例如 ${command.usage} --${taken}`);
    if ((await command.run(args)) === 'help') console.log(helpOf(command));
  } catch (error) {
    throw error instanceof UsageError ? new UsageError(`${error.message}\n全部选项：${command.usage} --help`) : error;
  }
}

async function main([name, ...args]: readonly string[]): Promise<void> {
  // 读的一方提前走了（例如管道后面是 head），不算错。
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit();
  });
  try {
    await run(name, args);
  } catch (error) {
    console.error(error instanceof PlainError ? error.message : error);
    process.exitCode = error instanceof UsageError ? USAGE_EXIT : 1;
  }
}

void main(process.argv.slice(2));
