// docs/protocols/wxpay.md §7.1、§7.2 里的每一个微信支付错误码（新旧拼法）→ 目录码、结果是否不明、怪的是哪个入参；40001 必定点名字段。
import { ERROR_CATALOGUE } from '../../../common/contract/errors';
import type { Operation } from '../../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/kit/refusal';
import {
  REQUEST_ID_SUFFIXES,
  WXPAY_ERRORS,
  wxpayError,
} from '../../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/wxpay/errors';

type Outcome = 'none' | 'unknown';
/** [HTTP, 目录码, 结果, 码…]：与入参无关的，照 docs/protocols/wxpay.md §7.1、§7.2。 */
const TABLE: readonly (readonly [number, number, Outcome, readonly string[]])[] = [
  [400, 50000, 'none', ['PARAM_ERROR', 'INVALID_REQUEST']],
  [400, 40009, 'none', ['APPID_MCHID_NOT_MATCH', 'MCH_NOT_EXISTS', 'APPID_NOT_EXIST', 'MCHID_NOT_EXIST']],
  [
    403,
    50000,
    'none',
    ['TRADE_ERROR', 'USER_ACCOUNT_ABNORMAL', 'ACCOUNT_ERROR', 'ACCOUNTERROR', 'BUYER_MISMATCH', 'NOTSUPORTCARD', 'REVERSE_EXPIRE'],
  ],
  [400, 50000, 'none', ['LACK_PARAMS', 'XML_FORMAT_ERROR', 'POST_DATA_EMPTY', 'NOT_UTF8', 'REQUIRE_POST_METHOD']],
  [401, 40002, 'none', ['SIGN_ERROR', 'SIGNERROR']],
  [400, 40003, 'none', ['CERT_ERROR', 'CA_ERROR', 'CA_VERIFY_FAILED']],
  [404, 40005, 'none', ['ORDER_NOT_EXIST', 'ORDERNOTEXIST', 'RESOURCE_NOT_EXISTS', 'NOT_FOUND', 'INVALID_TRANSACTIONID', 'REFUNDNOTEXIST']],
  [400, 40005, 'none', ['NO_STATEMENT_EXIST']],
  [400, 40006, 'none', ['ORDER_PAID', 'ORDERPAID']],
  [403, 40007, 'none', ['NOT_ENOUGH', 'NOTENOUGH']],
  [
    429,
    40008,
    'unknown',
    ['FREQUENCY_LIMITED', 'RATELIMIT_EXCEEDED', 'RATE_LIMITED', 'FREQUENCY_LIMIT', 'FREQUENCY_LIMIT_EXCEED', 'INVALID_REQ_TOO_MUCH'],
  ],
  [403, 40008, 'none', ['RULE_LIMIT', 'RULELIMIT']],
  [403, 40009, 'none', ['NO_AUTH', 'NOAUTH', 'REQUEST_BLOCKED']],
  [500, 40010, 'unknown', ['SYSTEM_ERROR', 'SYSTEMERROR', 'BANK_ERROR', 'BANKERROR', 'BIZERR_NEED_RETRY', 'ORDER_NOT_READY']],
  [502, 40010, 'unknown', ['SERVICE_UNAVAILABLE']],
  [400, 40010, 'unknown', ['STATEMENT_CREATING']],
  [202, 40010, 'unknown', ['USER_PAYING', 'USERPAYING']],
];
/** 怪入参的：[做什么, 码, 字段, 线索]；在别的事里没有这个入参，就不是入参的问题。 */
const BLAMED: readonly (readonly [Operation, string, string, string | undefined])[] = [
  ['create', 'OUT_TRADE_NO_USED', 'data.out_trade_no', 'number_used'],
  ['create', 'ORDER_CLOSED', 'data.out_trade_no', 'closed'],
  ['create', 'ORDERCLOSED', 'data.out_trade_no', 'closed'],
  ['create', 'ORDERREVERSED', 'data.out_trade_no', 'closed'],
  ['create', 'OPENID_MISMATCH', 'data.openid', undefined],
  ['create', 'AUTHCODEEXPIRE', 'data.auth_code', undefined],
  ['create', 'AUTH_CODE_ERROR', 'data.auth_code', undefined],
  ['create', 'AUTH_CODE_INVALID', 'data.auth_code', undefined],
  ['refund', 'ALREADY_EXISTS', 'out_refund_no', undefined],
  ['refund', 'REFUND_FEE_MISMATCH', 'refund_fee', undefined],
  ['refund', 'TRADE_OVERDUE', 'out_trade_no', undefined],
  ['close', 'ORDER_CLOSED', 'out_trade_no', 'closed'],
];
const STRANGERS: readonly (readonly [number, number, string])[] = [
  [400, 50000, 'A_CODE_NOBODY_KNOWS'],
  [400, 50000, ''],
  [400, 50000, 'constructor'],
  [400, 50000, '__proto__'],
  [503, 40010, 'ANOTHER_UNKNOWN_CODE'],
];
const ROWS = TABLE.flatMap(([status, mapped, outcome, codes]) => codes.map((code) => ({ status, code, mapped, outcome })));
const RETRYABLE = new Map(Object.values(ERROR_CATALOGUE).map((entry) => [entry.code as number, entry.retryable]));
const OPERATIONS: readonly Operation[] = ['create', 'query', 'close', 'cancel', 'refund', 'queryRefund'];

test.each(ROWS)('$status $code maps to $mapped, outcome $outcome', ({ status, code, mapped, outcome }) => {
  for (const operation of OPERATIONS) {
    const error = wxpayError(operation, status, { code, message: '网关的话' }, undefined);
    expect({ code: error.code, outcome: error.outcome, retryable: error.retryable, raw: error.gatewayCode }).toEqual({
      code: mapped,
      outcome,
      retryable: RETRYABLE.get(mapped),
      raw: code,
    });
    expect(JSON.stringify(error.toAnswer('r'))).not.toContain('网关的话');
  }
});

test.each(BLAMED)('in %s, %s blames %s (%s)', (operation, code, field, says) => {
  const error = wxpayError(operation, 400, { code, message: '网关的话' }, undefined);
  expect(error).toMatchObject({ code: 40001, outcome: 'none', gatewaySays: says, problems: [{ field, problem: expect.any(String) }] });
  expect(error.message).toContain(field);
  expect(error.message).not.toContain('网关的话');
});

test.each(STRANGERS)('%i with a code nobody knows is %i and unclear: %s', (status, mapped, code) => {
  expect(wxpayError('create', status, { code, message: 'x' }, undefined)).toMatchObject({ code: mapped, outcome: 'unknown' });
});

test('no refusal, whatever is being done, tells anyone to check the input without saying which', () => {
  for (const operation of OPERATIONS)
    for (const { code } of WXPAY_ERRORS)
      for (const message of ['', '输入源不合法', '此商家的收款功能已被限制', '参数错误'])
        for (const detail of [undefined, { field: '/notify_url' }, { field: '/nobody/knows' }]) {
          const error = wxpayError(operation, 400, { code, message, ...(detail ? { detail } : {}) }, undefined);
          if (error.code === 40001) expect([operation, code, error.problems.length]).toEqual([operation, code, 1]);
        }
});

test('the exported table and this one hold the same codes, each once', () => {
  const known = [...ROWS.map((row) => row.code), ...new Set(BLAMED.map(([, code]) => code))];
  expect(WXPAY_ERRORS.map((row) => row.code).sort()).toEqual(known.sort());
  const all = [...WXPAY_ERRORS, ...REQUEST_ID_SUFFIXES].map((row) => row.code);
  expect(new Set(all).size).toBe(all.length);
  expect(REQUEST_ID_SUFFIXES).toHaveLength(20);
});

test.each(WXPAY_ERRORS.map(({ code }) => code))('%s with a 5xx status says nothing about the outcome', (code) => {
  expect(wxpayError('create', 500, { code }, undefined).outcome).toBe('unknown');
});

test.each([['商户证书序列号有误'], ['商户证书已过期'], ['商户证书已作废']])(
  'a sign error about the certificate (%s) is a certificate error',
  (message) => {
    expect(wxpayError('create', 401, { code: 'SIGN_ERROR', message }, undefined).code).toBe(40003);
  },
);

test.each([
  [40005, ['268512771']],
  [40006, ['268449538', '268498689']],
  [40008, ['268447840']],
  [50000, ['268435461', '268435464', '270924358', '268449641']],
  [40002, ['268443699']],
  [40009, ['268443715', '268448010', '268443701', '268443704', '268443705', '268445527', '268447843', '268447845']],
])('request id suffixes refine to %i', (mapped, suffixes) => {
  for (const suffix of suffixes)
    expect([suffix, wxpayError('create', 400, { code: 'INVALID_REQUEST' }, `08F3-abc-${suffix}`).code]).toEqual([suffix, mapped]);
});

test.each([
  ['268501013', 'data.openid', undefined],
  ['268498688', 'data.out_trade_no', 'number_used'],
  ['268447914', 'data.out_trade_no', 'closed'],
])('the suffix %s blames %s (%s)', (suffix, field, says) => {
  expect(wxpayError('create', 400, { code: 'INVALID_REQUEST' }, `08F3-abc-${suffix}`)).toMatchObject({
    code: 40001,
    gatewaySays: says,
    problems: [{ field }],
  });
});

// 网关把是哪个字段写在 detail.field；付款人够得着的点名，商户的配置不是他的事。
test.each<[string, string | undefined]>([
  ['/description', 'data.subject'],
  ['/out_trade_no', 'data.out_trade_no'],
  ['/time_expire', 'data.time_expire'],
  ['/amount/total', 'data.total_fee'],
  ['/payer/openid', 'data.openid'],
  ['/scene_info/payer_client_ip', 'context.CLIENTIP'],
  ['/attach', 'data.other.attach'],
  ['/goods_tag', 'data.other.goods_tag'],
  ['/detail/goods_detail/0/goods_name', 'data.other.detail'],
  ['/notify_url', undefined],
  ['/appid', undefined],
  ['/mchid', undefined],
  ['/scene_info/h5_info/type', undefined],
  ['/amount/refund', undefined],
])('PARAM_ERROR about %s names %s', (pointer, field) => {
  const error = wxpayError('create', 400, { code: 'PARAM_ERROR', message: 'openid', detail: { field: pointer } }, undefined);
  if (field === undefined) expect(error).toMatchObject({ code: 50000, outcome: 'none', problems: [] });
  else expect(error).toMatchObject({ code: 40001, problems: [{ field }] });
});

test.each([
  ['/amount/refund', 'refund_fee'],
  ['/out_refund_no', 'out_refund_no'],
  ['/reason', 'refund_desc'],
])('PARAM_ERROR of a refund about %s names %s', (pointer, field) => {
  expect(wxpayError('refund', 400, { code: 'PARAM_ERROR', detail: { field: pointer } }, undefined)).toMatchObject({
    problems: [{ field }],
  });
});

// INVALID_REQUEST 什么都装：只有它自己的话说得清。
test.each<[string, number, string | undefined, string | undefined]>([
  ['201 商户订单号重复', 40001, 'data.out_trade_no', 'number_used'],
  ['请求重入时，参数与首次请求时不一致', 40001, 'data.out_trade_no', 'number_used'],
  ['订单已关闭', 40001, 'data.out_trade_no', 'closed'],
  ['该订单已支付', 40006, undefined, undefined],
  ['无效的openid', 40001, 'data.openid', undefined],
  ['此商家的收款功能已被限制', 40009, undefined, undefined],
  ['商户号该产品权限未开通', 40009, undefined, undefined],
  ['请求参数符合参数格式，但不符合业务规则', 50000, undefined, undefined],
])('INVALID_REQUEST %s is %i', (message, mapped, field, says) => {
  const error = wxpayError('create', 400, { code: 'INVALID_REQUEST', message }, undefined);
  expect(error).toMatchObject({ code: mapped, outcome: 'none', gatewaySays: says });
  expect(error.problems.map((item) => item.field)).toEqual(field === undefined ? [] : [field]);
});

test('an answer that is not JSON says nothing about the outcome', () => {
  for (const status of [400, 404, 502, 301])
    expect(wxpayError('create', status, undefined, undefined)).toMatchObject({ code: 40004, outcome: 'unknown' });
});
