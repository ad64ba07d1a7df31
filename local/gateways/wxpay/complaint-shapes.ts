/** 消费者投诉的请求字段（docs/protocols/wxpay.md §13.4）；字数限制按字，三倍是字节。 */
import { createHash } from 'node:crypto';
import { GatewayError } from './errors';
import { integer, list, object, oneOf, optional, paramError, text, type Rule } from './fields';
import { mchid, notifyUrl } from './request-shapes';

const date = text(10, { pattern: /^\d{4}-\d{2}-\d{2}$/ });
const words = text(200 * 3);
const media = list(text(512), 4);
/** 查询串里的数字是文字。 */
const queryNumber =
  (min: number, max: number): Rule<number> =>
  (value, place) =>
    integer(min, max)(typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value, place);

export const complaintsQuery = object({
  begin_date: date,
  end_date: date,
  limit: optional(queryNumber(1, 50)),
  offset: optional(queryNumber(0, 1_000_000)),
  complainted_mchid: optional(mchid),
});
export const historyQuery = object({ limit: optional(queryNumber(1, 300)), offset: optional(queryNumber(0, 1_000_000)) });
export const complaintPath = object({ complaint_id: text(64) });
export const mediaPath = object({ media_id: text(512) });
export const replyBody = object({
  complainted_mchid: mchid,
  response_content: words,
  response_images: optional(media),
  jump_url: optional(text(512, { pattern: /^https:\/\// })),
  jump_url_text: optional(text(10 * 3)),
  mini_program_jump_info: optional(object({ appid: text(32), path: text(512), text: text(10 * 3) })),
});
export const completeBody = object({ complainted_mchid: mchid });
export const progressBody = object({
  action: oneOf('APPROVE', 'REJECT'),
  launch_refund_day: optional(integer(0, 365)),
  reject_reason: optional(words),
  reject_media_list: optional(media),
  remark: optional(words),
});
export const addressBody = object({ url: notifyUrl(255) });
const metaShape = object({
  filename: text(128, { pattern: /\.(?:jpg|jpeg|png|bmp)$/i }),
  sha256: text(64, { pattern: /^[0-9a-fA-F]{64}$/ }),
});

export type ComplaintsQuery = ReturnType<typeof complaintsQuery>;
export type ReplyRequest = ReturnType<typeof replyBody>;
export type ProgressRequest = ReturnType<typeof progressBody>;

/** 一次上传：签的是 meta，文件要与它说的一样。 */
export interface Multipart {
  readonly meta: string;
  readonly file: Buffer;
}
const MAX_IMAGE = 2 * 1024 * 1024;

/** @throws GatewayError meta 不对、太大、散列不符 */
export function requireImage(body: unknown): Buffer {
  const { meta, file } = (body ?? {}) as Partial<Multipart>;
  if (meta === undefined || file === undefined)
    throw new GatewayError('PARAM_ERROR', { message: '应为 multipart/form-data，含 meta 与 file' });
  let given: unknown;
  try {
    given = JSON.parse(meta);
  } catch {
    throw new GatewayError('PARAM_ERROR', { message: 'meta 不是有效的 JSON' });
  }
  const { sha256 } = metaShape(given, { location: 'body', pointer: '/meta' });
  if (file.length > MAX_IMAGE) throw paramError({ location: 'body', pointer: '/file' }, '图片大于 2 MB', file.length);
  if (createHash('sha256').update(file).digest('hex') !== sha256.toLowerCase())
    throw paramError({ location: 'body', pointer: '/meta/sha256' }, '与文件的散列不符', sha256);
  return file;
}
