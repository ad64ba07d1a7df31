// 从外部核对模拟网关：alipay-sdk 的请求（公钥、证书两种模式）被它接受，它的应答、通知、return_url 被 SDK 的验签接受。
import { createServer } from 'node:net';
import { serve, type ServerType } from '@hono/node-server';
import { AlipaySdk } from 'alipay-sdk';
import { createAlipayGateway, type AlipayApp, type AlipayGateway } from '../../../local/gateways/alipay';
import { bareKey, createAlipayKeys, type AlipayDevelopmentKeys } from '../../../local/gateways/alipay/keys';

let keys: AlipayDevelopmentKeys;
let gateway: AlipayGateway;
let server: ServerType;
let base: string;
let notices: string[];

const KEY_APP = '2021000000000001';
const CERT_APP = '2021000000000002';
const NOTIFY_URL = 'https://shop.example/notify';

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });
}

beforeAll(async () => {
  keys = await createAlipayKeys(Date.now());
  const port = await freePort();
  base = `http://localhost:${port}`;
  notices = [];
  const common = { sellerId: keys.sellerId, appPublicKeyPem: keys.app.publicKeyPem };
  const apps: AlipayApp[] = [
    { ...common, appId: KEY_APP, mode: 'key' },
    { ...common, appId: CERT_APP, mode: 'certificate', appCertSn: keys.app.certificateSn, rootCertSn: keys.root.certificateSn },
  ];
  gateway = createAlipayGateway({
    dataFile: ':memory:',
    publicBaseUrl: base,
    apps,
    alipay: { privateKeyPem: keys.alipay.privateKeyPem, certSn: keys.alipay.certificateSn },
    deliver: async ({ body }) => {
      notices.push(body);
      return { status: 200, body: 'success' };
    },
  });
  server = serve({ fetch: gateway.app.fetch, port });
}, 60_000);
afterAll(async () => {
  server.close();
  await gateway.close();
});

const MODES = {
  key: () =>
    new AlipaySdk({
      appId: KEY_APP,
      keyType: 'PKCS8',
      privateKey: bareKey(keys.app.privateKeyPem),
      alipayPublicKey: bareKey(keys.alipay.publicKeyPem),
      gateway: `${base}/gateway.do`,
    }),
  certificate: () =>
    new AlipaySdk({
      appId: CERT_APP,
      keyType: 'PKCS8',
      privateKey: bareKey(keys.app.privateKeyPem),
      appCertContent: keys.app.certificatePem,
      alipayPublicCertContent: keys.alipay.certificatePem,
      alipayRootCertContent: keys.root.certificatePem,
      gateway: `${base}/gateway.do`,
    }),
} as const;

describe.each(Object.entries(MODES))('%s mode', (mode, makeSdk) => {
  const number = (name: string): string => `SDK_${mode}_${name}`;
  const call = (method: string, bizContent: object, more: object = {}): Promise<Record<string, unknown>> =>
    makeSdk().exec(method, { bizContent, ...more }, { validateSign: true });
  const formOf = (body: string): Record<string, string> => Object.fromEntries(new URLSearchParams(body));

  test('the whole life of an order through the SDK: every answer verifies', async () => {
    const out_trade_no = number('life');
    const created = await call(
      'alipay.trade.precreate',
      { out_trade_no, total_amount: '12.34', subject: '杯子 50% + 盒子', product_code: 'QR_CODE_OFFLINE' },
      { notify_url: NOTIFY_URL },
    );
    expect(created).toMatchObject({
      code: '10000',
      outTradeNo: out_trade_no,
      qrCode: expect.stringMatching(/^https:\/\/qr\.alipay\.com\//),
    });
    expect(await call('alipay.trade.query', { out_trade_no })).toMatchObject({ code: '40004', subCode: 'ACQ.TRADE_NOT_EXIST' });
    gateway.pay(out_trade_no);
    expect(await call('alipay.trade.query', { out_trade_no })).toMatchObject({
      code: '10000',
      tradeStatus: 'TRADE_SUCCESS',
      totalAmount: '12.34',
    });
    expect(await call('alipay.trade.refund', { out_trade_no, refund_amount: '2.00', out_request_no: 'R1' })).toMatchObject({
      fundChange: 'Y',
      refundFee: '2.00',
    });
    expect(await call('alipay.trade.fastpay.refund.query', { out_trade_no, out_request_no: 'R1' })).toMatchObject({
      refundStatus: 'REFUND_SUCCESS',
      refundAmount: '2.00',
    });
    expect(await call('alipay.trade.close', { out_trade_no })).toMatchObject({ code: '40004', subCode: 'ACQ.REASON_TRADE_STATUS_INVALID' });
    expect(await call('alipay.trade.cancel', { out_trade_no: number('nobody') })).toMatchObject({ code: '10000', retryFlag: 'N' });
    const { tradeNo } = await call('alipay.trade.create', {
      out_trade_no: number('mini'),
      total_amount: '0.01',
      subject: '贴纸',
      product_code: 'JSAPI_PAY',
      op_app_id: mode === 'key' ? KEY_APP : CERT_APP,
      buyer_open_id: '074a1CcTG1LelxKe4xQC0zgNdId0nxi95b5lsNpazWYoCo5',
    });
    expect(tradeNo).toMatch(/^\d{28}$/);
  });

  test('payment and refund notices are accepted by the SDK, altered ones are not', async () => {
    const out_trade_no = number('notice');
    await call(
      'alipay.trade.precreate',
      { out_trade_no, total_amount: '8.00', subject: '100%25 + 中文 & 符号', product_code: 'QR_CODE_OFFLINE' },
      { notify_url: NOTIFY_URL },
    );
    gateway.pay(out_trade_no);
    await call('alipay.trade.refund', { out_trade_no, refund_amount: '1.00', out_request_no: 'R1' });
    await gateway.deliverDue();
    const ours = notices.map(formOf).filter((fields) => fields['out_trade_no'] === out_trade_no);
    expect(ours).toHaveLength(2);
    for (const fields of ours) {
      expect(makeSdk().checkNotifySignV2(fields)).toBe(true);
      expect(makeSdk().checkNotifySignV2({ ...fields, total_amount: '800.00' })).toBe(false);
    }
    expect(ours[1]).toMatchObject({ refund_fee: '1.00', out_biz_no: 'R1', trade_status: 'TRADE_SUCCESS' });
  });

  test('the page and the order string made by the SDK open the cashier; the return address verifies', async () => {
    const biz_content = { out_trade_no: number('page'), total_amount: '9.00', subject: '网页', product_code: 'FAST_INSTANT_TRADE_PAY' };
    const url = makeSdk().pageExec('alipay.trade.page.pay', 'GET', {
      bizContent: biz_content,
      returnUrl: 'https://shop.example/back',
      notify_url: NOTIFY_URL,
    });
    const opened = await fetch(url, { redirect: 'manual' });
    expect(opened.headers.get('location')).toMatch(/^\/simulator\/alipay\/cashier\//);
    const paid = await fetch(new URL(opened.headers.get('location') ?? '', base), {
      method: 'POST',
      body: new URLSearchParams({ action: 'pay' }),
      redirect: 'manual',
    });
    const back = new URL(paid.headers.get('location') ?? '');
    expect(makeSdk().checkNotifySignV2(Object.fromEntries(back.searchParams))).toBe(true);

    const form = makeSdk().pageExec('alipay.trade.wap.pay', 'POST', {
      bizContent: { ...biz_content, out_trade_no: number('wap'), product_code: 'QUICK_WAP_WAY' },
    });
    const action = /action="([^"]+)"/.exec(form)?.[1] ?? '';
    const inputs = [...form.matchAll(/name="([^"]+)" value="([^"]*)"/g)].map(([, name = '', value = '']): [string, string] => [
      name,
      value.replace(/&quot;/g, '"'),
    ]);
    const posted = await fetch(action, { method: 'POST', body: new URLSearchParams(inputs), redirect: 'manual' });
    expect(posted.headers.get('location')).toMatch(/^\/simulator\/alipay\/cashier\//);

    const order_string = makeSdk().sdkExec('alipay.trade.app.pay', {
      bizContent: { ...biz_content, out_trade_no: number('app'), product_code: 'QUICK_MSECURITY_PAY' },
    });
    const answer = await fetch(`${base}/simulator/alipay/pay`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ order_string }),
    });
    expect(await answer.json()).toMatchObject({ trade_status: 'TRADE_SUCCESS', app: { resultStatus: '9000' } });
  });

  test('a false response signature is refused by the SDK', async () => {
    gateway.faults.add({ operation: 'query', fault: { kind: 'falseSignature' } });
    await expect(call('alipay.trade.query', { out_trade_no: number('life') })).rejects.toThrow('验签失败');
  });
});

test('the serial numbers the SDK computes from our certificates are the ones the gateway expects', () => {
  const { config } = MODES.certificate() as unknown as { config: Record<string, string> };
  expect([config['appCertSn'], config['alipayCertSn'], config['alipayRootCertSn']]).toEqual([
    keys.app.certificateSn,
    keys.alipay.certificateSn,
    keys.root.certificateSn,
  ]);
});
