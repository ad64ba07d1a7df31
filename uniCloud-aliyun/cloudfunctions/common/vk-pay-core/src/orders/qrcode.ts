/** 收款码图片。 */
import { deflateSync } from 'node:zlib';
import { encode, renderSVG } from 'uqr';

/** 文本 → `data:image/svg+xml;base64,…`，留白 2 格，扫码距离内清晰。 */
export function renderQrcode(text: string): string {
  return `data:image/svg+xml;base64,${Buffer.from(renderSVG(text, { border: 2 }), 'utf8').toString('base64')}`;
}

/** 一格多少像素：手机上放大也不糊，整张不到 2 KB。 */
const SCALE = 8;
const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value >>> 0;
});
function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (crc >>> 8) ^ (CRC_TABLE[(crc ^ byte) & 0xff] as number);
  return (crc ^ 0xffffffff) >>> 0;
}
function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const whole = Buffer.alloc(body.length + 8);
  whole.writeUInt32BE(data.length, 0);
  body.copy(whole, 4);
  whole.writeUInt32BE(crc32(body), body.length + 4);
  return whole;
}

/** 一行像素，一位一个，1 是白；行首的 0 是「没有滤波」。 */
function scanline(row: readonly boolean[]): Buffer {
  const line = Buffer.alloc(1 + Math.ceil((row.length * SCALE) / 8));
  row.forEach((dark, x) => {
    if (dark) return;
    for (let at = x * SCALE; at < (x + 1) * SCALE; at++) line[1 + (at >> 3)] = (line[1 + (at >> 3)] as number) | (0x80 >> (at & 7));
  });
  return line;
}

/** 文本 → `data:image/png;base64,…`：小程序的 image、nvue 不认 SVG，要它。 */
export function renderPngQrcode(text: string): string {
  const { data } = encode(text, { border: 2 });
  const side = data.length * SCALE;
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  // 一位灰度
  header[8] = 1;
  const pixels = Buffer.concat(data.flatMap((row) => Array.from({ length: SCALE }, () => scanline(row))));
  const png = [chunk('IHDR', header), chunk('IDAT', deflateSync(pixels, { level: 9 })), chunk('IEND', Buffer.alloc(0))];
  return `data:image/png;base64,${Buffer.concat([SIGNATURE, ...png]).toString('base64')}`;
}
