/**
 * 核对请求的 Authorization（docs/protocols/wxpay.md §1.2、§1.3、§10.1）。
 * 顺序：请求头齐全 → 格式 → 商户与证书序列号 → 时间 → RSA。任何一步不符都是 401 SIGN_ERROR。
 */
import { createPublicKey, verify, X509Certificate, type KeyObject } from 'node:crypto';
import { GatewayError } from './errors';
import type { WxpayMerchant } from './options';
import { sameSerial } from './signature';

const SCHEMA = 'WECHATPAY2-SHA256-RSA2048';
const ITEMS = ['mchid', 'nonce_str', 'timestamp', 'serial_no', 'signature'] as const;
const MAX_CLOCK_SKEW_S = 300;
/** detail 里回显的签名串只给开头一段 */
const TRUNCATED_MESSAGE_LENGTH = 100;
const RETIRED_MESSAGE = { expired: '商户证书已过期', revoked: '商户证书已作废', replaced: '商户已更换证书，请使用新的证书' } as const;

export interface SignedRequest {
  readonly method: string;
  /** 路径与查询串，与请求行里的完全相同 */
  readonly target: string;
  readonly body: Buffer;
  readonly header: (name: string) => string | undefined;
}

type Items = Record<(typeof ITEMS)[number], string>;

const refuse = (message: string, detail?: Readonly<Record<string, unknown>>): GatewayError =>
  new GatewayError('SIGN_ERROR', { message, detail });

/** `k="v"` 五项各一次，次序不限。 */
function readItems(value: string): Items {
  const items = new Map<string, string>();
  for (const part of value.split(',')) {
    const match = /^\s*([a-z_]+)="([^"]*)"\s*$/.exec(part);
    const name = match?.[1];
    if (!match || !name || items.has(name)) throw refuse('Http头Authorization值格式错误，请参考《微信支付商户REST API签名规则》');
    items.set(name, match[2] ?? '');
  }
  if (items.size !== ITEMS.length || !ITEMS.every((name) => items.get(name)))
    throw refuse('Http头Authorization值格式错误，请参考《微信支付商户REST API签名规则》');
  return Object.fromEntries(items) as Items;
}

export interface MerchantKey {
  readonly merchant: WxpayMerchant;
  readonly publicKey: KeyObject;
  /** 证书有效期，毫秒；只给公钥时没有 */
  readonly validUntil?: number;
}

/** 商户登记的公钥，只解析一次。 */
export function readMerchantKey(merchant: WxpayMerchant): MerchantKey {
  if (merchant.certificatePem) {
    const certificate = new X509Certificate(merchant.certificatePem);
    return { merchant, publicKey: certificate.publicKey, validUntil: Date.parse(certificate.validTo) };
  }
  if (merchant.publicKeyPem) return { merchant, publicKey: createPublicKey(merchant.publicKeyPem) };
  throw new Error(`商户 ${merchant.mchid} 缺少 publicKeyPem 或 certificatePem`);
}

function requireHeaders(request: SignedRequest): void {
  const accept = request.header('accept');
  if (!accept || !request.header('user-agent')) throw new GatewayError('PARAM_ERROR', { message: 'Http头缺少Accept或User-Agent' });
  if (!/application\/json|\*\/\*|application\/\*/.test(accept))
    throw new GatewayError('PARAM_ERROR', { message: 'Http头Accept不支持，应为application/json' });
}

/** 签名串与验签；不符时 detail 给出微信一侧拼出的签名串（正文截短）与字节数。 */
function verifySignature(request: SignedRequest, items: Items, publicKey: KeyObject): void {
  const head = Buffer.from(`${request.method}\n${request.target}\n${items.timestamp}\n${items.nonce_str}\n`, 'utf8');
  const message = Buffer.concat([head, request.body, Buffer.from('\n')]);
  if (/^[A-Za-z0-9+/]+={0,2}$/.test(items.signature) && verify('RSA-SHA256', message, publicKey, Buffer.from(items.signature, 'base64')))
    return;
  const truncated = Buffer.concat([head, request.body.subarray(0, TRUNCATED_MESSAGE_LENGTH)]).toString('utf8');
  throw refuse('错误的签名，验签失败', {
    field: 'signature',
    issue: 'sign not match',
    location: 'authorization',
    sign_information: {
      method: request.method,
      url: request.target,
      truncated_sign_message: truncated,
      sign_message_length: message.length,
    },
  });
}

/**
 * 核对一个请求，返回它的商户。
 * @throws GatewayError 400 缺少必需的请求头；401 各种签名错误
 */
export function authorize(request: SignedRequest, keys: ReadonlyMap<string, MerchantKey>, now: number): WxpayMerchant {
  requireHeaders(request);
  const value = request.header('authorization') ?? '';
  const space = value.indexOf(' ');
  if (space < 0) throw refuse('Http头Authorization值格式错误，请参考《微信支付商户REST API签名规则》');
  if (value.slice(0, space) !== SCHEMA) throw refuse('Http头Authorization认证类型不正确');
  const items = readItems(value.slice(space + 1));
  const key = keys.get(items.mchid);
  if (!key) throw refuse('商户号有误，请检查Authorization中的mchid');
  const { merchant } = key;
  if (!merchant.apiV3Key) throw refuse('商户未设置APIv3密钥，请先在商户平台设置');
  // 序列号是十六进制数，大小写不论：有的 SDK 发小写。
  if (!sameSerial(items.serial_no, merchant.serialNo)) {
    const [, retired] = Object.entries(merchant.retiredSerials ?? {}).find(([serial]) => sameSerial(serial, items.serial_no)) ?? [];
    throw refuse(retired ? RETIRED_MESSAGE[retired] : '商户证书序列号有误。请使用签名私钥匹配的证书序列号');
  }
  if (key.validUntil !== undefined && key.validUntil <= now) throw refuse(RETIRED_MESSAGE.expired);
  if (!/^\d{1,12}$/.test(items.timestamp) || Math.abs(Math.floor(now / 1000) - Number(items.timestamp)) > MAX_CLOCK_SKEW_S) {
    throw refuse('Http头Authorization中的timestamp与发起请求的时间不得超过5分钟');
  }
  verifySignature(request, items, key.publicKey);
  return merchant;
}
