/** APIv3 签名：SHA256-RSA2048（PKCS#1 v1.5）。全是纯函数（docs/protocols/wxpay.md §1.2、§1.4、§3.1、§3.2）。 */
import { sign, verify, type KeyObject } from 'node:crypto';

const AUTH_SCHEMA = 'WECHATPAY2-SHA256-RSA2048';

const NEWLINE = 0x0a;

/** 每一行（包括最后一行）都以换行结尾。 */
const lines = (...parts: readonly string[]): string => `${parts.join('\n')}\n`;

export function signText(text: string, key: KeyObject): string {
  return sign('sha256', Buffer.from(text, 'utf8'), key).toString('base64');
}

/** 请求签名的五行文字；`pathAndQuery` 与实际发送的逐字相同。 */
export function requestMessage(method: string, pathAndQuery: string, timestamp: string, nonce: string, body: string): string {
  return lines(method, pathAndQuery, timestamp, nonce, body);
}

export interface Signer {
  readonly mchid: string;
  /** 商户 API 证书序列号 */
  readonly serialNo: string;
  readonly privateKey: KeyObject;
}

/** Authorization 头的值。 */
export function authorization(
  signer: Signer,
  method: string,
  pathAndQuery: string,
  timestamp: string,
  nonce: string,
  body: string,
): string {
  const signature = signText(requestMessage(method, pathAndQuery, timestamp, nonce, body), signer.privateKey);
  return `${AUTH_SCHEMA} mchid="${signer.mchid}",nonce_str="${nonce}",timestamp="${timestamp}",serial_no="${signer.serialNo}",signature="${signature}"`;
}

/**
 * 应答与回调验签：`timestamp\nnonce\nbody\n`，body 为收到的原始字节（绝不重新序列化）。
 * 签名长什么样都不抛异常：长度不对就是验不过。
 */
export function verifyMessage(timestamp: string, nonce: string, body: Buffer | string, signature: Buffer, key: KeyObject): boolean {
  const head = lines(timestamp, nonce);
  const message = typeof body === 'string' ? Buffer.from(`${head}${body}\n`, 'utf8') : around(head, body);
  return verify('sha256', message, key, signature);
}

/** 头、正文、一个换行，写进一块内存。 */
function around(head: string, body: Buffer): Buffer {
  const size = Buffer.byteLength(head);
  const message = Buffer.allocUnsafe(size + body.length + 1);
  message.write(head, 0);
  body.copy(message, size);
  message[size + body.length] = NEWLINE;
  return message;
}

/** 小程序 / 公众号唤起参数；`package` 形如 `prepay_id=…`（3.1）。 */
export function jsapiParams(signer: Signer, appId: string, prepayId: string, timeStamp: string, nonceStr: string): Record<string, string> {
  const packageText = `prepay_id=${prepayId}`;
  return {
    appId,
    timeStamp,
    nonceStr,
    package: packageText,
    signType: 'RSA',
    paySign: signText(lines(appId, timeStamp, nonceStr, packageText), signer.privateKey),
  };
}

/** 收钱的是谁。 */
interface Paid {
  readonly appid: string;
  readonly mchid: string;
}

/** App 唤起参数（uni-app 的小写键）；签名里是裸的 prepay_id（3.2）。 */
export function appParams(
  signer: Signer,
  { appid, mchid }: Paid,
  prepayid: string,
  timestamp: string,
  noncestr: string,
): Record<string, string> {
  return {
    appid,
    partnerid: mchid,
    prepayid,
    package: 'Sign=WXPay',
    noncestr,
    timestamp,
    sign: signText(lines(appid, timestamp, noncestr, prepayid), signer.privateKey),
  };
}
