/** 推送的正文：JSON 或 XML，后台怎样配置就怎样来。只取用得着的几个字段；XML 不认实体与声明，读不出来的等于没有。 */
import { parseObject, textOf } from '../kit/json';

/** 正文里的一个字段；没有为 undefined。字段名在一条推送里都只出现一次。 */
export type FieldOf = (name: string) => string | undefined;

const fromXml =
  (text: string): FieldOf =>
  (name) => {
    const [, cdata, plain] = new RegExp(`<${name}>(?:<!\\[CDATA\\[([^\\]]{0,32768})\\]\\]>|([^<&]{0,32768}))</${name}>`).exec(text) ?? [];
    return cdata || plain?.trim() || undefined;
  };

/** @returns 既不是 JSON 对象也不是 XML 的 undefined */
export function readMessage(text: string): FieldOf | undefined {
  if (/^\s*<xml>/.test(text)) return fromXml(text);
  const json = parseObject(text);
  if (!json) return undefined;
  return (name) => {
    const value = json[name];
    return Number.isSafeInteger(value) ? String(value) : textOf(json, name);
  };
}
