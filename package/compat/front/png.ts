/**
 * 文字 → 二维码的 PNG（data URL）。小程序的 image 与 nvue 不认 SVG，画布又各端不同，一张 PNG 哪里都能显示。
 * 一位灰度、不压缩（deflate 的「存储」块）：不用带一个压缩库，一张十几 KB。
 */
import { encode } from 'uqr';

/** 一格多少像素 */
const SCALE = 6;
const BORDER = 2;
const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
/** 一个存储块最多放多少字节 */
const STORED_MOST = 0xffff;

const bytes32 = (value: number): number[] => [24, 16, 8, 0].map((shift) => (value >>> shift) & 0xff);

function crc32(bytes: readonly number[]): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}

function adler32(bytes: readonly number[]): number {
  let a = 1;
  let b = 0;
  for (const byte of bytes) {
    a = (a + byte) % 65521;
    b = (b + a) % 65521;
  }
  return b * 65536 + a;
}

function chunk(type: string, data: readonly number[]): number[] {
  const body = Array.from(type, (letter) => letter.charCodeAt(0)).concat(data);
  return bytes32(data.length).concat(body, bytes32(crc32(body)));
}

function stored(bytes: readonly number[]): number[] {
  let blocks: number[] = [0x78, 0x01];
  for (let at = 0; at < bytes.length; at += STORED_MOST) {
    const part = bytes.slice(at, at + STORED_MOST);
    const last = at + STORED_MOST >= bytes.length ? 1 : 0;
    const head = [last, part.length & 0xff, part.length >> 8, ~part.length & 0xff, (~part.length >> 8) & 0xff];
    blocks = blocks.concat(head, part);
  }
  return blocks.concat(bytes32(adler32(bytes)));
}

/** 一行像素：行首的 0 是「没有滤波」，一位一个，1 是白。 */
function scanline(row: readonly boolean[]): number[] {
  const pixels = row.flatMap((dark) => Array.from({ length: SCALE }, () => (dark ? 0 : 1)));
  const line = [0];
  for (let at = 0; at < pixels.length; at += 8)
    line.push(pixels.slice(at, at + 8).reduce<number>((byte, pixel, index) => byte | (pixel << (7 - index)), 0));
  return line;
}

/** PNG 的全部字节。 */
export function qrcodePng(text: string): Uint8Array {
  const { data } = encode(text, { border: BORDER });
  const side = data.length * SCALE;
  const rows = data.flatMap((row) => new Array<number[]>(SCALE).fill(scanline(row)).flat());
  const header = [...bytes32(side), ...bytes32(side), 1, 0, 0, 0, 0];
  return Uint8Array.from([...SIGNATURE, ...chunk('IHDR', header), ...chunk('IDAT', stored(rows)), ...chunk('IEND', [])]);
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** 各端都有的写法：btoa 在小程序里没有。 */
function base64(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 3) {
    const [a = 0, b = 0, c = 0] = bytes.subarray(at, at + 3);
    const bits = (a << 16) | (b << 8) | c;
    text += [18, 12, 6, 0].map((shift, index) => (at + index > bytes.length ? '=' : ALPHABET[(bits >> shift) & 63])).join('');
  }
  return text;
}

export function qrcodeImageOf(text: string): string {
  return `data:image/png;base64,${base64(qrcodePng(text))}`;
}
