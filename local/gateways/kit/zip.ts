/** 写一个 ZIP：deflate，文件名按给的字节写，不设 UTF-8 标志。 */
import { deflateRawSync } from 'node:zlib';

export interface ZipFile {
  readonly name: Buffer;
  readonly content: Buffer;
}

function crc32(bytes: Buffer): number {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}

/** 版本 2.0、deflate；时间不写 */
function headerOf(signature: number, start: readonly number[], { name, content }: ZipFile, packed: Buffer, rest: Buffer): Buffer {
  const head = Buffer.alloc(4 + start.length * 2 + 22);
  let at = head.writeUInt32LE(signature, 0);
  for (const value of [...start, 0, 8, 0, 0]) at = head.writeUInt16LE(value, at);
  for (const value of [crc32(content), packed.length, content.length]) at = head.writeUInt32LE(value, at);
  head.writeUInt16LE(name.length, at);
  return Buffer.concat([head.subarray(0, at + 2), rest, name]);
}

export function writeZip(files: readonly ZipFile[]): Buffer {
  const bodies: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const file of files) {
    const packed = deflateRawSync(file.content);
    const local = Buffer.concat([headerOf(0x04034b50, [20], file, packed, Buffer.alloc(2)), packed]);
    const tail = Buffer.alloc(16);
    tail.writeUInt32LE(offset, 12);
    directory.push(headerOf(0x02014b50, [20, 20], file, packed, tail));
    bodies.push(local);
    offset += local.length;
  }
  const listed = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(files.length, 8);
  end.writeUInt16LE(files.length, 10);
  end.writeUInt32LE(listed.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...bodies, listed, end]);
}
