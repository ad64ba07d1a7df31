/** 按 url 判断服务类型（docs/protocols/vk-unicloud.md §2.2）：后面的步骤覆盖前面的，顺序本身就是规则。 */

export type UrlType = 'pub' | 'kh' | 'sys' | 'private' | undefined;
const TYPES = ['sys', 'kh', 'pub'] as const;

export function classifyUrl(url: string): UrlType {
  let type: UrlType;
  type = TYPES.find((name) => url.includes(`/${name}/`));
  type =
    TYPES.find(
      (name) => url.includes(`/${name}.`) || url.includes(`/${name}_`) || url.startsWith(`${name}.`) || url.startsWith(`${name}_`),
    ) ?? type;
  type = TYPES.find((name) => url.includes(`.${name}_`)) ?? type;
  if (type === undefined && url.includes('.')) type = 'kh';
  if (url.includes('._')) type = 'private';
  return type;
}
