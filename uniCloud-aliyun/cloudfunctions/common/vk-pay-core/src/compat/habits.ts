/**
 * 照 vk-uni-pay 的文档写的调用方的习惯 → 我们自己的入参。一张表，一行一个习惯，都在我们的检查之前；
 * 这里只改「怎样写」，不改「是什么」：金额、单号、商户一个也不猜。付款人直接来的不经过这里，该严的照旧。
 */
import { readExtra } from '../../../../../../common/contract/extra';
import { CUSTOM_RULES } from '../../../../../../common/contract/payments/custom';
import { PERSONAL_FIELD } from '../../../../../../common/contract/payments/personal-field';
import { visibleLine } from '../../../../../../common/contract/visible-text';
import { MOVED_FIELD } from '../order-types/vk-pay-orders';
import type { Method } from './codes';

type Params = Record<string, unknown>;
const isObject = (value: unknown): value is Params => typeof value === 'object' && value !== null && !Array.isArray(value);

/** 一种写法 → 应有的值；undefined 就是没有这个参数。 */
type Change = (value: unknown) => unknown;
const WORDS_FOR_FLAGS: ReadonlyMap<unknown, boolean> = new Map<unknown, boolean>([
  ['true', true],
  ['1', true],
  [1, true],
  ['false', false],
  ['0', false],
  [0, false],
  ['', false],
  [null, false],
]);
const flag: Change = (value) => WORDS_FOR_FLAGS.get(value) ?? value;
const qrcode: Change = (value) => (value === 'image' ? value : flag(value));
const absent: Change = (value) => (value === '' || value === null || value === 0 ? undefined : value);
const id: Change = (value) => (typeof value === 'number' ? String(value) : absent(value));
const number: Change = (value) => (typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value);
const optionalNumber: Change = (value) => number(absent(value));
/** 退款金额：没有说才是全额；0 与空文字留给检查去拒绝 */
const refundFee: Change = (value) => (value === null ? undefined : number(value));
const object: Change = (value) => {
  if (value === null || value === '') return undefined;
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
};
/** 换行、制表这些变成空格；太长的截断（网关自己还会按字节再截） */
const line =
  (max: number): Change =>
  (value) =>
    typeof value === 'string' ? Array.from(visibleLine(value)).slice(0, max).join('') : absent(value);
const seconds: Change = (value) => {
  const asked = number(value);
  return typeof asked === 'number' && Number.isFinite(asked) ? Math.min(40, Math.max(1, Math.ceil(asked))) : absent(asked);
};
const ENCODER = new TextEncoder();
/** 退款说明：微信按字节数 */
const bytes80: Change = (value) => {
  const text = line(80)(value);
  if (typeof text !== 'string') return text;
  let kept = '';
  for (const character of text) {
    if (ENCODER.encode(kept + character).length > 80) break;
    kept += character;
  }
  return kept === '' ? undefined : kept;
};

/** 每个方法：哪个参数（`data.` 里的写全）怎样读。 */
const HABITS: Readonly<Partial<Record<Method, Readonly<Record<string, Change>>>>> = {
  createPayment: {
    isPC: flag,
    needQRcode: qrcode,
    alipayAppPayToH5Pay: flag,
    'data.openid': absent,
    'data.user_id': id,
    'data.nickname': line(64),
    'data.subject': line(127),
    'data.custom': object,
    'data.other': object,
    'data.time_expire': optionalNumber,
    'data.return_url': absent,
    'data.pid': id,
  },
  queryPayment: {
    out_trade_no: absent,
    transaction_id: absent,
    await_notify: flag,
    pay_order_info: flag,
    await_max_time: seconds,
  },
  refund: { out_refund_no: absent, refund_fee: refundFee, refund_desc: bytes80 },
  queryRefund: { out_trade_no: absent, out_refund_no: absent },
  transfer: {
    transfer_amount: number,
    pid: id,
    openid: absent,
    user_name: absent,
    platform: absent,
    transfer_remark: line(32),
    order_title: line(64),
    payer_use_alias: flag,
    out_authorization_no: absent,
    authorization_id: absent,
  },
  createAuthorization: {
    platform: absent,
    pid: id,
    openid: absent,
    user_id: id,
    user_display_name: line(32),
    user_recv_perception: absent,
  },
  authorization: { platform: absent, pid: id },
  queryAccountBalance: { platform: absent, pid: id },
  code2Session: { pid: id, user_id: id },
};

/** 换了名字的参数：旧 → 新。 */
const RENAMED: Readonly<Partial<Record<Method, Readonly<Record<string, string>>>>> = {
  // 1.16 以前的转账
  transfer: { pay_type: 'provider', amount: 'transfer_amount', title: 'order_title', remark: 'transfer_remark', out_biz_no: 'out_bill_no' },
};

/** 与 pid 二选一：配置所在的目录。 */
function readPid(target: Params, from: Params): void {
  const directory = from['config_directory'];
  delete from['config_directory'];
  if (typeof directory === 'string' && directory !== '' && target['pid'] === undefined) target['pid'] = directory;
}

/** 旧版转账的收款人：支付宝的账号与真实姓名，微信的 openid。 */
function readPayee(params: Params): void {
  const { account, real_name, check_name, provider } = params;
  for (const key of ['account', 'real_name', 'check_name', 'version']) delete params[key];
  if (provider === 'alipay' && account !== undefined && params['payee_info'] === undefined) {
    const identity = String(account);
    const identity_type = /^2088\d{12}$/.test(identity) ? 'ALIPAY_USER_ID' : 'ALIPAY_LOGON_ID';
    const named = check_name === false || check_name === 'false' ? undefined : absent(real_name);
    params['payee_info'] = { identity_type, identity, ...(named === undefined ? {} : { name: named }) };
  }
  if (provider === 'wxpay' && check_name !== false && absent(real_name) !== undefined) params['user_name'] ??= real_name;
}

/** context 里认得出端的写法；`h5-weixin` 是它自己的名字，云端的 PLATFORM 里没有。 */
function readPlatform(params: Params): void {
  const { context } = params;
  const platform = isObject(context) ? (context['PLATFORM'] ?? context['vk_platform']) : undefined;
  if (platform === 'h5-weixin' && params['platform'] === undefined && !params['isPC'] && !params['needQRcode'])
    params['platform'] = 'h5-weixin';
}

/**
 * custom 里的个人信息（手机号、身份证号）挪到加密存放的那一格；业务处理拿到的仍在原来的位置。
 * 没有密钥的不挪，照旧由检查点名拒绝。
 */
function movePersonal(custom: Params): Params {
  const entries = Object.entries(custom);
  const personal = entries.filter(([key, value]) => key !== PERSONAL_FIELD && !readExtra({ [key]: value }, CUSTOM_RULES).ok);
  const movable = personal.filter(([key, value]) => readExtra({ [PERSONAL_FIELD]: { [key]: value } }, CUSTOM_RULES).ok);
  if (movable.length === 0) return custom;
  const names = new Set(movable.map(([key]) => key));
  const own = custom[PERSONAL_FIELD];
  return {
    ...Object.fromEntries(entries.filter(([key]) => !names.has(key))),
    [PERSONAL_FIELD]: { ...(isObject(own) ? own : {}), [MOVED_FIELD]: Object.fromEntries(movable) },
  };
}

function clone(input: unknown): Params {
  const params: Params = isObject(input) ? { ...input } : {};
  if (isObject(params['data'])) params['data'] = { ...params['data'] };
  return params;
}

/** pid 在最外层的。 */
const PID_OUTSIDE: ReadonlySet<Method> = new Set([
  'transfer',
  'createAuthorization',
  'authorization',
  'queryAccountBalance',
  'code2Session',
]);

/** @param canSeal 有没有加密的密钥 */
export function translate(method: Method, input: unknown, canSeal: boolean): Params {
  const params = clone(input);
  for (const [old, name] of Object.entries(RENAMED[method] ?? {})) {
    if (params[old] !== undefined && params[name] === undefined) params[name] = params[old];
    delete params[old];
  }
  for (const [path, change] of Object.entries(HABITS[method] ?? {})) {
    const [first = '', second] = path.split('.');
    const holder = second === undefined ? params : params[first];
    if (!isObject(holder)) continue;
    const key = second ?? first;
    if (!Object.hasOwn(holder, key)) continue;
    const value = change(holder[key]);
    if (value === undefined) delete holder[key];
    else holder[key] = value;
  }
  const { data } = params;
  if (method === 'createPayment') {
    readPlatform(params);
    if (isObject(data)) {
      readPid(data, params);
      readPid(data, data);
      delete data['body'];
      const { custom } = data;
      if (canSeal && isObject(custom)) data['custom'] = movePersonal(custom);
    }
  }
  if (PID_OUTSIDE.has(method)) readPid(params, params);
  if (method === 'transfer') readPayee(params);
  return params;
}
