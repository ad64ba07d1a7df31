/** 文字 → GBK 字节：运行环境只会解码，所以把双字节区解一遍，反过来查。 */
let table: Map<string, number> | undefined;

function tableOf(): Map<string, number> {
  if (table) return table;
  const decoder = new TextDecoder('gbk');
  table = new Map();
  for (let high = 0x81; high <= 0xfe; high += 1)
    for (let low = 0x40; low <= 0xfe; low += 1) {
      const character = decoder.decode(Uint8Array.of(high, low));
      if (character.length === 1 && character !== '\ufffd' && !table.has(character)) table.set(character, (high << 8) | low);
    }
  return table;
}

/** GBK 里没有的字（表情）写成问号，真网关也这样。 */
export function encodeGbk(text: string): Buffer {
  const bytes: number[] = [];
  for (const character of text) {
    const code = character.charCodeAt(0) < 0x80 ? character.charCodeAt(0) : (tableOf().get(character) ?? 0x3f);
    if (code > 0xff) bytes.push(code >> 8);
    bytes.push(code & 0xff);
  }
  return Buffer.from(bytes);
}
