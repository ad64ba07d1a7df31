/** 收到的原文 → 给人看的一封（RFC 5322、2045、2047 里用得到的那些）。 */

export interface ReceivedMail {
  readonly at: number;
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
  /** 头，一行一个，折行已接好 */
  readonly headers: readonly string[];
}

const qp = (text: string): Buffer =>
  Buffer.from(
    text.replace(/=\r?\n/g, '').replace(/=([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  );

/** `=?UTF-8?B?…?=`、`=?UTF-8?Q?…?=` */
function decodeWords(text: string): string {
  return text
    .replace(/\?=\s+=\?/g, '?==?')
    .replace(/=\?utf-8\?([bq])\?([^?]*)\?=/gi, (_, kind: string, body: string) =>
      (kind.toLowerCase() === 'b' ? Buffer.from(body, 'base64') : qp(body.replace(/_/g, ' '))).toString('latin1'),
    );
}
/** 一个字可能被切在两段里，所以拼成字节再解。 */
const decodeHeader = (text: string): string =>
  /=\?utf-8\?/i.test(text) ? Buffer.from(decodeWords(text), 'latin1').toString('utf8') : text;

export function readMessage(raw: string, envelope: Pick<ReceivedMail, 'at' | 'from' | 'to'>): ReceivedMail {
  const cut = raw.indexOf('\r\n\r\n');
  const headers = (cut < 0 ? raw : raw.slice(0, cut)).replace(/\r\n[ \t]+/g, ' ').split('\r\n');
  const body = cut < 0 ? '' : raw.slice(cut + 4);
  const valueOf = (name: string): string =>
    headers
      .find((line) => line.toLowerCase().startsWith(`${name}:`))
      ?.slice(name.length + 1)
      .trim() ?? '';
  const encoding = valueOf('content-transfer-encoding').toLowerCase();
  const bytes =
    encoding === 'base64' ? Buffer.from(body, 'base64') : encoding === 'quoted-printable' ? qp(body) : Buffer.from(body, 'latin1');
  return { ...envelope, subject: decodeHeader(valueOf('subject')), text: bytes.toString('utf8').trimEnd(), headers };
}
