/**
 * 构建好的 H5 站点：启动时整个读进内存，之后磁盘上的文件再变也不影响正在运行的这一个。
 * 文字压缩后发送；文件名带内容指纹的可以一直缓存，其余每次核对 ETag。
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import type { MiddlewareHandler } from 'hono';
import { getMimeType } from 'hono/utils/mime';

type Encoding = 'br' | 'gzip';

interface SiteFile {
  readonly type: string;
  readonly body: Buffer;
  readonly etag: string;
  readonly cacheControl: string;
  /** 值得压缩的才有；第一次用到时压缩 */
  readonly compressed: Map<Encoding, Buffer> | undefined;
}

/** 打包器给文件名加上八个字符的内容指纹，用 - 或 . 隔开 */
const FINGERPRINTED = /^assets\/.*[-.][\w-]{8}\.\w+$/;
const COMPRESSIBLE = /^text\/|^application\/(?:javascript|json|manifest)|\+(?:xml|json)/;
/** 更小的压缩了也省不下一个网络包 */
const MIN_COMPRESSED_BYTES = 1024;
/** 11 是最好的，却要慢十倍 */
const BROTLI_QUALITY = 9;

const COMPRESS: Readonly<Record<Encoding, (body: Buffer) => Buffer>> = {
  br: (body) => brotliCompressSync(body, { params: { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY } }),
  gzip: (body) => gzipSync(body),
};

function filesUnder(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesUnder(path) : [path];
  });
}

function readSite(folder: string): ReadonlyMap<string, SiteFile> {
  return new Map(
    filesUnder(folder).map((path) => {
      const name = relative(folder, path).split(sep).join('/');
      const body = readFileSync(path);
      const type = getMimeType(name) ?? 'application/octet-stream';
      return [
        `/${name}`,
        {
          type,
          body,
          etag: `W/"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`,
          cacheControl: FINGERPRINTED.test(name) ? 'public, max-age=31536000, immutable' : 'no-cache',
          compressed: COMPRESSIBLE.test(type) && body.length >= MIN_COMPRESSED_BYTES ? new Map() : undefined,
        },
      ];
    }),
  );
}

/** 浏览器接受的编码里最省的；q=0 是不要。 */
function encodingFor(accept: string): Encoding | undefined {
  const wanted = accept.split(',').map((item) => item.trim().split(/\s*;\s*q=/));
  return (['br', 'gzip'] as const).find((name) => wanted.some(([one, q]) => one === name && Number(q ?? 1) > 0));
}

function compressedBody({ body, compressed }: SiteFile, encoding: Encoding): Buffer | undefined {
  if (!compressed) return undefined;
  let found = compressed.get(encoding);
  if (!found) compressed.set(encoding, (found = COMPRESS[encoding](body)));
  return found;
}

/** 提供站点里的文件；没有这个文件就交给后面。 */
export function serveSite(folder: string): MiddlewareHandler {
  const files = readSite(folder);
  return async (c, next) => {
    if (c.req.method !== 'GET' && c.req.method !== 'HEAD') return next();
    const file = files.get(c.req.path.endsWith('/') ? `${c.req.path}index.html` : c.req.path);
    if (!file) return next();
    const headers = { etag: file.etag, 'cache-control': file.cacheControl, ...(file.compressed ? { vary: 'Accept-Encoding' } : {}) };
    if (c.req.header('if-none-match')?.includes(file.etag)) return c.body(null, 304, headers);
    const encoding = encodingFor(c.req.header('accept-encoding') ?? '');
    const small = encoding && compressedBody(file, encoding);
    const body = small ?? file.body;
    return new Response(c.req.method === 'HEAD' ? null : new Uint8Array(body), {
      headers: {
        ...headers,
        'content-type': file.type,
        'content-length': String(body.length),
        ...(small && encoding ? { 'content-encoding': encoding } : {}),
      },
    });
  };
}
