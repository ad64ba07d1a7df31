/** 表格文件按列名读：列的次序与多出来的列都不要紧，少了要用的列就读不了。 */

/** 列名里无关紧要的写法：全角与半角括号、单位、制表符。 */
export const columnName = (text: string): string => text.replace(/[\s\ufeff]|[（(]元[)）]/g, '');

/**
 * @param wanted 要用的列：每个角色几种叫法，`?` 开头的可以没有
 * @returns 角色 → 第几列；没有的可选列为 -1
 * @throws Error 缺了哪一列
 */
export function findColumns<Role extends string>(
  header: readonly string[],
  wanted: Readonly<Record<Role, readonly string[]>>,
  optional: readonly string[] = [],
): Readonly<Record<Role, number>> {
  const names = header.map(columnName);
  const found = Object.entries<readonly string[]>(wanted).map(([role, aliases]) => {
    const at = names.findIndex((name) => aliases.includes(name));
    if (at < 0 && !optional.includes(role)) throw new Error(`账单里没有「${aliases[0]}」这一列`);
    return [role, at] as const;
  });
  return Object.fromEntries(found) as Record<Role, number>;
}
