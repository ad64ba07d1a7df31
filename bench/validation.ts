/** 畸形请求多快被拒：回调的门与下单参数的门。没有一个走到 RSA、数据库或网关。 */
import { verify } from 'node:crypto';
import * as v from 'valibot';
import { createPaymentSchema } from '../common/contract/payments/create-params';
import { checkParams } from '../common/contract/check-params';
import type { Kernel } from '../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/kernel/kernel';
import { PayError } from '../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/kernel/pay-error';
import { receive } from '../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/notify/receive';
import type { RawNotify } from '../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/provider';
import { requireParams } from '../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/kernel/validate';
import { compare, type Measured, type Work } from './measure';
import { ratioRow, type Row, type Section } from './report';
import { AT, type Sample, type Samples } from './samples';

const BUDGET = { atLeast: 1_000_000 };
/** 拒绝一张不合格的，不超过一次 RSA 验签的十分之一。 */
const DOOR_BUDGET = { atLeast: 10 };
const KIB = 1024;

/** 每秒次数；说明里是它相当于多少次空函数调用。 */
function rateRow(name: string, { perSecond, ratio }: Measured, budgeted: boolean): Row {
  return {
    name,
    value: perSecond.median,
    low: perSecond.low,
    high: perSecond.high,
    unit: '次/秒',
    note: `一次 ≈ ${Math.round(1 / ratio.median)} 次空函数调用`,
    ...(budgeted ? { budget: BUDGET } : {}),
  };
}

/** 必须真的被拒绝（答出来的、抛出来的），并且是因为我们想测的原因。 */
function rejected(work: () => unknown, kind: string): Work {
  return () => {
    let said: unknown;
    try {
      said = work();
    } catch (error) {
      said = error;
    }
    if (said instanceof PayError && said.kind === kind) return said;
    throw said instanceof Error ? said : new Error('没有被拒绝');
  };
}

/** 回调入口用到的那几样；写错误日志是空操作（真实的也每分钟只写一行）。 */
function doorKernel<Credentials>({ provider, account }: Sample<Credentials>): Kernel {
  const quiet = async (): Promise<void> => undefined;
  return {
    vk: {},
    now: () => AT,
    config: { account: () => account, settings: { keepNotifies: false } },
    provider: () => provider,
    journal: { log: quiet, error: quiet, alert: quiet, flush: quiet },
  } as unknown as Kernel;
}

/** 整道门：集成请求进，应答出；答的必须是这个状态码与正文。 */
function door<Credentials>(
  sample: Sample<Credentials>,
  path: string,
  { headers, body }: RawNotify,
  statusCode: number,
  says: string | undefined = undefined,
): Work {
  const kernel = doorKernel(sample);
  const event = { path, httpMethod: 'POST', headers, body: body.toString('utf8'), isBase64Encoded: false };
  return async () => {
    const answer = await receive(kernel, event);
    if (answer.statusCode !== statusCode || (says !== undefined && answer.body !== says))
      throw new Error(`应答 ${answer.statusCode}，应为 ${statusCode}`);
    return answer;
  };
}

export async function measureValidation({ wxpay, alipay }: Samples): Promise<Section> {
  const { provider, account, notice } = wxpay;
  const { ['wechatpay-signature']: signature = '', ...unsigned } = notice.headers;
  const missing: RawNotify = { headers: unsigned, body: notice.body };
  const short: RawNotify = { headers: { ...unsigned, 'wechatpay-signature': signature.slice(0, 20) }, body: notice.body };
  const long: RawNotify = { headers: notice.headers, body: Buffer.alloc(65 * KIB, 0x20) };
  const ampersands: RawNotify = { headers: {}, body: Buffer.alloc(64 * KIB, '&') };
  const noSign: RawNotify = { headers: alipay.notice.headers, body: Buffer.from('notify_id=1&app_id=2') };
  /** 真的支付宝通知，改掉一个字段；验签之前就该拒绝。 */
  const spoiled = (name: string, value: string | undefined): RawNotify => {
    const form = new URLSearchParams(alipay.notice.body.toString('utf8'));
    if (value === undefined) form.delete(name);
    else form.set(name, value);
    return { headers: alipay.notice.headers, body: Buffer.from(form.toString()) };
  };
  const operator = { provider: 'wxpay', data: { type: 'goods', out_trade_no: { $ne: null }, custom: {} } };
  const fraction = { provider: 'wxpay', data: { type: 'goods', total_fee: 0.5, custom: {} } };
  const check =
    (input: unknown): Work =>
    () => {
      const result = checkParams(createPaymentSchema, input);
      if (result.ok) throw new Error('没有被拒绝');
      return result;
    };
  /** 规则只跑一遍，找出的问题不整理、陌生的键不看：一次列全问题的，快不过它。 */
  const rulesOnly =
    (input: unknown): Work =>
    () => {
      const result = v.safeParse(createPaymentSchema, input, { abortPipeEarly: true });
      if (result.success) throw new Error('没有被拒绝');
      return result;
    };
  const measured = await compare(
    () => 0,
    {
      missing: rejected(() => provider.parseNotify(account, missing), 'SIGNATURE'),
      short: rejected(() => provider.parseNotify(account, short), 'SIGNATURE'),
      long: rejected(() => provider.parseNotify(account, long), 'PARAM'),
      noSign: rejected(() => alipay.provider.parseNotify(alipay.account, noSign), 'PARAM'),
      doorPath: door(wxpay, '/wxpay/nowhere', missing, 404),
      doorMissing: door(wxpay, '/wxpay/h5', missing, 401),
      doorLong: door(wxpay, '/wxpay/h5', long, 413),
      ampersands: rejected(() => alipay.provider.parseNotify(alipay.account, ampersands), 'PARAM'),
      operator: check(operator),
      operatorRules: rulesOnly(operator),
      fraction: check(fraction),
      fractionRules: rulesOnly(fraction),
      operatorThrown: rejected(() => requireParams(createPaymentSchema, operator), 'PARAM'),
    },
    { rounds: 24, blockMs: 10 },
  );
  const { publicKey } = account.credentials;
  if (!publicKey) throw new Error('样本应为公钥模式');
  const signed = Buffer.from(signature, 'base64');
  // 验不过与验得过一样久：量的是一次 RSA。
  const refusal = await compare(() => String(verify('sha256', notice.body, publicKey.key, signed)), {
    door: door(wxpay, '/wxpay/h5', missing, 401),
  });
  const fields = new URLSearchParams(alipay.notice.body.toString('utf8'));
  const alipaySigned = Buffer.from(fields.get('sign') ?? '', 'base64');
  const alipayRefusal = await compare(
    () => String(verify('sha256', alipay.notice.body, alipay.account.credentials.alipayKey, alipaySigned)),
    {
      short: door(alipay, '/alipay/h5', noSign, 200, 'fail'),
      unsigned: door(alipay, '/alipay/h5', spoiled('sign', undefined), 200, 'fail'),
      stale: door(alipay, '/alipay/h5', spoiled('notify_time', '2026-11-01 00:00:00'), 200, 'fail'),
    },
  );
  return {
    subject: 'validation',
    title: '畸形请求的拒绝',
    rows: [
      rateRow('微信回调：缺签名头', measured.missing, true),
      rateRow('微信回调：签名长度不对', measured.short, true),
      rateRow('微信回调：正文超过 64 KiB', measured.long, true),
      rateRow('支付宝通知：没有 sign', measured.noSign, true),
      rateRow('下单参数：out_trade_no 是 {$ne: null}', measured.operator, true),
      rateRow('  同一份：只跑 valibot 的规则', measured.operatorRules, false),
      rateRow('下单参数：金额是 0.5', measured.fraction, true),
      rateRow('  同一份：只跑 valibot 的规则', measured.fractionRules, false),
      rateRow('下单参数：{$ne: null}，连同抛出 40001', measured.operatorThrown, false),
      rateRow('整道回调门：路径不存在 → 404', measured.doorPath, false),
      rateRow('整道回调门：缺签名头 → 401', measured.doorMissing, false),
      rateRow('整道回调门：正文超过 64 KiB → 413', measured.doorLong, false),
      ratioRow('整道回调门：缺签名头 → 401，是一次裸 RSA 验签的几倍快', refusal.door, { budget: DOOR_BUDGET }),
      ratioRow('整道回调门：支付宝表单只有两个字段 → fail', alipayRefusal.short, { budget: DOOR_BUDGET }),
      ratioRow('整道回调门：支付宝整张表单没有 sign → fail', alipayRefusal.unsigned, { budget: DOOR_BUDGET }),
      ratioRow('整道回调门：支付宝整张表单的时间过期 → fail', alipayRefusal.stale, { budget: DOOR_BUDGET }),
      {
        name: '支付宝通知：64 KiB 的 &，一次几毫秒',
        value: 1000 / measured.ampersands.perSecond.median,
        unit: '毫秒',
        budget: { atMost: 1 },
      },
    ],
  };
}
