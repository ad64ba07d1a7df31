/**
 * 读一个小小的 ZIP：只认存储与 deflate 两种，每个文件解到底并核对 CRC-32。
 * 文件名的编码由调用方说（有的网关用 GBK 而不设 UTF-8 标志）。
 */
import { createInflateRaw } from 'node:zlib';

export interface ZipEntry {
  readonly name: string;
  /** 每次从头解；解完核对长度与 CRC-32。@throws Error 内容坏了 */
  chunks(): AsyncIterable<Uint8Array>;
}

const END = 0x06054b50;
const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;
const END_SIZE = 22;
const LONGEST_COMMENT = 0xffff;
const UTF8_FLAG = 0x800;
const ENCRYPTED_FLAG = 0x1;
const STORED = 0;
const DEFLATED = 8;
const PIECE = 65_536;

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value >>> 0;
});

function crcOf(crc: number, bytes: Uint8Array): number {
  let value = crc;
  for (let index = 0; index < bytes.length; index += 1)
    value = (CRC_TABLE[(value ^ (bytes[index] as number)) & 0xff] as number) ^ (value >>> 8);
  return value >>> 0;
}

function* pieces(bytes: Buffer): Generator<Buffer> {
  for (let from = 0; from < bytes.length; from += PIECE) yield bytes.subarray(from, from + PIECE);
}

async function* unpacked(packed: Buffer, method: number): AsyncGenerator<Uint8Array> {
  if (method === STORED) {
    yield* pieces(packed);
    return;
  }
  const inflate = createInflateRaw();
  inflate.end(packed);
  for await (const chunk of inflate) yield chunk as Uint8Array;
}

interface Directory {
  readonly method: number;
  readonly crc: number;
  readonly packedSize: number;
  readonly size: number;
  readonly localAt: number;
}

async function* checked(file: Buffer, { method, crc, packedSize, size, localAt }: Directory): AsyncGenerator<Uint8Array> {
  if (localAt + 30 > file.length || file.readUInt32LE(localAt) !== LOCAL) throw new Error('ZIP 里的文件头坏了');
  const from = localAt + 30 + file.readUInt16LE(localAt + 26) + file.readUInt16LE(localAt + 28);
  if (from + packedSize > file.length) throw new Error('ZIP 不完整');
  let seen = 0xffffffff;
  let length = 0;
  for await (const chunk of unpacked(file.subarray(from, from + packedSize), method)) {
    seen = crcOf(seen, chunk);
    length += chunk.length;
    if (length > size) break;
    yield chunk;
  }
  if (length !== size || (seen ^ 0xffffffff) >>> 0 !== crc) throw new Error('ZIP 里的文件校验不符');
}

/** @throws Error 不是 ZIP，或用了不认得的压缩、加密 */
export function readZip(bytes: Uint8Array, nameEncoding: 'gbk' | 'utf-8'): readonly ZipEntry[] {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let end = file.length - END_SIZE;
  while (end >= Math.max(0, file.length - END_SIZE - LONGEST_COMMENT) && file.readUInt32LE(end) !== END) end -= 1;
  if (end < 0 || file.readUInt32LE(end) !== END) throw new Error('不是 ZIP 文件，或没有下载完');
  const entries: ZipEntry[] = [];
  let at = file.readUInt32LE(end + 16);
  for (let left = file.readUInt16LE(end + 10); left > 0; left -= 1) {
    if (at + 46 > file.length || file.readUInt32LE(at) !== CENTRAL) throw new Error('ZIP 的目录坏了');
    const flags = file.readUInt16LE(at + 8);
    const method = file.readUInt16LE(at + 10);
    if (flags & ENCRYPTED_FLAG || (method !== STORED && method !== DEFLATED)) throw new Error('ZIP 用了不认得的压缩或加密');
    const nameLength = file.readUInt16LE(at + 28);
    const directory: Directory = {
      method,
      crc: file.readUInt32LE(at + 16),
      packedSize: file.readUInt32LE(at + 20),
      size: file.readUInt32LE(at + 24),
      localAt: file.readUInt32LE(at + 42),
    };
    const name = new TextDecoder(flags & UTF8_FLAG ? 'utf-8' : nameEncoding).decode(file.subarray(at + 46, at + 46 + nameLength));
    entries.push({ name, chunks: () => checked(file, directory) });
    at += 46 + nameLength + file.readUInt16LE(at + 30) + file.readUInt16LE(at + 32);
  }
  return entries;
}
