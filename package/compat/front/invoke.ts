/**
 * 下单之后：按端唤起支付，然后只信服务端的查询。两家组件共用；各端怎样唤起是产品自己的驱动（common/client/pay/drivers）。
 */
import { PLATFORMS, PROVIDERS, type Platform } from '../../../common/contract/channels';
import type { CreatePaymentAnswer } from '../../../common/contract/payments/create';
import type { Driver, DriverEnd } from '../../../common/client/pay/drivers/driver';
import { describeFailure, PlatformError } from '../../../common/client/shell/errors';
import { PAY } from '../../../common/client/words/pay';
import type { Answer } from './action';
import { qrcodeImageOf } from './png';
import type { Verdict } from './verdict';
import { COMPAT } from './words';

/** 唤起支付要的几样，已经窄化。 */
export interface Invocation {
  readonly out_trade_no: string;
  readonly provider: string;
  readonly platform: string;
  readonly orderInfo: Readonly<Record<string, string>> | string;
  /** 二维码里的文字；不是扫码的没有 */
  readonly codeUrl?: string;
  readonly qrcodeImage?: string;
}

export interface InvokePorts {
  readonly drivers: ReadonlyMap<Platform, Driver>;
  /** 问服务端；问不到会抛 */
  query(out_trade_no: string): Promise<Verdict>;
  wait(ms: number): Promise<void>;
  returnUrl(out_trade_no: string): string | undefined;
}

export type Ending =
  | { readonly kind: 'paid'; readonly answer: Answer }
  | { readonly kind: 'cancelled'; readonly answer: Answer }
  /** request：窗口没有打开；result：打开过，服务端没有确认（unknown 为 true 的是不知道，不是没有付） */
  | { readonly kind: 'failed'; readonly failType: 'request' | 'result'; readonly answer: Answer }
  | { readonly kind: 'scan' }
  | { readonly kind: 'left' };

/** 平台说付好了之后，隔多久再问一次，毫秒：服务端可能比客户端晚一步知道。 */
const ASK_AGAIN_MS = [0, 1500, 2000, 3000, 4000] as const;

function strings(value: unknown): Readonly<Record<string, string>> | string {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null) throw new PlatformError(COMPAT.notCreated, 'no orderInfo in the answer');
  return Object.fromEntries(Object.entries(value).flatMap(([key, one]) => (typeof one === 'string' ? [[key, one]] : [])));
}

const CODE_KEYS = ['code_url', 'codeUrl', 'qr_code'] as const;

/**
 * @param orderInfo 答复里唤起支付的参数
 * @param image 答复里的二维码图片
 * @param opened 链接是在这台手机上打开的，不是给另一台扫的（支付宝当面付）
 * @throws PlatformError 答复里没有唤起支付的参数
 */
export function invocationOf(
  out_trade_no: string,
  provider: string,
  platform: string,
  orderInfo: unknown,
  image: unknown,
  opened = false,
): Invocation {
  const info = strings(orderInfo);
  const codeUrl = typeof info === 'string' ? undefined : CODE_KEYS.map((key) => info[key]).find((one) => one !== undefined);
  if (opened && provider === 'alipay' && platform === 'h5' && codeUrl !== undefined)
    return { out_trade_no, provider, platform: 'mweb', orderInfo: { form_url: codeUrl } };
  const png = typeof image === 'string' && image.startsWith('data:image/png') ? image : undefined;
  const picture = png ?? (codeUrl === undefined ? image : qrcodeImageOf(codeUrl));
  return {
    out_trade_no,
    provider,
    platform,
    orderInfo: info,
    ...(codeUrl === undefined ? {} : { codeUrl }),
    ...(typeof picture === 'string' && picture !== '' ? { qrcodeImage: picture } : {}),
  };
}

/** 驱动要的样子：只用到这几样。 */
function forDriver(payment: Invocation, platform: Platform): CreatePaymentAnswer {
  const { out_trade_no, orderInfo, qrcodeImage } = payment;
  const provider = PROVIDERS.find((name) => name === payment.provider);
  if (!provider) throw new PlatformError(PAY.noDriver, `no driver for ${payment.provider}`);
  const none = { total_fee: 0, subject: '', expire_date: 0, server_date: 0 };
  const image = qrcodeImage === undefined ? {} : { qrcodeImage };
  return {
    ...none,
    ...image,
    code: 0,
    msg: '',
    requestId: '',
    out_trade_no,
    provider,
    platform,
    pay_type: `${provider}_${platform}`,
    orderInfo,
    needQRcode: qrcodeImage !== undefined,
  };
}

function drive(payment: Invocation, ports: InvokePorts): Promise<DriverEnd> {
  const platform = PLATFORMS.find((name) => name === payment.platform);
  const driver = platform && ports.drivers.get(platform);
  if (!driver) throw new PlatformError(PAY.noDriver, `no driver for ${payment.platform}`);
  const returnUrl = ports.returnUrl(payment.out_trade_no);
  return driver(forDriver(payment, platform), returnUrl === undefined ? {} : { returnUrl });
}

/** 问不到的为 undefined：不明，不是没有付。 */
const ask = ({ query }: InvokePorts, out_trade_no: string): Promise<Verdict | undefined> => query(out_trade_no).catch(() => undefined);

const unclear = (answer: Answer = {}): Ending => ({
  kind: 'failed',
  failType: 'result',
  answer: { code: -1, ...answer, msg: COMPAT.unclear, errMsg: COMPAT.unclear, unknown: true },
});

async function confirm(out_trade_no: string, ports: InvokePorts): Promise<Ending> {
  let verdict: Verdict | undefined;
  for (const ms of ASK_AGAIN_MS) {
    await ports.wait(ms);
    verdict = await ask(ports, out_trade_no);
    if (verdict?.paid) return { kind: 'paid', answer: verdict.answer };
  }
  return unclear(verdict?.answer);
}

/** 唤起并等到一个说法。从不抛出。 */
export async function invokePayment(payment: Invocation, ports: InvokePorts, onAsking: () => void = () => undefined): Promise<Ending> {
  const { out_trade_no } = payment;
  let end: DriverEnd;
  try {
    end = await drive(payment, ports);
  } catch (thrown) {
    onAsking();
    const verdict = await ask(ports, out_trade_no);
    if (verdict?.paid) return { kind: 'paid', answer: verdict.answer };
    const { unknown, msg, said } = describeFailure(thrown);
    return unknown ? unclear(verdict?.answer) : { kind: 'failed', failType: 'request', answer: { code: -1, msg, errMsg: said } };
  }
  if (end === 'scan' || end === 'left') return { kind: end };
  onAsking();
  if (end === 'done') return confirm(out_trade_no, ports);
  const verdict = await ask(ports, out_trade_no);
  if (verdict?.paid) return { kind: 'paid', answer: verdict.answer };
  // 问不到服务端，「人关掉了窗口」就只是平台的一面之词
  return verdict ? { kind: 'cancelled', answer: { ...verdict.answer, msg: COMPAT.cancelled, errMsg: COMPAT.cancelled } } : unclear();
}
