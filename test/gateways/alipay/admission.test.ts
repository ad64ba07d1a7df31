// docs/protocols/alipay.md §1、§2、§10：进门检查的次序与每一种拒绝；回答永远是 200，签名盖住发出的原文。
import { CERT_APP, createWorkbench, DAY, KEY_APP, qrOrder, START, type CallOptions, type Workbench } from './workbench';

let workbench: Workbench;
beforeEach(async () => {
  workbench = await createWorkbench({ timestampToleranceMs: 10 * 60_000 });
});
afterEach(() => workbench.gateway.close());

const query = (options: CallOptions = {}, biz: object | string = { out_trade_no: 'NOBODY01' }) =>
  workbench.call('alipay.trade.query', biz, options);

test('a good request gets past the door in every mode', async () => {
  for (const appId of [KEY_APP, CERT_APP])
    expect(await query({ appId })).toMatchObject({
      status: 200,
      verified: true,
      root: 'alipay_trade_query_response',
      node: { code: '40004', sub_code: 'ACQ.TRADE_NOT_EXIST' },
    });
});

test('the app is looked up before anything else, and that refusal is not signed', async () => {
  for (const [appId, code] of [
    ['2021999999999999', 'isv.invalid-app-id'],
    ['', 'isv.missing-app-id'],
  ] as const) {
    const answer = await query({ appId, params: { sign: 'nonsense', timestamp: 'nonsense' } });
    expect([answer.status, answer.node['sub_code'], answer.sign]).toEqual([200, code, undefined]);
  }
});

test('a bad signature is answered with a signature and the text the gateway expected', async () => {
  const answer = await query({ signed: (text) => `${text} ` });
  expect(answer).toMatchObject({ verified: true, node: { code: '40002', sub_code: 'isv.invalid-signature' } });
  expect(String(answer.node['sub_msg'])).toContain(`app_id=${KEY_APP}&amp;biz_content={"out_trade_no":"NOBODY01"}&amp;charset=utf-8`);
});

test.each<[string, CallOptions, string]>([
  ['sign_type left out of the signed text', { signed: (text) => text.replace('sign_type=RSA2&', '') }, 'isv.invalid-signature'],
  [
    'a sign in which a plus became a space',
    {
      request: (url, form) => {
        url.searchParams.set('sign', ` ${(url.searchParams.get('sign') ?? '').slice(1)}`);
        return new Request(url, { method: 'POST', body: form });
      },
    },
    'isv.invalid-signature',
  ],
  ['no sign', { params: { sign: '' } }, 'isv.missing-signature'],
  ['SHA1', { params: { sign_type: 'RSA' } }, 'isv.invalid-signature-type'],
  ['no sign type', { params: { sign_type: undefined } }, 'isv.missing-signature-type'],
  ['a UTC timestamp', { params: { timestamp: new Date(START).toISOString().slice(0, 19).replace('T', ' ') } }, 'isv.invalid-timestamp'],
  ['a timestamp with a T', { params: { timestamp: '2026-11-23T12:00:00' } }, 'isv.invalid-timestamp'],
  ['a day that does not exist', { params: { timestamp: '2026-02-30 12:00:00' } }, 'isv.invalid-timestamp'],
  ['no timestamp', { params: { timestamp: undefined } }, 'isv.missing-timestamp'],
  ['no version', { params: { version: undefined } }, 'isv.missing-version'],
  ['another version', { params: { version: '2.0' } }, 'isv.invalid-parameter'],
  ['another format', { params: { format: 'XML' } }, 'isv.invalid-format'],
  ['another charset', { params: { charset: 'gbk' } }, 'isv.invalid-charset'],
  ['a notify_url that is no address', { params: { notify_url: 'shop.example' } }, 'isv.invalid-parameter'],
  ['content encryption nobody set up', { params: { encrypt_type: 'AES' } }, 'isv.missing-encrypt-key'],
  ['a token of another merchant', { params: { app_auth_token: 'x' } }, 'aop.invalid-app-auth-token'],
  ['certificate mode without its own number', { appId: CERT_APP, params: { app_cert_sn: undefined } }, 'isv.missing-app-cert-sn'],
  [
    'certificate mode without the root number',
    { appId: CERT_APP, params: { alipay_root_cert_sn: undefined } },
    'isv.missing-alipay-root-cert-sn',
  ],
  ['a foreign certificate number', { appId: CERT_APP, params: { app_cert_sn: 'f'.repeat(32) } }, 'isv.app-cert-not-exist'],
  ['a wrong root number', { appId: CERT_APP, params: { alipay_root_cert_sn: 'f'.repeat(32) } }, 'isv.invalid-alipay-root-cert-sn'],
  ['a certificate number in key mode', { params: { app_cert_sn: 'f'.repeat(32) } }, 'isv.app-cert-not-exist'],
])('%s is refused', async (_name, options, subCode) => {
  expect((await query(options)).node['sub_code']).toBe(subCode);
});

const WRONG: readonly (readonly [what: string, params: Record<string, string | undefined>, subCode: string])[] = [
  ['app_id', { app_id: '2021999999999999' }, 'isv.invalid-app-id'],
  ['method', { method: 'alipay.trade.nothing' }, 'isv.invalid-method'],
  ['timestamp', { timestamp: 'yesterday' }, 'isv.invalid-timestamp'],
  ['version', { version: '2.0' }, 'isv.invalid-parameter'],
  ['charset', { charset: 'gbk' }, 'isv.invalid-charset'],
  ['format', { format: 'XML' }, 'isv.invalid-format'],
  ['sign_type', { sign_type: 'RSA' }, 'isv.invalid-signature-type'],
  ['certificate', { app_cert_sn: 'f'.repeat(32) }, 'isv.app-cert-not-exist'],
  ['sign', { sign: 'AAAA' }, 'isv.invalid-signature'],
  ['biz_content', { biz_content: '{' }, 'isv.illegal-json'],
];

test.each(WRONG.map(([what, , subCode], index) => [what, index, subCode] as const))(
  'of everything wrong from %s on, that is what is told',
  async (_what, index, subCode) => {
    const params = Object.fromEntries(WRONG.slice(index).flatMap(([, wrong]) => Object.entries(wrong)));
    expect((await query({ appId: CERT_APP, params })).node['sub_code']).toBe(subCode);
  },
);

test('nothing of a refused request reaches the ledger', async () => {
  await workbench.call('alipay.trade.create', qrOrder('DOOR0001'), { signed: (text) => `${text}!` });
  await workbench.call('alipay.trade.precreate', qrOrder('DOOR0001'), { params: { sign: '' } });
  expect([workbench.gateway.ledger.trades(), workbench.gateway.ledger.qrCode('DOOR0001')]).toEqual([[], undefined]);
});

test('blank parameters take no part in the signature', async () => {
  const answer = await query({
    params: { return_url: '', auth_token: '  ' },
    signed: (text) => text.replace(/(auth_token|return_url)= *&/g, ''),
  });
  expect(answer.node['sub_code']).toBe('ACQ.TRADE_NOT_EXIST');
});

test('the text in sub_msg is exactly the one that would have verified', async () => {
  let expected = '';
  const { node } = await query({ appId: CERT_APP, signed: (text) => ((expected = text), '') });
  expect(String(node['sub_msg']).split('：')[1]?.replace(/&amp;/g, '&')).toBe(expected);
});

test('a signature with one character changed, added or missing is refused', async () => {
  const { sign = '' } = workbench.parameters('alipay.trade.query', { out_trade_no: 'NOBODY01' });
  const flipped = `${sign.startsWith('A') ? 'B' : 'A'}${sign.slice(1)}`;
  for (const bad of [flipped, `${sign}=`, sign.slice(0, -4), sign.replace(/=+$/, '')])
    expect((await query({ params: { sign: bad } })).node['sub_code']).toBe('isv.invalid-signature');
});

test('charset only in the body is not enough', async () => {
  const answer = await query({
    request: (url, form) => {
      form.set('charset', url.searchParams.get('charset') ?? '');
      url.searchParams.delete('charset');
      return new Request(url, { method: 'POST', body: form });
    },
  });
  expect(answer.node['sub_code']).toBe('isv.invalid-charset');
});

test('an expired application certificate is refused', async () => {
  workbench.tick(2 * 365 * DAY + 1000);
  expect((await query({ appId: CERT_APP })).node['sub_code']).toBe('isv.app-cert-expired');
});

test('unknown and missing methods answer under error_response', async () => {
  expect(await workbench.call('alipay.trade.nothing', {})).toMatchObject({
    root: 'error_response',
    verified: true,
    node: { sub_code: 'isv.invalid-method' },
  });
  expect(await workbench.call('', {})).toMatchObject({ root: 'error_response', node: { sub_code: 'isv.missing-method' } });
});

test('biz_content must be an object with documented keys only', async () => {
  expect((await query({}, 'not json')).node['sub_code']).toBe('isv.illegal-json');
  for (const biz of [
    '[]',
    '"x"',
    'null',
    { out_trade_no: 'NOBODY01', extra: '1' },
    { out_trade_no: 7 },
    { out_trade_no: '' },
    { out_trade_no: 'has-dash' },
    {},
  ]) {
    expect([biz, (await query({}, biz)).node['sub_code']]).toEqual([biz, 'ACQ.INVALID_PARAMETER']);
  }
});

test('query string, form and multipart bodies are merged; GET works too', async () => {
  const ways: CallOptions['request'][] = [
    (url, form) => {
      for (const [name, value] of form) url.searchParams.set(name, value);
      return new Request(url);
    },
    (url, form) => {
      for (const name of [...url.searchParams.keys()])
        if (name !== 'charset') {
          form.set(name, url.searchParams.get(name) ?? '');
          url.searchParams.delete(name);
        }
      return new Request(url, { method: 'POST', body: form });
    },
    (url, form) => {
      const multipart = new FormData();
      for (const [name, value] of form) multipart.set(name, value);
      return new Request(url, { method: 'POST', body: multipart });
    },
  ];
  for (const request of ways)
    expect(await query(request ? { request } : {})).toMatchObject({ verified: true, node: { sub_code: 'ACQ.TRADE_NOT_EXIST' } });
});

test.each([
  ['multipart/form-data; boundary=x', 'no boundary in here'],
  ['application/x-www-form-urlencoded', '%E0%A4%A&&==%'],
  ['application/json', '{"app_id":"x"}'],
])('a broken body of type %s is still answered with 200', async (type, body) => {
  const answer = await workbench.open('/gateway.do?charset=utf-8', { method: 'POST', headers: { 'content-type': type }, body });
  expect([answer.status, await answer.text()]).toEqual([200, expect.stringContaining('isv.missing-app-id')]);
});

test('the answer: code and msg first, the rest by alphabet, slashes escaped, certificate number only in certificate mode', async () => {
  const [key, certificate] = [
    await workbench.call('alipay.trade.precreate', qrOrder('ORDER0001')),
    await workbench.call('alipay.trade.precreate', qrOrder('ORDER0002'), { appId: CERT_APP }),
  ];
  expect(Object.keys(key.node)).toEqual(['code', 'msg', 'out_trade_no', 'qr_code']);
  expect(key.raw).toContain('https:\\/\\/qr.alipay.com\\/bax');
  expect([key.verified, certificate.verified]).toEqual([true, true]);
  workbench.gateway.pay('ORDER0001');
  for (const { node } of [await query({}, { out_trade_no: 'ORDER0001' }), await query()]) {
    const [code, msg, ...rest] = Object.keys(node);
    expect([code, msg, rest]).toEqual(['code', 'msg', [...rest].sort()]);
    expect(rest.length).toBeGreaterThan(5);
  }
  expect([key.certSn, certificate.certSn]).toEqual([undefined, workbench.keys.alipay.certificateSn]);
});
