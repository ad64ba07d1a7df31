// 照 docs/protocols/wxpay.md §7.1、§7.2 归类的微信支付错误码（新旧拼法）→ 目录码、是否可原样重试、结果是否不明。
import { ERROR_CATALOGUE } from '../../../common/contract/errors';
import {
  REQUEST_ID_SUFFIXES,
  WXPAY_ERRORS,
  wxpayError,
} from '../../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/wxpay/errors';

/** [HTTP, 目录码, 结果, 码…] 照 docs/protocols/wxpay.md §7.1。 */
const TABLE: readonly (readonly [number, number, 'none' | 'unknown', readonly string[]])[] = [
  [
    400,
    40001,
    'none',
    ['PARAM_ERROR', 'INVALID_REQUEST', 'APPID_MCHID_NOT_MATCH', 'MCH_NOT_EXISTS', 'ORDER_CLOSED', 'ORDERCLOSED', 'ALREADY_EXISTS'],
  ],
  [403, 40001, 'none', ['OUT_TRADE_NO_USED']],
  [500, 40001, 'unknown', ['OPENID_MISMATCH']],
  [403, 50000, 'none', ['TRADE_ERROR', 'USER_ACCOUNT_ABNORMAL', 'ACCOUNT_ERROR', 'ACCOUNTERROR']],
  [401, 40002, 'none', ['SIGN_ERROR']],
  [404, 40005, 'none', ['ORDER_NOT_EXIST', 'ORDERNOTEXIST', 'RESOURCE_NOT_EXISTS', 'NOT_FOUND', 'INVALID_TRANSACTIONID']],
  [400, 40005, 'none', ['NO_STATEMENT_EXIST']],
  [400, 40006, 'none', ['ORDER_PAID', 'ORDERPAID']],
  [403, 40007, 'none', ['NOT_ENOUGH', 'NOTENOUGH']],
  [429, 40008, 'unknown', ['FREQUENCY_LIMITED', 'RATELIMIT_EXCEEDED', 'RATE_LIMITED', 'FREQUENCY_LIMIT', 'FREQUENCY_LIMIT_EXCEED']],
  [403, 40008, 'none', ['RULE_LIMIT', 'RULELIMIT']],
  [403, 40009, 'none', ['NO_AUTH', 'NOAUTH', 'REQUEST_BLOCKED']],
  [500, 40010, 'unknown', ['SYSTEM_ERROR', 'SYSTEMERROR', 'BANK_ERROR', 'BANKERROR']],
  [502, 40010, 'unknown', ['SERVICE_UNAVAILABLE']],
  [400, 40010, 'unknown', ['STATEMENT_CREATING']],
  [202, 40010, 'unknown', ['USER_PAYING', 'USERPAYING']],
  // 7.2：APIv2 的拼法，偶尔也出现在 v3 应答里。
  [
    400,
    40001,
    'none',
    [
      'LACK_PARAMS',
      'XML_FORMAT_ERROR',
      'POST_DATA_EMPTY',
      'NOT_UTF8',
      'REQUIRE_POST_METHOD',
      'APPID_NOT_EXIST',
      'MCHID_NOT_EXIST',
      'ORDERREVERSED',
      'REFUND_FEE_MISMATCH',
      'TRADE_OVERDUE',
      'REVERSE_EXPIRE',
      'AUTHCODEEXPIRE',
      'AUTH_CODE_ERROR',
      'AUTH_CODE_INVALID',
      'BUYER_MISMATCH',
      'NOTSUPORTCARD',
    ],
  ],
  [401, 40002, 'none', ['SIGNERROR']],
  [400, 40003, 'none', ['CERT_ERROR', 'CA_ERROR', 'CA_VERIFY_FAILED']],
  [404, 40005, 'none', ['REFUNDNOTEXIST']],
  [429, 40008, 'unknown', ['INVALID_REQ_TOO_MUCH']],
  [500, 40010, 'unknown', ['BIZERR_NEED_RETRY', 'ORDER_NOT_READY']],
  [400, 50000, 'unknown', ['A_CODE_NOBODY_KNOWS', '', 'constructor', '__proto__']],
  [503, 40010, 'unknown', ['ANOTHER_UNKNOWN_CODE']],
];
const ROWS = TABLE.flatMap(([status, mapped, outcome, codes]) => codes.map((code) => ({ status, code, mapped, outcome })));
const RETRYABLE = new Map(Object.values(ERROR_CATALOGUE).map((entry) => [entry.code as number, entry.retryable]));

test.each(ROWS)('$status $code maps to $mapped, outcome $outcome', ({ status, code, mapped, outcome }) => {
  const error = wxpayError(status, { code, message: '网关的话' }, undefined);
  expect({ code: error.code, outcome: error.outcome, retryable: error.retryable, raw: error.gatewayCode }).toEqual({
    code: mapped,
    outcome,
    retryable: RETRYABLE.get(mapped),
    raw: code || `HTTP_${status}`,
  });
  expect(JSON.stringify(error.toAnswer('r'))).not.toContain('网关的话');
});

test('the exported table and this one hold the same codes, each once', () => {
  const unknown = ['A_CODE_NOBODY_KNOWS', 'ANOTHER_UNKNOWN_CODE', '', 'constructor', '__proto__'];
  expect(WXPAY_ERRORS.map((row) => row.code).sort()).toEqual(
    ROWS.map((row) => row.code)
      .filter((code) => !unknown.includes(code))
      .sort(),
  );
  const all = [...WXPAY_ERRORS, ...REQUEST_ID_SUFFIXES].map((row) => row.code);
  expect(new Set(all).size).toBe(all.length);
  expect(REQUEST_ID_SUFFIXES).toHaveLength(20);
});

test.each(ROWS.filter(({ code, status }) => code !== '' && status < 500))(
  '$code with a 5xx status says nothing about the outcome',
  ({ code }) => {
    expect(wxpayError(500, { code }, undefined).outcome).toBe('unknown');
  },
);

test.each([['商户证书序列号有误'], ['商户证书已过期'], ['商户证书已作废']])(
  'a sign error about the certificate (%s) is a certificate error',
  (message) => {
    expect(wxpayError(401, { code: 'SIGN_ERROR', message }, undefined).code).toBe(40003);
  },
);

test.each([
  [40005, ['268512771']],
  [40006, ['268449538', '268498689']],
  [40008, ['268447840']],
  [
    40001,
    ['268435461', '268435464', '270924358', '268501013', '268498688', '268445527', '268447843', '268447845', '268447914', '268449641'],
  ],
  [40002, ['268443699']],
  [40009, ['268443715', '268448010', '268443701', '268443704', '268443705']],
])('request id suffixes refine to %i', (mapped, suffixes) => {
  for (const suffix of suffixes) expect(wxpayError(400, { code: 'INVALID_REQUEST' }, `08F3-abc-${suffix}`).code).toBe(mapped);
});

test('an answer that is not JSON says nothing about the outcome', () => {
  for (const status of [400, 404, 502, 301])
    expect(wxpayError(status, undefined, undefined)).toMatchObject({ code: 40004, outcome: 'unknown' });
});
