/** config.js 里 `wxpay-virtual['mp-weixin']` 一节（键与 vk-uni-pay 相同）→ 用得上的密钥。 */
import { readSection } from '../kit/section';
import type { CredentialsResult } from '../credentials';

export interface VirtualCredentials {
  /** AppSecret：登录与开放接口的凭据都要它 */
  readonly secret: string;
  readonly offerId: string;
  /** 0 正式、1 沙箱；appKey 是这个环境的 */
  readonly env: 0 | 1;
  readonly appKey: string;
  /** 一元换多少代币 */
  readonly rate: number;
  /** 消息推送：没有填的收不了推送，只靠查询 */
  readonly push?: { readonly token: string; /** 安全模式才有 */ readonly aesKey?: Buffer };
}

const TOKEN = /^[0-9A-Za-z]{3,32}$/;
const AES_KEY = /^[0-9A-Za-z]{43}$/;
const OFFER = /^\d{4,32}$/;
const DEFAULT_RATE = 100;
const MAX_RATE = 10_000;

/** 读取并检查一节配置；列出所有问题，从不抛出。 */
export function readVirtualCredentials(
  section: Readonly<Record<string, unknown>>,
  path: string,
  readFile: (path: string) => string,
): CredentialsResult<VirtualCredentials> {
  const { fail, text, problems } = readSection(section, path, readFile);
  const sandbox = section['sandbox'] === true;
  const appKeyName = sandbox ? 'sandboxAppKey' : 'appKey';
  const appid = text('appId') ?? fail('appId', '不能为空');
  const secret = text('secret') ?? fail('secret', '不能为空：登录与查单都要 AppSecret');
  const offerId = text('offerId') ?? fail('offerId', '不能为空');
  if (offerId !== undefined && !OFFER.test(offerId)) fail('offerId', '必须是支付应用 ID（数字）');
  const appKey = text(appKeyName) ?? fail(appKeyName, sandbox ? '不能为空：沙箱用沙箱 AppKey' : '不能为空');
  const own = [text('appKey'), text('sandboxAppKey')];
  if (own[0] !== undefined && own[0] === own[1]) fail('sandboxAppKey', '与 appKey 相同，沙箱与正式各有一个');

  const rate = Number(text('rate') ?? DEFAULT_RATE);
  if (!Number.isSafeInteger(rate) || rate < 1 || rate > MAX_RATE) fail('rate', '必须是一元换多少代币（正整数）');
  const token = text('token');
  const aesKey = text('encodingAESKey');
  if (token !== undefined && !TOKEN.test(token)) fail('token', '必须是 3–32 个字母与数字');
  if (aesKey !== undefined && !AES_KEY.test(aesKey)) fail('encodingAESKey', '必须是 43 个字母与数字');
  if (aesKey !== undefined && token === undefined) fail('token', '配置了 encodingAESKey 就必须配置 token');

  if (problems.length > 0 || !appid || !secret || !offerId || !appKey) return { ok: false, problems };
  return {
    ok: true,
    appid,
    // 虚拟支付有自己的商户号；没有填的以支付应用认
    mchid: text('mchId') ?? offerId,
    keys: [],
    credentials: {
      secret,
      offerId,
      env: sandbox ? 1 : 0,
      appKey,
      rate,
      ...(token === undefined ? {} : { push: { token, ...(aesKey === undefined ? {} : { aesKey: Buffer.from(`${aesKey}=`, 'base64') }) } }),
    },
  };
}
