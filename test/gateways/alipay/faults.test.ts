// 故障剧本（docs/protocols/alipay.md §10、docs/invariants.md §3）：每种故障对调用方是什么样、账本是否已经改变；规则怎样匹配与用完。
import type { AlipayGateway } from '../../../local/gateways/alipay';
import { CERT_APP, createWorkbench, NOTIFY_URL, qrOrder, type Answer, type Workbench } from './workbench';

type Rule = Parameters<AlipayGateway['faults']['add']>[0];
type Fault = Rule['fault'];

let workbench: Workbench;
let waits: number[];
beforeEach(async () => {
  waits = [];
  workbench = await createWorkbench({ sleep: async (ms) => void waits.push(ms) });
});
afterEach(() => workbench.gateway.close());

const NO = 'FAULT0001';
const precreate = (no = NO): Promise<Answer> => workbench.call('alipay.trade.precreate', qrOrder(no));
const query = (no = NO): Promise<Answer> => workbench.call('alipay.trade.query', { out_trade_no: no });
const refund = (): Promise<Answer> =>
  workbench.call('alipay.trade.refund', { out_trade_no: NO, refund_amount: '1.00', out_request_no: 'R1' });
const script = (fault: Fault, operation: Rule['operation'] = 'precreate'): void => workbench.gateway.faults.add({ operation, fault });
const committed = (no = NO): boolean => workbench.gateway.ledger.qrCode(no) !== undefined;
const lastRequest = () => workbench.events.filter((event) => event.kind === 'request').at(-1);

async function paid(): Promise<void> {
  await precreate();
  workbench.gateway.pay(NO);
}

describe('the way there and back', () => {
  test.each([
    ['lostRequest', false],
    ['lostAnswer', true],
  ] as const)('%s: the connection breaks, committed: %s', async (kind, done) => {
    script({ kind });
    await expect(precreate()).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(committed()).toBe(done);
    expect(lastRequest()).toMatchObject({ outcome: 'lost', operation: 'precreate', outTradeNo: NO, fault: kind });
    expect(await precreate()).toMatchObject({ verified: true, node: { code: '10000' } });
  });

  test('a lost answer hides a refusal as well as a success', async () => {
    script({ kind: 'lostAnswer' }, 'query');
    await expect(query('NOBODY01')).rejects.toMatchObject({ code: 'ECONNRESET' });
  });

  test('timeout: committed before the wait, the answer comes late but whole', async () => {
    const seen: boolean[] = [];
    await workbench.gateway.close();
    workbench = await createWorkbench({ sleep: async (ms) => void (waits.push(ms), seen.push(committed())) });
    script({ kind: 'timeout', ms: 16_000 });
    expect(await precreate()).toMatchObject({ status: 200, verified: true, node: { code: '10000' } });
    expect([waits, seen]).toEqual([[16_000], [true]]);
  });

  test.each([
    [200, /^<html>.*502 Bad Gateway/],
    [500, /^$/],
    [502, /^<html>/],
  ] as const)('http %i: no JSON, no signature, nothing committed', async (status, text) => {
    script({ kind: 'http', status });
    expect(await precreate()).toMatchObject({ status, text: expect.stringMatching(text), verified: false, sign: undefined });
    expect(committed()).toBe(false);
    expect(lastRequest()).toMatchObject({ outcome: 'refused', fault: 'http' });
  });
});

describe('answers that do not tell what happened', () => {
  test.each([
    [{ kind: 'unknownCommitted' }, '20000', 'isp.unknow-error', true],
    [{ kind: 'systemErrorCommitted' }, '40004', 'ACQ.SYSTEM_ERROR', true],
    [{ kind: 'error', subCode: 'ACQ.SYSTEM_ERROR' }, '40004', 'ACQ.SYSTEM_ERROR', false],
    [{ kind: 'error', subCode: 'isv.app-call-limited' }, '40005', 'isv.app-call-limited', false],
    [
      { kind: 'error', subCode: 'isv.insufficient-isv-permissions', message: '产品未签约' },
      '40006',
      'isv.insufficient-isv-permissions',
      false,
    ],
  ] as const)('%j is truly signed; code %s, %s, committed: %s', async (fault, code, subCode, done) => {
    script(fault);
    const answer = await precreate();
    expect(answer).toMatchObject({
      status: 200,
      verified: true,
      root: 'alipay_trade_precreate_response',
      node: { code, sub_code: subCode },
    });
    if ('message' in fault) expect(answer.node['sub_msg']).toBe(fault.message);
    expect(committed()).toBe(done);
    expect(lastRequest()).toMatchObject({ outcome: 'refused', code: subCode });
  });

  test('a scripted error does not spare a request that would have been refused at the door', async () => {
    script({ kind: 'error', subCode: 'ACQ.SYSTEM_ERROR' });
    expect((await workbench.call('alipay.trade.precreate', qrOrder(NO), { signed: (text) => `${text}!` })).node['sub_code']).toBe(
      'isv.invalid-signature',
    );
  });

  test('a business refusal stays itself when the fault would have hidden a success', async () => {
    script({ kind: 'systemErrorCommitted' }, 'query');
    expect((await query('NOBODY01')).node['sub_code']).toBe('ACQ.TRADE_NOT_EXIST');
  });

  test('a refund answered with a system error is done: the same number again moves no money', async () => {
    await paid();
    script({ kind: 'unknownCommitted' }, 'refund');
    expect((await refund()).node['code']).toBe('20000');
    expect((await refund()).node).toMatchObject({ code: '10000', fund_change: 'N', refund_fee: '1.00' });
    expect(workbench.gateway.ledger.refunds(NO)).toHaveLength(1);
  });

  test('fundChangeN: the money is booked though the answer says N', async () => {
    await paid();
    script({ kind: 'fundChangeN' }, 'refund');
    expect(await refund()).toMatchObject({ verified: true, node: { code: '10000', fund_change: 'N', refund_fee: '1.00' } });
    expect(workbench.gateway.ledger.trade(NO)?.refunded).toBe(100);
  });

  test('unknownEnum: a status and a field nobody has seen, truly signed; the ledger keeps the true state', async () => {
    await paid();
    script({ kind: 'unknownEnum' }, 'query');
    expect(await query()).toMatchObject({
      verified: true,
      node: { code: '10000', trade_status: 'FUTURE_STATE', future_field: expect.any(String) },
    });
    await refund();
    script({ kind: 'unknownEnum' }, 'queryRefund');
    expect(
      (await workbench.call('alipay.trade.fastpay.refund.query', { out_trade_no: NO, out_request_no: 'R1' })).node['refund_status'],
    ).toBe('FUTURE_STATE');
    expect(workbench.gateway.ledger.trade(NO)?.status).toBe('TRADE_SUCCESS');
  });
});

describe('answers that must not be trusted, each of a committed request', () => {
  const broken = async (kind: Extract<Fault, { kind: string }>['kind'], appId?: string): Promise<Answer> => {
    script({ kind } as Fault);
    const answer = await workbench.call('alipay.trade.precreate', qrOrder(NO), appId === undefined ? {} : { appId });
    expect([answer.status, committed()]).toEqual([200, true]);
    return answer;
  };

  test('falseSignature: the signature is of a stranger', async () => {
    expect(await broken('falseSignature')).toMatchObject({
      verified: false,
      sign: expect.stringMatching(/^[\w+/]{342}==$/),
      node: { code: '10000' },
    });
  });

  test('unsigned: a success without a signature', async () => {
    expect(await broken('unsigned')).toMatchObject({ verified: false, sign: undefined, node: { code: '10000' } });
  });

  test('duplicateRoot: the first node verifies, the last one lies', async () => {
    const answer = await broken('duplicateRoot');
    expect(answer).toMatchObject({ verified: true, node: { code: '10000' } });
    expect(answer.text.split('"alipay_trade_precreate_response":')).toHaveLength(3);
    expect(JSON.parse(answer.text)).toMatchObject({
      alipay_trade_precreate_response: { trade_status: 'TRADE_SUCCESS', total_amount: '99999.00' },
    });
  });

  test('foreignCertSn: truly signed, under a certificate number nobody has', async () => {
    const answer = await broken('foreignCertSn', CERT_APP);
    expect(answer).toMatchObject({ verified: true, certSn: expect.stringMatching(/^[0-9a-f]{32}$/) });
    expect(answer.certSn).not.toBe(workbench.keys.alipay.certificateSn);
  });

  test('unescapedSignature: signed as if the slashes were not escaped, though they are', async () => {
    const answer = await broken('unescapedSignature');
    expect(answer.raw).toContain('\\/');
    expect(answer.verified).toBe(false);
    expect(workbench.verifyText(answer.raw.replace(/\\\//g, '/'), answer.sign ?? '')).toBe(true);
  });

  test('truncated: half of a JSON', async () => {
    const { text } = await broken('truncated');
    expect(() => JSON.parse(text) as unknown).toThrow(SyntaxError);
  });
});

describe('the pages', () => {
  const opened = (): Promise<Response> => {
    const parameters = workbench.parameters('alipay.trade.page.pay', { ...qrOrder(NO), product_code: 'FAST_INSTANT_TRADE_PAY' });
    return workbench.open(`/gateway.do?${new URLSearchParams(parameters).toString()}`, { redirect: 'manual' });
  };

  test('a committed system error shows the error page, and the trade is there', async () => {
    script({ kind: 'systemErrorCommitted' }, 'pagePay');
    const page = await opened();
    expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('ACQ.SYSTEM_ERROR')]);
    expect(workbench.gateway.ledger.trade(NO)?.status).toBe('WAIT_BUYER_PAY');
    expect((await opened()).status).toBe(302);
  });

  test('a lost request opens nothing', async () => {
    script({ kind: 'lostRequest' }, 'pagePay');
    await expect(opened()).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(workbench.gateway.ledger.trades()).toEqual([]);
  });
});

describe('rules', () => {
  test('count, skip and match; each is used up', async () => {
    const { faults } = workbench.gateway;
    faults.add({
      operation: 'query',
      fault: { kind: 'http', status: 500 },
      skip: 1,
      times: 2,
      when: ({ outTradeNo }) => outTradeNo === NO,
    });
    const statuses: number[] = [];
    for (const no of ['OTHER0001', NO, NO, NO, NO]) statuses.push((await query(no)).status);
    expect(statuses).toEqual([200, 200, 500, 500, 200]);
    expect(faults.pending()).toEqual([]);
  });

  test('a rule can name one refund', async () => {
    await paid();
    workbench.gateway.faults.add({
      operation: 'refund',
      fault: { kind: 'http', status: 500 },
      when: ({ outRequestNo }) => outRequestNo === 'R1',
    });
    expect((await workbench.call('alipay.trade.refund', { out_trade_no: NO, refund_amount: '1.00', out_request_no: 'R2' })).status).toBe(
      200,
    );
    expect((await refund()).status).toBe(500);
  });

  test('"any operation" means any to which the fault applies: a request fault waits for a request, a notice fault for a notice', async () => {
    await precreate();
    script({ kind: 'http', status: 502 }, '*');
    workbench.gateway.pay(NO);
    expect(workbench.gateway.ledger.notifications(NO)).toMatchObject([{ state: 'PENDING' }]);
    expect((await query()).status).toBe(502);

    await precreate('FAULT0002');
    script({ kind: 'suppress' }, '*');
    expect((await query('FAULT0002')).status).toBe(200);
    workbench.gateway.pay('FAULT0002');
    expect(workbench.gateway.ledger.notifications('FAULT0002')).toMatchObject([{ state: 'SUPPRESSED' }]);
  });

  test('a late waiting notice scripted without end comes once after each notice, not after itself', async () => {
    workbench.gateway.faults.add({ operation: 'callback', fault: { kind: 'lateWaiting' }, times: Infinity });
    await paid();
    await workbench.gateway.deliverDue();
    expect(workbench.notices.map(({ fields, request }) => [request.url, fields['trade_status']])).toEqual([
      [NOTIFY_URL, 'TRADE_SUCCESS'],
      [NOTIFY_URL, 'WAIT_BUYER_PAY'],
    ]);
  });
});
