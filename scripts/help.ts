/** 帮助文字：全部从命令表印出来。 */
import color from 'picocolors';
import type { Options } from './arguments';
import { padded, width } from './columns';
import type { Command } from './commands';

function table(rows: readonly (readonly [string, string])[]): string {
  const column = Math.max(...rows.map(([left]) => width(left))) + 3;
  return rows.map(([left, right]) => `  ${color.cyan(padded(left, column))}${right}`).join('\n');
}

const optionRows = (options: Options): [string, string][] =>
  Object.entries(options).map(([name, option]) => [`--${name}${option.kind === 'value' ? ` <${option.placeholder}>` : ''}`, option.help]);

export function helpOf({ usage, summary, options, positionals, examples }: Command): string {
  const rows: [string, string][] = [
    ...(positionals ? ([[`<${positionals.placeholder}>`, positionals.help]] as [string, string][]) : []),
    ...optionRows(options),
    ['--help', '看这段说明'],
  ];
  const what = positionals ? ` ${positionals.min > 0 ? `<${positionals.placeholder}>` : `[${positionals.placeholder}…]`}` : '';
  return [
    `${color.bold('用法')}  ${usage}${what} [选项]`,
    '',
    summary,
    '',
    table(rows),
    ...(examples.length > 0 ? ['', color.bold('例'), ...examples.map((line) => `  ${line}`)] : []),
  ].join('\n');
}

export function overview(commands: Readonly<Record<string, Command>>): string {
  const rows = Object.values(commands).map(({ usage, summary }): [string, string] => [usage.replace(/ --$/, ''), summary]);
  return [color.bold('vk-pay 的命令'), '', table(rows), '', '每个命令都可以加 --help，例如 npm start -- --help'].join('\n');
}
