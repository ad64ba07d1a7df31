/** 通知的内容、签名与重发的时间表。 */
import { randomBytes } from 'node:crypto';
import type { OutgoingRequest } from '../kit/delivery';
import type { NoticeProtocol } from '../kit/notice';
import { MINUTE } from '../kit/schedule';
import type { NoticeContent } from './model';
import { signedHeaders } from './signature';

export function noticeRequest(url: string, { kind, fields }: NoticeContent, secret: string, now: number): OutgoingRequest {
  const body = JSON.stringify({ kind, ...fields });
  return { url, method: 'POST', headers: signedHeaders(secret, now, body), body };
}

export const noticeProtocol = (secret: string): NoticeProtocol<NoticeContent> => ({
  newId: () => randomBytes(8).toString('hex'),
  label: ({ kind }) => kind,
  intervals: () => [MINUTE, MINUTE, MINUTE],
  acknowledged: ({ status, body }) => status === 200 && (body === 'ok' || body === 'success'),
  request: (notice, now) => noticeRequest(notice.url, notice, secret, now),
});
