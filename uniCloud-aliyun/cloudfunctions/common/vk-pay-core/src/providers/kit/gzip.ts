/** 解 gzip：每次从头，一块一块。 */
import { createGunzip } from 'node:zlib';

/** @throws Error 压缩坏了 */
export async function* gunzipped(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  const gunzip = createGunzip();
  gunzip.end(bytes);
  for await (const chunk of gunzip) yield chunk as Uint8Array;
}
