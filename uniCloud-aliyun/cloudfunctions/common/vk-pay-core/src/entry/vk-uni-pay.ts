/**
 * 公共模块 vk-uni-pay 与 `vk.vkPay`：照 vk-uni-pay 的公开文档写的项目，一个字不改就能叫的那些方法。
 * 习惯在 compat/habits，错误码在 compat/codes，其余就是我们自己的函数；从不抛出。
 */
import type { ErrorAnswer } from '../../../../../../common/contract/errors';
import type { OkAnswer } from '../../../../../../common/contract/answer';
import { decryptWith, encryptWith } from '../compat/aes';
import { inTheirWords, requireTheirs, TheirError, type Method, type TheirAnswer } from '../compat/codes';
import { translate } from '../compat/habits';
import { opensCode } from '../compat/open-code';
import { adoptOld, adoptPaid, findOrAdopt } from '../compat/adopt';
import { mirror, oldRowOf } from '../compat/old-row';
import { refundNumberFor } from '../compat/refund-number';
import { withVirtual } from '../compat/virtual';
import { chargeForMerchant } from '../counter/charge';
import { printFailure } from '../kernel/console-line';
import { readClient, type ClientContext } from '../kernel/client-context';
import type { Clock } from '../kernel/clock';
import type { Ids } from '../kernel/ids';
import type { Kernel } from '../kernel/kernel';
import type { Vk } from '../kernel/vk';
import { closePayment } from '../orders/close';
import { createMerchantPayment } from '../orders/create';
import type { OrderRecord } from '../orders/record';
import { ordersOf } from '../orders/store';
import type { DeclaredType } from '../order-types/registry';
import { userOfToken } from '../payers/names';
import { nicknameOf } from '../payers/store';
import { queryOrderRefunds, queryRefund } from '../refunds/query';
import { queryPayment } from '../refunds/query-payment';
import { refund } from '../refunds/refund';
import { answerWith } from './answer';
import { recordFailedStart } from './failed-start';
import { createKernel } from './full-kernel';
import { merchantAuthorizations } from './merchant-authorizations';
import { merchantLogins } from './merchant-logins';
import { merchantTransfers } from './merchant-transfers';
import { announceKernel } from './opened';

type Params = Readonly<Record<string, unknown>>;
type Answer = Promise<(OkAnswer & Params) | TheirAnswer>;
type Call = (input?: unknown) => Answer;

export interface VkUniPayOptions {
  /** 框架实例；第一次调用时才取 */
  readonly vk: () => Vk;
  readonly paymentTypes: readonly DeclaredType[];
  readonly clock?: Clock;
  readonly ids?: Ids;
}

/** 公开文档里的方法；答复是它的字段加我们自己的。 */
export interface VkUniPay {
  readonly createPayment: Call;
  readonly queryPayment: Call;
  readonly closePayment: Call;
  readonly refund: Call;
  readonly queryRefund: Call;
  readonly transfer: Call;
  readonly queryTransfer: Call;
  readonly cancelTransfer: Call;
  readonly queryAccountBalance: Call;
  readonly code2SessionWeixinMP: Call;
  readonly code2SessionWeixinH5: Call;
  readonly code2SessionAlipay: Call;
  readonly transfer3: Call;
  readonly createUserConfirmAuthorization: Call;
  readonly closeUserConfirmAuthorization: Call;
  readonly queryUserConfirmAuthorization: Call;
  /** @returns 用户的 `_id`；不是有效的登录态为 undefined */
  checkTokenReturnUserId(input: { readonly uniIdToken?: unknown; readonly context?: ClientContext }): Promise<string | undefined>;
  /** @returns 没有这个用户、没有昵称为空 */
  getUserNickname(user_id: unknown): Promise<string>;
  readonly crypto: {
    readonly aes: {
      /** 用 notifyKey 加密任何 JSON。@throws PayError 没有 notifyKey */
      encrypt(input: { readonly data: unknown; readonly key?: string; readonly mode?: string }): string;
      /** @throws PayError 不是用这把加密的 */
      decrypt(input: { readonly data: unknown; readonly key?: string; readonly mode?: string }): unknown;
    };
  };
}

/** 这次说的是哪张单：旧表跟着写。 */
function numberIn(body: object): unknown {
  const { out_trade_no, outTradeNo, orderInfo } = body as Params;
  return out_trade_no ?? outTradeNo ?? (isObject(orderInfo) ? orderInfo['out_trade_no'] : undefined);
}

/** 没有做、不做的：照实说，从不假装办成。 */
const NOT_OFFERED: Readonly<Record<string, string>> = {
  transfer3: '微信的批量转账已由微信停用，请改用 transfer（商家转账）',
};

const OPERATOR = 'server';
const isObject = (value: unknown): value is Params => typeof value === 'object' && value !== null && !Array.isArray(value);
const contextOf = (input: unknown): ClientContext | undefined => {
  const context = isObject(input) ? input['context'] : undefined;
  return isObject(context) ? (context as ClientContext) : undefined;
};

/** 唤起参数在它的文档里是驼峰的名字，两种都给。 */
function bothNames(orderInfo: unknown): unknown {
  if (!isObject(orderInfo)) return orderInfo;
  const { code_url, h5_url } = orderInfo;
  return { ...orderInfo, ...(code_url === undefined ? {} : { codeUrl: code_url }), ...(h5_url === undefined ? {} : { mwebUrl: h5_url }) };
}

async function create(k: Kernel, params: Params): Promise<Params> {
  const data = params['data'] as Params;
  await adoptPaid(k, data['out_trade_no']);
  if (data['auth_code'] === undefined) {
    const opened = opensCode(k, params);
    const { qrcodeImage, ...created } = await createMerchantPayment(k, opened ? { ...params, platform: 'h5' } : params);
    // 它的文档："image" 才要图片，true 要的是链接。
    const picture = qrcodeImage !== undefined && params['needQRcode'] === 'image' ? { qrcodeImage } : {};
    return { ...created, ...picture, ...(opened ? { needQRcode: false } : {}), orderInfo: bothNames(created.orderInfo) };
  }
  const { auth_code, out_trade_no, total_fee, subject, type, custom, user_id, pid } = data;
  const wish = { auth_code, out_trade_no, total_fee, subject, type, custom, user_id, pid };
  const charged = await chargeForMerchant(k, Object.fromEntries(Object.entries(wish).filter(([, value]) => value !== undefined)), OPERATOR);
  return {
    ...charged,
    platform: 'codepay',
    pay_type: `${charged.provider}_codepay`,
    needQRcode: false,
    orderInfo: {},
    orderPaid: charged.outcome === 'paid',
  };
}

/** 给顾客看的话。 */
const STATUS_WORDS: Readonly<Record<number, string>> = {
  [-1]: '订单已关闭',
  0: '订单未支付',
  1: '订单已支付',
  2: '订单已部分退款',
  3: '订单已退款',
};

/** 还在旧表里的先抄过来；只知道渠道的交易号的也认。 */
async function namedOrder(k: Kernel, params: Params): Promise<Params> {
  const { out_trade_no, transaction_id } = params;
  if (typeof out_trade_no === 'string') await findOrAdopt(k, out_trade_no);
  if (typeof out_trade_no === 'string' || typeof transaction_id !== 'string') return params;
  const adopted = await adoptOld(k, { transaction_id });
  return adopted === undefined ? params : { ...params, out_trade_no: adopted };
}

async function query(k: Kernel, params: Params): Promise<Params> {
  const { payOrder, ...answer } = await queryPayment(k, await namedOrder(k, params), {});
  const order = payOrder === undefined ? undefined : await ordersOf(k).find(answer.out_trade_no);
  return {
    msg: STATUS_WORDS[answer.status] ?? '',
    ...answer,
    ...(order ? { payOrder: await oldRowOf(k, order) } : {}),
  };
}

const UNPAID: ReadonlySet<OrderRecord['status']> = new Set<OrderRecord['status']>(['NOTPAY', 'PROCESSING', 'CLOSED']);

async function giveBack(k: Kernel, params: Params): Promise<Params> {
  const order = await findOrAdopt(k, String(params['out_trade_no']));
  if (!order) throw new TheirError(2001);
  if (UNPAID.has(order.status)) throw new TheirError(2002);
  const { out_trade_no, refund_fee, refund_desc } = params;
  const out_refund_no = params['out_refund_no'] ?? (await refundNumberFor(k, order, refund_fee as number | undefined));
  const wish = { out_trade_no, out_refund_no, refund_fee, refund_desc };
  const result = await refund(k, Object.fromEntries(Object.entries(wish).filter(([, value]) => value !== undefined)), OPERATOR);
  const { transaction_id } = result.order;
  const { refund_id, refund_fee: refundFee } = result.refund;
  // 用了优惠的，现金退了多少网关才知道。
  const cash = (order.paid_fee ?? order.total_fee) === order.total_fee ? { cashRefundFee: refundFee } : {};
  return {
    outTradeNo: out_trade_no,
    ...(transaction_id ? { transactionId: transaction_id } : {}),
    outRefundNo: result.refund.out_refund_no,
    ...(refund_id ? { refundId: refund_id } : {}),
    refundFee,
    ...cash,
    ...result,
  };
}

async function queryBack(k: Kernel, params: Params): Promise<Params> {
  const { out_trade_no, out_refund_no } = params;
  if (out_refund_no === undefined) await findOrAdopt(k, String(out_trade_no));
  const found =
    out_refund_no === undefined
      ? await queryOrderRefunds(k, { out_trade_no })
      : await queryRefund(k, { out_refund_no }).then((one) => ({ order: one.order, refunds: [one.refund] }));
  if (found.refunds.length === 0) throw new TheirError(2003);
  const order = await ordersOf(k).require(found.order.out_trade_no);
  // 退过几次的，说的是最近一次；全部在 refunds。
  return {
    msg: found.refunds.every(({ status }) => status === 'SUCCESS') ? '退款成功' : '退款还没有结论',
    queryResult: found.refunds.at(-1),
    orderInfo: await oldRowOf(k, order),
    refunds: found.refunds,
  };
}

/** @example module.exports = createVkUniPay({ vk: () => vk, paymentTypes }); */
export function createVkUniPay({ vk, paymentTypes, clock, ids }: VkUniPayOptions): VkUniPay {
  const extras = { ...(clock ? { clock } : {}), ...(ids ? { ids } : {}) };
  const kernelOf = (context: ClientContext | undefined): Kernel => {
    const options = { vk: vk(), paymentTypes, context: readClient(context), ...extras };
    announceKernel(() => createKernel(options));
    return createKernel(options);
  };

  async function call<Body extends object>(method: Method, input: unknown, run: (k: Kernel, params: Params) => Promise<Body>) {
    const context = contextOf(input);
    let thrown: unknown;
    let named: unknown;
    const answer = await answerWith<Kernel, Body>(
      {
        open: () => kernelOf(context),
        requestIdOf: (k) => k?.requestId ?? context?.requestId ?? '',
        record: (k, error) => k.journal.error(error, { type: 'service' }),
        async recordFailedStart(cause) {
          thrown = cause;
          try {
            await recordFailedStart({ vk: vk(), context: readClient(context), ...extras }, cause);
          } catch (failed) {
            printFailure(`没有框架可用：${String(failed)}`);
          }
        },
        async flush(k) {
          await mirror(k, named);
          await k.journal.flush();
        },
      },
      async (k) => {
        try {
          const read = translate(method, input, k.config.cipher !== undefined);
          const params = method === 'createPayment' ? withVirtual(k, read) : read;
          requireTheirs(method, params);
          const body = await run(k, params);
          named = numberIn(body);
          return body;
        } catch (error) {
          thrown = error;
          throw error;
        }
      },
    );
    return answer.code === 0 ? (answer as OkAnswer & Body) : inTheirWords(method, answer as ErrorAnswer, thrown);
  }

  const on =
    (method: Method, run: (k: Kernel, params: Params) => Promise<Params>): Call =>
    (input) =>
      call(method, input, run) as Answer;
  /** 已有的转账、收款授权、登录那一套，换成先翻译再叫。 */
  const within = (method: Method) => {
    const via = (input: unknown, run: (k: Kernel) => Promise<object>): Promise<never> =>
      call(method, input, (k) => run(k)) as Promise<never>;
    const ours = { ...merchantTransfers(via, () => OPERATOR), ...merchantAuthorizations(via, () => OPERATOR), ...merchantLogins(via) };
    return ours as unknown as Readonly<Record<string, Call>>;
  };
  const through =
    (method: Method, name: string): Call =>
    (input) =>
      (within(method)[name] as Call)(translate(method, input, false));
  const refuse = (name: string): Call => {
    const msg = NOT_OFFERED[name] ?? '';
    return async () => ({ code: 40001, msg, action: msg, pay_code: 40001 });
  };
  const secret = (key: unknown): unknown => {
    if (key !== undefined) return key;
    const { configCenter, requireFn } = vk().getUnicloud();
    const center = configCenter ?? (requireFn?.('uni-config-center') as typeof configCenter);
    return (center?.({ pluginId: 'uni-pay' }).requireFile('config.js') as Params | undefined)?.['notifyKey'];
  };

  return {
    createPayment: on('createPayment', create),
    queryPayment: on('queryPayment', query),
    closePayment: on('closePayment', (k, params) =>
      closePayment(k, { out_trade_no: params['out_trade_no'] }, {}).then((closed) => ({ ...closed })),
    ),
    refund: on('refund', giveBack),
    queryRefund: on('queryRefund', queryBack),
    transfer: (input) =>
      isObject(input) && 'transfer_detail_list' in input ? refuse('transfer3')() : through('transfer', 'transfer')(input),
    queryTransfer: through('queryTransfer', 'queryTransfer'),
    cancelTransfer: through('queryTransfer', 'cancelTransfer'),
    queryAccountBalance: through('queryAccountBalance', 'queryAccountBalance'),
    code2SessionWeixinMP: through('code2Session', 'code2SessionWeixinMP'),
    code2SessionWeixinH5: through('code2Session', 'code2SessionWeixinH5'),
    code2SessionAlipay: through('code2Session', 'code2SessionAlipay'),
    transfer3: refuse('transfer3'),
    createUserConfirmAuthorization: through('createAuthorization', 'createTransferAuthorization'),
    closeUserConfirmAuthorization: through('authorization', 'closeTransferAuthorization'),
    queryUserConfirmAuthorization: through('authorization', 'queryTransferAuthorization'),
    checkTokenReturnUserId: ({ uniIdToken, context }) => userOfToken(vk(), uniIdToken, { ...(context ?? {}) }),
    getUserNickname: async (user_id) => (typeof user_id === 'string' && user_id !== '' ? nicknameOf(vk(), user_id) : ''),
    crypto: {
      aes: {
        encrypt: ({ data, key, mode }) => encryptWith(secret(key), data, mode),
        decrypt: ({ data, key, mode }) => decryptWith(secret(key), data, mode),
      },
    },
  };
}
