// 命令只有一张表：package.json、README 与它一致；每个命令都有帮助，写错的每一处都有一句清楚的话。
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { choice, flag, port, readCommandLine, suggestion, takenByNpm, text, UsageError } from '../../scripts/arguments';
import { COMMANDS } from '../../scripts/commands';
import { helpOf, overview } from '../../scripts/help';

const ROOT = join(__dirname, '../..');
const scripts = (JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: Record<string, string> }).scripts;
const names = Object.keys(COMMANDS);

test('package.json runs exactly the commands of the table', () => {
  const own = Object.entries(scripts).filter(([, line]) => line.includes('scripts/run.cjs'));
  expect(own.map(([name, line]) => [name, line]).sort()).toEqual(names.map((name) => [name, `node scripts/run.cjs ${name}`]).sort());
});

test.each(['README.md', 'README.en.md'])('%s names every command', (file) => {
  const readme = readFileSync(join(ROOT, file), 'utf8');
  for (const { usage } of Object.values(COMMANDS)) expect(readme).toContain(usage.replace(/ --$/, ''));
});

test.each(names)('%s has help that names each of its options', async (name) => {
  const command = COMMANDS[name];
  if (!command) throw new Error(name);
  for (const args of [['--help'], ['-h'], ['--help', '--nonsense']]) expect(await command.run(args)).toBe('help');
  const help = helpOf(command);
  for (const option of [...Object.keys(command.options), 'help']) expect(help).toContain(`--${option}`);
  expect(help).toContain(command.summary);
  expect(overview(COMMANDS)).toContain(command.summary);
});

test.each(names)('%s refuses what it does not know, and says what it knows', async (name) => {
  await expect(COMMANDS[name]?.run(['--nonsense'])).rejects.toThrow('没有选项 --nonsense');
  await expect(COMMANDS[name]?.run(['--nonsense=1'])).rejects.toBeInstanceOf(UsageError);
  await expect(COMMANDS[name]?.run(['-x'])).rejects.toBeInstanceOf(UsageError);
  await expect(COMMANDS[name]?.run(['Surprise!'])).rejects.toBeInstanceOf(UsageError);
});

test.each([
  ['start', '--data', __filename, '那里是一个文件'],
  ['seed', '--data', __filename, '那里是一个文件'],
  ['doctor', '--config', join(__dirname, 'nowhere'), '没有目录'],
])(
  '%s %s with a folder that cannot be is refused in words',
  async (name, option, path, words) => {
    const refused = COMMANDS[name]?.run([option, path]);
    await expect(refused).rejects.toBeInstanceOf(UsageError);
    await expect(refused).rejects.toThrow(words);
  },
  // 载入生成样例的代码，机器忙时要半分钟
  120_000,
);

describe('reading a command line', () => {
  const options = { port: port('端口'), quiet: flag('安静'), provider: choice(['wxpay', 'alipay'], '渠道'), data: text('目录', '数据') };
  const read = (...args: string[]): unknown => readCommandLine(args, options);
  const refusal = (...args: string[]): string => {
    try {
      read(...args);
    } catch (error) {
      if (error instanceof UsageError) return error.message;
    }
    return '没有拒绝';
  };

  test('gives values, defaults and positionals', () => {
    expect(read('--port', '9100', '--quiet', '--provider=alipay')).toEqual({
      options: { port: 9100, quiet: true, provider: 'alipay', data: undefined },
      positionals: [],
    });
    expect(read()).toEqual({ options: { port: undefined, quiet: false, provider: undefined, data: undefined }, positionals: [] });
  });

  test.each(['abc', '0', '65536', '-1', '9e3', '80.5', ' 80'])('port %j is refused by name', (value) => {
    expect(refusal(`--port=${value}`)).toBe(`--port 必须是 1–65535 的整数，不能是「${value}」`);
  });

  test('a value that is missing, one too many, a wrong choice, a slip of the pen', () => {
    expect(refusal('--data')).toBe('--data 后面要有 <目录>');
    expect(refusal('--data', '--quiet')).toBe('--data 后面要有 <目录>');
    expect(refusal('--quiet=yes')).toBe('--quiet 不用跟值');
    expect(refusal('--provider', 'paypal')).toBe('--provider 必须是 wxpay、alipay 之一，不能是「paypal」');
    expect(refusal('--prot', '1')).toContain('没有选项 --prot，是不是想写 --port');
    // npm start --port 9100（忘了 --）传来的就是这样
    expect(refusal('9100')).toContain('npm start -- --port 9100');
  });

  test('names of Object.prototype are no options', () => {
    expect(refusal('--constructor')).toContain('没有选项 --constructor');
    expect(refusal('--__proto__')).toContain('没有选项');
  });

  test('positionals are checked against their choices', () => {
    const subjects = { placeholder: '项目', help: '', min: 1, max: 2, choices: ['signing', 'notices'] };
    const readOne = (...args: string[]): unknown => readCommandLine(args, {}, subjects);
    expect(readOne('signing')).toMatchObject({ positionals: ['signing'] });
    expect(() => readOne()).toThrow('缺少参数 <项目>：signing、notices 之一');
    expect(() => readOne('sining')).toThrow('没有「sining」这一项，是不是想写 signing');
    expect(() => readOne('signing', 'notices', 'signing')).toThrow('多了一个参数');
  });

  test('only near words are suggested', () => {
    expect([suggestion('strat', names), suggestion('xyz', names)]).toEqual(['，是不是想写 start', '']);
  });
});

// npm 11 的做法：`npm run release --dry-run` 传来的参数是空的，环境变量里有 npm_config_dry_run=true
describe('an option that npm kept for itself because the -- was forgotten', () => {
  const options = { 'dry-run': flag('只说'), file: text('文件', '') };

  test('is found in the environment, unless it was said again after the --', () => {
    expect(takenByNpm(options, [], { npm_config_dry_run: 'true' })).toBe('dry-run');
    expect(takenByNpm(options, [], { npm_config_file: 'x' })).toBe('file');
    expect(takenByNpm(options, ['--dry-run'], { npm_config_dry_run: 'true' })).toBeUndefined();
    expect(takenByNpm(options, ['--file=y'], { npm_config_file: 'x' })).toBeUndefined();
    expect(takenByNpm(options, [], { npm_config_json: 'true', npm_config_dry_run: '', npm_config_loglevel: 'warn' })).toBeUndefined();
  });

  // replay 不给编号只是列一列：这里红了也不会弄坏什么
  test('stops the command before it runs, and says where to write it', () => {
    const { status, stderr, stdout } = spawnSync(process.execPath, [join(ROOT, 'scripts/run.cjs'), 'replay'], {
      env: { ...process.env, NO_COLOR: '1', npm_config_apply: 'true' },
      encoding: 'utf8',
    });
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain('npm run replay -- --apply');
    expect(stderr).not.toMatch(/^\s+at /m);
  });
});
