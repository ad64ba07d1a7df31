/**
 * 下载平台证书（docs/protocols/wxpay.md §1.6）。首次下载时手上没有公钥：先解密、装入，再用装入的证书验证这份应答本身——
 * 解密用的 APIv3 密钥只有商户与微信知道，这就是信任的起点。之后的下载优先用已经信任的证书验证。
 */
import { X509Certificate, type KeyObject } from 'node:crypto';
import type { ErrorName } from '../../../../../../../common/contract/errors';
import { PayError } from '../../kernel/pay-error';
import type { GatewayResponse, ProviderPorts } from '../provider';
import type { WxpayAccount } from './account';
import { openResource, readResource } from './decrypt';
import { readSignedHeaders } from './headers';
import { asObject, parseObject, textOf } from '../kit/json';
import { signedRequest } from './request';
import { verifyMessage } from './sign';

const CERTIFICATES_PATH = '/v3/certificates';
/** 正常只有一两张；多到离谱的列表不值得逐张解密。 */
const MAX_CERTIFICATES = 16;

export interface PlatformKey {
  readonly key: KeyObject;
  /** 毫秒，取自证书本身 */
  readonly expireAt: number;
}

function readCertificate(item: unknown, apiV3Key: Buffer): [serial: string, key: PlatformKey] {
  const json = asObject(item) ?? {};
  const pem = openResource(readResource(json['encrypt_certificate']), apiV3Key);
  let certificate: X509Certificate;
  try {
    certificate = new X509Certificate(pem);
  } catch (cause) {
    throw new PayError('CERTIFICATE', { detail: '平台证书不是有效的证书', cause });
  }
  // 序列号以证书为准：列表里写成别的，说明内容被拼接过。
  const serial = certificate.serialNumber.toUpperCase();
  if (textOf(json, 'serial_no')?.toUpperCase() !== serial) throw new PayError('CERTIFICATE', { detail: '平台证书的序列号与列表不符' });
  return [serial, { key: certificate.publicKey, expireAt: Date.parse(certificate.validTo) }];
}

function readList(body: string, apiV3Key: Buffer): Map<string, PlatformKey> {
  const data = parseObject(body)?.['data'];
  if (!Array.isArray(data) || data.length === 0 || data.length > MAX_CERTIFICATES)
    throw new PayError('NETWORK', { outcome: 'unknown', detail: '证书列表不是约定的格式' });
  return new Map(data.map((item: unknown) => readCertificate(item, apiV3Key)));
}

/** 这里的拒绝只有这几种要分清：回调函数也走这条路，不为它装载整张错误表。 */
const REFUSED: ReadonlyMap<number, ErrorName> = new Map([
  [401, 'SIGNATURE'],
  [403, 'PERMISSION'],
  [429, 'RATE_LIMIT'],
]);

function requireAnswered({ status, body }: GatewayResponse): void {
  if (status === 200) return;
  const gatewayCode = textOf(parseObject(body) ?? {}, 'code') ?? `HTTP_${status}`;
  const about = { gatewayCode, gatewayStatus: status };
  // 新商户没有平台证书：网关以 404 RESOURCE_NOT_EXISTS 指向公钥模式（docs/protocols/wxpay.md §1.5）。
  if (status === 404 && gatewayCode === 'RESOURCE_NOT_EXISTS')
    throw new PayError('CERTIFICATE', { ...about, detail: '该商户没有平台证书，请改用微信支付公钥模式' });
  throw new PayError(REFUSED.get(status) ?? (status >= 500 ? 'BUSY' : 'NETWORK'), { ...about, outcome: 'unknown' });
}

/**
 * @param trusted 先前下载并验证过的证书
 * @throws PayError CERTIFICATE 没有平台证书、解不开或验不过 · SIGNATURE 应答的签名头不合格 · NETWORK / BUSY / RATE_LIMIT 稍后再来
 */
export async function downloadCertificates(
  ports: ProviderPorts,
  account: WxpayAccount,
  trusted: ReadonlyMap<string, PlatformKey>,
): Promise<ReadonlyMap<string, PlatformKey>> {
  const response = await ports.http(signedRequest(ports, account, 'GET', CERTIFICATES_PATH, undefined));
  requireAnswered(response);
  const headers = readSignedHeaders(response.headers, ports.now());
  const listed = readList(response.body, account.credentials.apiV3Key);
  const serial = headers.serial.toUpperCase();
  const { publicKey } = account.credentials;
  // 切换期间请求带着公钥 ID，应答可能就用公钥签。
  const key = publicKey?.id === serial ? publicKey.key : (trusted.get(serial) ?? listed.get(serial))?.key;
  if (!key || !verifyMessage(headers.timestamp, headers.nonce, response.body, headers.signature, key))
    throw new PayError('CERTIFICATE', { detail: '证书列表验签失败' });
  return listed;
}
