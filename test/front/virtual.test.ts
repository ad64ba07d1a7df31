// 小程序的虚拟支付（docs/protocols/wxpay.md §13.1）：wx.requestVirtualPayment 收到的是服务端签过的原样；窗口怎么说都只是一面之词；
// 会话密钥旧了，重新登录、同一个单号再来，只再来一次。
import type { CreatePaymentAnswer } from '../../common/contract/payments/create';
import { DRIVERS } from '../../common/client/pay/drivers';
import { pay, type PayInput, type PayPorts } from '../../common/client/pay/pay';
import type { PayerSource } from '../../common/client/pay/payer';
import { describeFailure, PlatformError } from '../../common/client/shell/errors';
import type { CallService } from '../../common/client/shell/services';
import { installFakeUni } from './fake-uni';
import { orderView, queryAnswer } from './client-stub';

type Options = Record<string, unknown> & { success?(done: object): void; fail?(reason: unknown): void };
/** 窗口每一次怎么收场：undefined 是付好了 */
let ends: (object | string | undefined)[];
let opened: Options[];
const host = globalThis as { wx?: unknown };

beforeEach(() => {
  installFakeUni();
  [ends, opened] = [[], []];
  host.wx = {
    requestVirtualPayment({ success, fail, ...options }: Options) {
      opened.push(options);
      const end = ends.shift();
      if (end === undefined) success?.({ errMsg: 'requestVirtualPayment:ok' });
      else fail?.(end);
    },
  };
});
afterEach(() => delete host.wx);

const SIGNED = { mode: 'short_series_goods', signData: '{"offerId":"1","outTradeNo":"VP1"}', paySig: 'p', signature: 's' };
const answer = (orderInfo: CreatePaymentAnswer['orderInfo'] = SIGNED): CreatePaymentAnswer => ({
  code: 0,
  msg: 'ok',
  requestId: 'r',
  out_trade_no: 'VP1',
  provider: 'wxpay-virtual',
  platform: 'mp-weixin',
  pay_type: 'wxpay-virtual_mp-weixin',
  total_fee: 1,
  subject: 's',
  expire_date: 2,
  server_date: 1,
  orderInfo,
  needQRcode: false,
});
const drive = (orderInfo?: CreatePaymentAnswer['orderInfo']) => {
  const driver = DRIVERS.get('mp-weixin');
  if (!driver) throw new Error('没有驱动');
  return driver(answer(orderInfo), {});
};
/** 窗口没有打开（肯定没付），还是说不清。 */
const failureOf = async (reason: object | string): Promise<boolean | undefined> => {
  ends = [reason];
  const thrown: unknown = await drive().catch((error: unknown) => error);
  expect(thrown).toBeInstanceOf(PlatformError);
  return describeFailure(thrown).unknown;
};

test('the window gets exactly the four signed things, signData to the letter', async () => {
  expect(await drive({ ...SIGNED, more: 'not for the window' })).toBe('done');
  expect(opened).toEqual([SIGNED]);
});

test.each([
  [{ errCode: -2, errMsg: 'requestVirtualPayment:fail' }, 'cancelled'],
  [{ errCode: '-2', errMsg: 'requestVirtualPayment:fail' }, 'cancelled'],
  [{ errMsg: 'requestVirtualPayment:fail cancel' }, 'cancelled'],
  [{ errCode: -15005, errMsg: 'requestVirtualPayment:fail signature' }, 'stale'],
])('%j is %s', async (reason, end) => {
  ends = [reason];
  expect(await drive()).toBe(end);
});

test.each([1001, -15003, -15006, -15010, -15013, -15016])('%d: the window never opened, nothing was charged', async (errCode) => {
  expect(await failureOf({ errCode, errMsg: 'requestVirtualPayment:fail' })).toBeFalsy();
});

test.each([{ errCode: -15002, errMsg: 'used' }, { errCode: -1, errMsg: 'fail' }, { errCode: -5 }, {}, 'gone'])(
  '%j does not say whether it was paid',
  async (reason) => expect(await failureOf(reason)).toBe(true),
);

test.each([undefined, {}])('an old WeChat without it (wx is %j) is told so, and nothing happens', async (wx) => {
  host.wx = wx;
  const thrown: unknown = await drive().catch((error: unknown) => error);
  expect(thrown).toBeInstanceOf(PlatformError);
  expect(describeFailure(thrown).unknown).toBeFalsy();
});

describe('the whole payment', () => {
  const INPUT: PayInput = { provider: 'wxpay', data: { out_trade_no: 'VP1', type: 'vip' } };
  const STALE = { errCode: -15005, errMsg: 'requestVirtualPayment:fail' };
  const source: PayerSource = { provider: 'wxpay', platform: 'mp-weixin', obtain: async () => ({ code: 'C1' }) };

  /** @param status 服务端怎么说 */
  async function run(status: string, payer: PayerSource | undefined = source) {
    const calls: [string, Record<string, unknown>][] = [];
    const call = (async (name: string, data: Record<string, unknown>) => {
      calls.push([name, data]);
      if (name === 'identifyPayer') return { code: 0 };
      if (name === 'queryPayment') return queryAnswer(orderView({ status }));
      const logins = calls.filter(([other]) => other === 'identifyPayer').length;
      return answer({ ...SIGNED, signature: `s${logins}` });
    }) as unknown as CallService;
    const ports: PayPorts = { call, drivers: DRIVERS, ...(payer ? { payer } : {}) };
    const { kind } = await pay(INPUT, undefined, ports);
    return { kind, calls, names: calls.map(([name]) => name), signatures: opened.map(({ signature }) => signature) };
  }

  test('a stale session: logs in anew, the same number, the window again', async () => {
    ends = [STALE];
    const { kind, calls, names, signatures } = await run('SUCCESS');
    expect([kind, names, signatures]).toEqual(['paid', ['createPayment', 'identifyPayer', 'createPayment', 'queryPayment'], ['s0', 's1']]);
    expect(calls[1]?.[1]).toEqual({ provider: 'wxpay-virtual', platform: 'mp-weixin', code: 'C1' });
    expect(calls[2]?.[1]).toMatchObject({ provider: 'wxpay-virtual', data: INPUT.data });
  });

  test('still stale, or nowhere to log in: told once, not for ever', async () => {
    ends = [STALE, STALE];
    expect(await run('PROCESSING')).toMatchObject({ kind: 'failed', signatures: ['s0', 's1'] });
    opened = [];
    ends = [STALE];
    const other: PayerSource = { ...source, provider: 'alipay' };
    expect(await run('PROCESSING', other)).toMatchObject({ kind: 'failed', names: ['createPayment', 'queryPayment'], signatures: ['s0'] });
  });

  test('a number used already is unclear until the server says paid', async () => {
    ends = [{ errCode: -15002 }];
    expect(await run('PROCESSING')).toMatchObject({ kind: 'unclear' });
    ends = [{ errCode: -15002 }];
    expect(await run('SUCCESS')).toMatchObject({ kind: 'paid' });
  });
});
