/**
 * 云对象 uni-pay-co：照 uni-pay 2 的公开文档写的项目，一个字不改就能叫的那些方法。
 * 做事的是 vk-uni-pay 那一套（entry/vk-uni-pay），这里换字段、换错误码，并守住不是自己的云函数叫来的那一半：
 * 退款要角色，别人的订单只看得到付没付、多少钱，改得了收款方的参数点名拒绝。
 */
import { manifestOf, PROVIDERS } from '../../../../../../common/contract/channels';
import type { OkAnswer } from '../../../../../../common/contract/answer';
import { announceHandlers, RUN_NOTIFY, runLocally, type HandlerFiles } from '../compat/handlers';
import { requireDone, UniRefusal, type UniCode } from '../compat/uni-codes';
import { ConfigError, DEFAULT_PID } from '../config/config';
import { printFailure } from '../kernel/console-line';
import { readClient } from '../kernel/client-context';
import type { Kernel } from '../kernel/kernel';
import { newOutTradeNo } from '../kernel/numbers';
import { PayError } from '../kernel/pay-error';
import type { Session } from '../kernel/session';
import type { Vk } from '../kernel/vk';
import { payTypeOfPlatform, platformOfPayType, uniOrderOf } from '../order-types/uni-pay-orders';
import { renderPngQrcode } from '../orders/qrcode';
import { requireModest } from '../security/modest';
import { limitRate } from '../security/rate-limit';
import { createKernel } from './full-kernel';
import { callerOf, isAdmin, requireAllowed, type CloudObjectScope, type UniCaller } from './uni-pay-caller';
import { noticeReceiver } from './notice-receiver';
import { createVkUniPay, type VkUniPay, type VkUniPayOptions } from './vk-uni-pay';

type Params = Readonly<Record<string, unknown>>;
type Method = (this: CloudObjectScope, input?: unknown) => Promise<unknown>;
const isObject = (value: unknown): value is Params => typeof value === 'object' && value !== null && !Array.isArray(value);
const text = (value: unknown): string => (typeof value === 'string' ? value : '');

export interface UniPayCoOptions extends VkUniPayOptions {
  /** `notify/` 里的文件：名字就是订单类型 */
  readonly handlers: HandlerFiles;
  /** `config/permission.js` 的内容；没有这个文件为 undefined */
  readonly permission: () => unknown;
}

/** 一次调用：谁、是哪个登录的人。 */
interface Asked extends UniCaller {
  readonly session: Session | undefined;
}
interface Doing {
  readonly vk: Vk;
  readonly pay: VkUniPay;
  /** 没有给支付单号的：文档说由插件生成 */
  readonly newNumber: () => string;
}

/** 别人的订单只说这些：知道单号的就能问付没付。 */
const PUBLIC = [
  'order_no',
  'out_trade_no',
  'provider',
  'provider_pay_type',
  'status',
  'type',
  'description',
  'total_fee',
  'refund_fee',
  'refund_count',
  'user_order_success',
  'create_date',
  'pay_date',
] as const;

/** 别人的退款只说这些：为什么退、网关说了什么，不是他的事。 */
const PUBLIC_REFUND = ['refund_fee', 'status', 'create_date', 'refund_date'] as const;

/** 自己的云函数、下单的人自己、员工。 */
function mayDo({ source, session }: Asked, order: Params): boolean {
  if (source === 'function') return true;
  if (session && isAdmin(session)) return true;
  return session !== undefined && order['user_id'] === session.user_id;
}
/** 没有登录的人下的单，谁知道单号谁就能关。 */
const mayClose = (asked: Asked, order: Params): boolean => mayDo(asked, order) || text(order['user_id']) === '';

const pick = (row: Params, names: readonly string[]): Params =>
  Object.fromEntries(names.filter((name) => name in row).map((name) => [name, row[name]]));

function shownTo(asked: Asked, order: Params): Params {
  const row = uniOrderOf(order);
  return mayDo(asked, order) ? row : pick(row, PUBLIC);
}

/** 会改变谁得到钱的：文档里没有，收下不管就是假装。 */
const NOT_TAKEN = ['sub_mchid', 'sub_appid', 'app_auth_token', 'profit_sharing', 'auth_code', 'pid'] as const;

const requireText = (params: Params, name: string, code: UniCode): string => {
  const value = params[name];
  if (typeof value !== 'string' || value === '') throw new UniRefusal(code);
  return value;
};

/** 配置里 `enable: false` 的不收新的款；已有的单照样查、退。 */
function isEnabled(vk: Vk, provider: string): boolean {
  const { configCenter, requireFn } = vk.getUnicloud();
  const center = configCenter ?? (requireFn?.('uni-config-center') as typeof configCenter);
  const root = center?.({ pluginId: 'uni-pay' }).requireFile('config.js');
  const section = isObject(root) && Object.hasOwn(root, provider) ? root[provider] : undefined;
  return !isObject(section) || section['enable'] !== false;
}

/** 客户端只能带付款人能带的渠道字段。 */
function checkOther({ source, params }: Asked, provider: string): void {
  const known = PROVIDERS.find((name) => name === provider);
  const { other } = params;
  if (source === 'function' || !known || !isObject(other)) return;
  const fields: readonly string[] = manifestOf(known).payerFields;
  const foreign = Object.keys(other).find((name) => !fields.includes(name));
  if (foreign !== undefined) throw new UniRefusal(53001, `other.${foreign} 只能由自己的云函数给`);
}

async function createOrder({ vk, pay, newNumber }: Doing, asked: Asked): Promise<Params> {
  const { params, client, session, source } = asked;
  if (!client) throw new UniRefusal(51008);
  const provider = requireText(params, 'provider', 51007);
  const { total_fee, qr_code, openid, custom, other } = params;
  if (!Number.isSafeInteger(total_fee) || Number(total_fee) < 1) throw new UniRefusal(51005);
  const order_no = requireText(params, 'order_no', 51003);
  const type = requireText(params, 'type', 51004);
  const subject = requireText(params, 'description', 51006);
  if (!isEnabled(vk, provider)) throw new UniRefusal(53001, `配置里没有启用 ${provider}`);
  const refused = NOT_TAKEN.find((name) => params[name] !== undefined);
  if (refused) throw new UniRefusal(53001, `不收 ${refused}`);
  checkOther(asked, provider);
  const user_id = session?.user_id ?? (source === 'function' ? text(params['user_id']) : '');
  const answer = await pay.createPayment({
    context: client,
    provider,
    ...(qr_code === true ? { needQRcode: 'image' } : {}),
    data: { out_trade_no: text(params['out_trade_no']) || newNumber(), order_no, total_fee, subject, type, openid, custom, other, user_id },
  });
  requireDone(answer as OkAnswer & Params, 53001);
  const { orderInfo, out_trade_no, platform, needQRcode, qrcodeImage } = answer as OkAnswer & Params;
  const codeUrl = isObject(orderInfo) ? text(orderInfo['codeUrl']) : '';
  const image = qrcodeImage ?? (needQRcode === true && codeUrl !== '' ? renderPngQrcode(codeUrl) : undefined);
  return {
    order: orderInfo,
    order_no,
    out_trade_no,
    provider,
    provider_pay_type: payTypeOfPlatform(text(platform)),
    qr_code: needQRcode === true,
    ...(image === undefined ? {} : { qr_code_image: image }),
  };
}

async function find({ pay }: Doing, { params, client }: Asked): Promise<OkAnswer & Params> {
  const { out_trade_no, transaction_id, await_notify } = params;
  const answer = await pay.queryPayment({ context: client, out_trade_no, transaction_id, await_notify, pay_order_info: true });
  requireDone(answer as OkAnswer & Params, 53001);
  return answer as OkAnswer & Params;
}

async function getOrder(doing: Doing, asked: Asked): Promise<Params> {
  const { orderPaid, user_order_success, out_trade_no, transaction_id, status, payOrder, msg } = await find(doing, asked);
  return {
    errMsg: msg,
    has_paid: orderPaid,
    user_order_success,
    out_trade_no,
    ...(transaction_id === undefined ? {} : { transaction_id }),
    status,
    pay_order: shownTo(asked, isObject(payOrder) ? payOrder : {}),
  };
}

async function closeOrder(doing: Doing, asked: Asked): Promise<Params> {
  const out_trade_no = requireText(asked.params, 'out_trade_no', 51001);
  const { payOrder } = await find(doing, { ...asked, params: { out_trade_no } });
  if (!mayClose(asked, isObject(payOrder) ? payOrder : {})) throw new UniRefusal(52001);
  const answer = await doing.pay.closePayment({ context: asked.client, out_trade_no });
  requireDone(answer as OkAnswer & Params, 53004);
  const { code: _code, msg: _msg, requestId: _requestId, ...result } = answer as OkAnswer & Params;
  if (result['status'] !== 'CLOSED') throw new UniRefusal(53004, '订单没有关：已经支付，或还没有结论');
  return { errMsg: '订单已关闭', result };
}

/** 只知道退款单号的：那一笔是哪张订单的。 */
async function orderOfRefund({ pay }: Doing, { client }: Asked, out_refund_no: string): Promise<unknown> {
  const answer = await pay.queryRefund({ context: client, out_refund_no });
  requireDone(answer as OkAnswer & Params, 53003);
  const { orderInfo } = answer as OkAnswer & Params;
  return isObject(orderInfo) ? orderInfo['out_trade_no'] : undefined;
}

async function refund(doing: Doing, asked: Asked): Promise<Params> {
  const { out_refund_no, refund_fee, refund_desc } = asked.params;
  let { out_trade_no } = asked.params;
  if (text(out_trade_no) === '' && text(out_refund_no) !== '') out_trade_no = await orderOfRefund(doing, asked, text(out_refund_no));
  const answer = await doing.pay.refund({ context: asked.client, out_trade_no, out_refund_no, refund_fee, refund_desc });
  requireDone(answer as OkAnswer & Params, 53002);
  const { code: _code, msg: _msg, requestId: _requestId, order: _order, ...result } = answer as OkAnswer & Params;
  return { errMsg: '退款已提交', result };
}

async function getRefund({ pay }: Doing, asked: Asked): Promise<Params> {
  const { out_trade_no, out_refund_no } = asked.params;
  const answer = await pay.queryRefund({ context: asked.client, out_trade_no, out_refund_no });
  requireDone(answer as OkAnswer & Params, 53003);
  const { msg, queryResult, orderInfo } = answer as OkAnswer & Params;
  const order = isObject(orderInfo) ? orderInfo : {};
  const last = isObject(queryResult) ? queryResult : {};
  return { errMsg: msg, result: mayDo(asked, order) ? last : pick(last, PUBLIC_REFUND), pay_order: shownTo(asked, order) };
}

const LOGINS: Readonly<Record<string, 'code2SessionWeixinMP' | 'code2SessionWeixinH5' | 'code2SessionAlipay'>> = {
  'wxpay mp-weixin': 'code2SessionWeixinMP',
  alipay: 'code2SessionAlipay',
  wxpay: 'code2SessionWeixinH5',
};

async function getOpenid({ pay }: Doing, { params, client }: Asked): Promise<Params> {
  const provider = requireText(params, 'provider', 51007);
  const code = requireText(params, 'code', 51002);
  const way = LOGINS[`${provider} ${text(readClient(client).PLATFORM)}`] ?? LOGINS[provider];
  if (!way) throw new UniRefusal(53001, `${provider} 不用 openid`);
  const answer = await pay[way]({ context: client, code });
  requireDone(answer as OkAnswer & Params, 53001);
  return { openid: (answer as OkAnswer & Params)['openid'] };
}

/** 虚拟支付还没有：照实说。文档：只能在云端调。 */
async function requestWxpayVirtualApi(_doing: Doing, { source }: Asked): Promise<never> {
  throw source === 'function' ? new UniRefusal(53001, '微信虚拟支付尚未支持') : new UniRefusal(50403, '只能由自己的云函数调用');
}

/** 配置装不起来：哪里写错了只在日志里说，不告诉客户端。 */
function refusalOfConfig({ message, problems }: ConfigError): UniRefusal {
  printFailure(message);
  return new UniRefusal(problems.some(({ path }) => path === 'uni-pay.notifyUrl') ? 52002 : 53001);
}

/** HTTP 也能叫的：文档里别的系统凭它核对付没付。 */
const BY_HTTP: ReadonlySet<string> = new Set(['getOrder']);

/** 外面来的先过门，与路由的服务一样：入参的分寸、限频。@throws UniRefusal 53001，我们的码在 pay_code */
async function admitOutsider(k: Kernel, name: string, { source, params, session }: Asked): Promise<void> {
  if (source === 'function') return;
  try {
    requireModest(params);
    await limitRate(k, `uni-pay-co/${name}`, session?.user_id || k.context.CLIENTIP || 'unknown');
  } catch (error) {
    throw error instanceof PayError ? new UniRefusal(53001, error.message, error.code) : error;
  }
}

/** @returns 云对象的方法 */
export function createUniPayCo({ handlers, permission, ...options }: UniPayCoOptions): Readonly<Record<string, Method>> {
  announceHandlers('uni-pay-co', handlers);
  const pay = createVkUniPay(options);
  const kernelOf = (caller: UniCaller) =>
    createKernel({ vk: options.vk(), paymentTypes: options.paymentTypes, context: readClient(caller.client) });

  const refusalOf = (error: unknown, client: UniCaller['client']): object => {
    const known = error instanceof ConfigError ? refusalOfConfig(error) : error instanceof UniRefusal ? error : undefined;
    if (!known) printFailure(error instanceof Error ? (error.stack ?? error.message) : String(error), client?.requestId);
    return {
      errCode: known?.errCode ?? 53001,
      errMsg: known?.message ?? '系统错误，请稍后再试',
      errSubject: 'uni-pay',
      ...(known?.pay_code === undefined ? {} : { pay_code: known.pay_code }),
    };
  };

  const method = (name: string, run: (doing: Doing, asked: Asked) => Promise<Params>): Method =>
    async function (input) {
      const caller = callerOf(this, input);
      try {
        const vk = options.vk();
        if (caller.source === 'http' && !BY_HTTP.has(name)) throw new UniRefusal(50403);
        const asked = { ...caller, session: await requireAllowed(vk, name, caller, permission()) };
        const k = kernelOf(caller);
        await admitOutsider(k, name, asked);
        return { errCode: 0, errMsg: '', ...(await run({ vk, pay, newNumber: () => newOutTradeNo(k) }, asked)) };
      } catch (error) {
        return refusalOf(error, caller.client);
      }
    };

  const notice: Method = async function () {
    const caller = callerOf(this, {});
    if (caller.source !== 'http') return refusalOf(new UniRefusal(50403), caller.client);
    const answered = await noticeReceiver({ vk: options.vk(), paymentTypes: options.paymentTypes })(
      this.getHttpInfo(),
      readClient(caller.client),
    );
    return answered ?? { mpserverlessComposedResponse: true, statusCode: 404, headers: {}, body: 'not found' };
  };

  return {
    createOrder: method('createOrder', createOrder),
    getOrder: method('getOrder', getOrder),
    closeOrder: method('closeOrder', closeOrder),
    refund: method('refund', refund),
    getRefund: method('getRefund', getRefund),
    getOpenid: method('getOpenid', getOpenid),
    requestWxpayVirtualApi: method('requestWxpayVirtualApi', requestWxpayVirtualApi),
    getPayProviderFromCloud: method('getPayProviderFromCloud', async ({ vk }, asked) => {
      const opened = new Set(
        kernelOf(asked)
          .config.accounts()
          .map(({ provider }) => provider),
      );
      const provider = PROVIDERS.filter((name) => opened.has(name) && isEnabled(vk, name));
      return { ...Object.fromEntries(PROVIDERS.map((name) => [name, provider.includes(name)])), provider };
    }),
    getProviderAppId: method('getProviderAppId', async (_doing, asked) => {
      const provider = PROVIDERS.find((name) => name === requireText(asked.params, 'provider', 51007));
      const platform = provider && platformOfPayType(provider, text(asked.params['provider_pay_type']));
      const account = provider && platform && kernelOf(asked).config.account(provider, platform, DEFAULT_PID);
      return { appid: account?.appid ?? '' };
    }),
    payNotify: notice,
    ...Object.fromEntries(PROVIDERS.map((name) => [name, notice])),
    // 只有同一个空间里别的云函数（定时任务、路由）能叫。
    [RUN_NOTIFY]: async function (input) {
      if (callerOf(this, {}).source !== 'function') return { code: 40009, msg: '权限不足' };
      const { type, data } = isObject(input) ? input : {};
      try {
        return { code: 0, done: await runLocally('uni-pay-co', options.vk(), String(type), isObject(data) ? data : {}) };
      } catch (error) {
        return { code: 50000, msg: error instanceof Error ? error.message : String(error) };
      }
    },
  };
}
