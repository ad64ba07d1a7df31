/**
 * 词目：每一句话两种语言写在一起，缺一种编译不过；取的时候是现在的语言。
 * 在渲染或 computed 里取，换语言时会跟着变。按房间分文件，收银台不必装载员工页的话。
 */
import { language } from './language';

type Phrase = string | ((...given: never[]) => string);
/** 先中文，后英文；带数字、金额、名字的是函数，两边收一样的东西。 */
type Entry<Zh extends Phrase = Phrase> = readonly [zh: Zh, en: Zh extends string ? string : Zh];
type Said<Zh> = Zh extends string ? string : Zh;

export function words<const Table extends Readonly<Record<string, Entry>>>(
  table: Table,
): { readonly [Key in keyof Table]: Said<Table[Key][0]> } {
  const said = {};
  for (const key of Object.keys(table)) {
    Object.defineProperty(said, key, { enumerable: true, get: () => (table[key] as Entry)[language.value === 'zh' ? 0 : 1] });
  }
  return said as { readonly [Key in keyof Table]: Said<Table[Key][0]> };
}
