// 文档列出的每一个支付宝错误码 → 目录码、结果是否不明、怪的是哪个入参；40001 必定点名字段（docs/protocols/alipay.md §8）。
import { ERROR_CATALOGUE } from '../../../common/contract/errors';
import type { Operation } from '../../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/kit/refusal';
import { alipayError, normalizeSubCode } from '../../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/alipay/errors';

/** [网关 code, 目录码, 结果, sub_code…]；sub_code 照网关原样（含前缀与误拼）。 */
const TABLE: readonly (readonly [string, number, 'none' | 'unknown', readonly string[]])[] = [
  ['40002', 40002, 'none', ['isv.invalid-signature', 'isv.invalid-signature-type', 'isv.invalid-encrypt', 'isv.invalid-encrypt-type']],
  [
    '40001',
    40002,
    'none',
    [
      'isv.missing-signature',
      'isv.missing-signature-type',
      'isv.missing-signature-key',
      'isv.missing-default-signature-type',
      'isv.missing-encrypt-key',
      'isv.decryption-error-missing-encrypt-type',
    ],
  ],
  ['40003', 40002, 'none', ['isv.missing-signature-config', 'isv.decryption-error-unknown']],
  ['40001', 40003, 'none', ['isv.missing-app-cert-sn', 'isv.missing-alipay-root-cert-sn']],
  ['40002', 40003, 'none', ['isv.invalid-alipay-root-cert-sn', 'isv.app-cert-not-exist', 'isv.alipay-cert-not-exist', 'app-cert-expired']],
  ['40004', 40005, 'none', ['ACQ.TRADE_NOT_EXIST', 'TRADE_NOT_EXIST', 'ORDER_NOT_EXIST']],
  ['40004', 40006, 'none', ['ACQ.TRADE_HAS_SUCCESS']],
  [
    '40004',
    40007,
    'none',
    [
      'ACQ.SELLER_BALANCE_NOT_ENOUGH',
      'ACQ.BUYER_BALANCE_NOT_ENOUGH',
      'ACQ.BUYER_BANKCARD_BALANCE_NOT_ENOUGH',
      'PAYER_BALANCE_NOT_ENOUGH',
      'BALANCE_IS_NOT_ENOUGH',
      'BALANCE_NOT_ENOUGH',
      'PAYMENT_MONEY_NOT_ENOUGH',
      'ACQ.TXN_RESULT_ACCOUNT_BALANCE_NOT_ENOUGH',
    ],
  ],
  ['40005', 40008, 'unknown', ['isv.app-call-limited', 'isv.method-call-limited']],
  ['40004', 40008, 'unknown', ['ACQ.FREQUENCY_LIMITED', 'RESOURCE_LIMIT_EXCEED', 'USER_RATE_LIMIT', 'SYSTEM_RATE_LIMIT']],
  ['40006', 40009, 'none', ['isv.insufficient-isv-permissions', 'isv.insufficient-user-permissions', 'isv.self-invoke-forbidden']],
  [
    '20001',
    40009,
    'none',
    [
      'aop.invalid-auth-token',
      'aop.auth-token-time-out',
      'aop.invalid-app-auth-token',
      'aop.invalid-app-auth-token-no-api',
      'aop.app-auth-token-time-out',
      'aop.no-product-reg-by-partner',
    ],
  ],
  ['40003', 40009, 'none', ['invalid-auth-relations', 'isv.invalid-app-state']],
  ['40002', 40009, 'none', ['isv.forbidden-api', 'not-online-app']],
  [
    '40004',
    40009,
    'none',
    [
      'ACQ.ACCESS_FORBIDDEN',
      'ACQ.PARTNER_ERROR',
      'PRODUCT_NOT_SIGN',
      'PRODUCT_UNSIGN',
      'NO_PERMISSION',
      'NO_PERMISSION_ACCOUNT',
      'NO_ORDER_PERMISSION',
      'NO_ACCOUNT_PAYMENT_PERMISSION',
      'ISV_AUTH_ERROR',
      'NOT_IN_WHITE_LIST',
      'ACQ.BIZ_PRODUCT_NOT_ALLOWED',
      'ACQ.UNBOUND_APPLICATION',
      'ACQ.NOT_SUPPORT_ROYALTY',
    ],
  ],
  ['20000', 40010, 'unknown', ['isp.unknow-error', 'aop.unknow-error', '']],
  [
    '40004',
    40010,
    'unknown',
    [
      'ACQ.SYSTEM_ERROR',
      'AQC.SYSTEM_ERROR',
      'aop.ACQ.SYSTEM_ERROR',
      'SYSTEM_ERROR',
      'UNKNOWN_ERROR',
      'REQUEST_PROCESSING',
      'TRANS_ORDER_DEALING',
    ],
  ],
  ['40001', 50000, 'none', ['isv.missing-method', 'isv.missing-timestamp', 'isv.missing-version']],
  [
    '40002',
    50000,
    'none',
    [
      'isv.invalid-parameter',
      'isv.invalid-method',
      'isv.invalid-format',
      'isv.invalid-timestamp',
      'isv.invalid-charset',
      'isv.illegal-json',
      'isv.code-invalid',
      'isv.upload-fail',
      'isv.grant-type-invalid',
      'isv.refresh-token-invalid',
      'isv.refresh-token-time-out',
      'isv.refreshed-token-invalid',
    ],
  ],
  ['40001', 40009, 'none', ['isv.missing-app-id']],
  ['40002', 40009, 'none', ['isv.invalid-app-id', 'isv.unmatched-app-id']],
  [
    '40004',
    40009,
    'none',
    [
      'ACQ.SELLER_BEEN_BLOCKED',
      'ACQ.SELLER_NOT_EXIST',
      'ACQ.MERCHANT_STATUS_NOT_NORMAL',
      'ACQ.MERCHANT_PERM_RECEIPT_SUSPEND_LIMIT',
      'ACQ.MERCHANT_PERM_RECEIPT_SINGLE_LIMIT',
      'ACQ.MERCHANT_PERM_RECEIPT_DAY_LIMIT',
      'ACQ.MERCHANT_RISK_LIMIT',
      'ACQ.BEYOND_PAY_RESTRICTION',
      'ACQ.BEYOND_PER_RECEIPT_RESTRICTION',
      'ACQ.RESTRICTED_MERCHANT_INDUSTRY',
    ],
  ],
  [
    '40004',
    50000,
    'none',
    [
      'ACQ.INVALID_PARAMETER',
      'ACQ.ILLEGAL_ARGUMENT',
      'INVAILID_ARGUMENTS',
      'INVALID_PARAMETER',
      'PARAM_ILLEGAL',
      'PARAMETER_ERROR',
      'BILL_NOT_EXIST',
      'isp.bill_not_exist',
      'NO_BILL_DATA',
      'PAYMENT_INFO_INCONSISTENCY',
      'REP_INCONSISTENT',
      'EXCEED_LIMIT_SM_AMOUNT',
      'TRANSFER_SCENE_NAME_BLANK',
      'PAYEE_NOT_EXIST',
    ],
  ],
  [
    '40004',
    50000,
    'none',
    [
      'ACQ.TRADE_HAS_FINISHED',
      'ACQ.TRADE_STATUS_ERROR',
      'ACQ.REASON_TRADE_STATUS_INVALID',
      'ACQ.REASON_ILLEGAL_STATUS',
      'ACQ.TRADE_NOT_ALLOW_REFUND',
      'ACQ.NOT_ALLOW_PARTIAL_REFUND',
      'ACQ.ONLINE_TRADE_VOUCHER_NOT_ALLOW_REFUND',
      'ACQ.REASON_TRADE_BEEN_FREEZEN',
      'ACQ.ALLOC_AMOUNT_VALIDATE_ERROR',
      'ACQ.TRADE_SETTLE_ERROR',
      'ACQ.REFUNDALLOC_UNAUTH_LIMIT',
      'ACQ.REFUND_ROYALTY_PAYEE_ACCOUNT_NOT_EXIST',
      'ACQ.BUYER_ERROR',
      'ACQ.BUYER_ENABLE_STATUS_FORBID',
      'ACQ.PRODUCT_NOT_SUPPORT_IN_TINY_APP',
      'ACQ.TRADE_CANCEL_TIME_OUT',
      'ACQ.CANCEL_NOT_ALLOWED',
      'ACQ.PAYMENT_FAIL',
      'ACQ.PAYMENT_REQUEST_HAS_RISK',
      'ACQ.CERT_EXPIRED',
      'ACQ.ENTERPRISE_PAY_BIZ_ERROR',
      'ACQ.ALLOC_REFUSE_AFTER_REFUND',
      'ACQ.ALLOC_REFUSE_BEFORE_SETTLE',
      'ACQ.ALREADY_FINISH_ALLOC',
      'ACQ.BUYER_PAYMENT_AMOUNT_DAY_LIMIT_ERROR',
      'ACQ.BUYER_PAYMENT_AMOUNT_MONTH_LIMIT_ERROR',
      'ACQ.ERROR_BALANCE_PAYMENT_DISABLE',
      'ACQ.ERROR_BUYER_CERTIFY_LEVEL_LIMIT',
      'ACQ.MOBILE_PAYMENT_SWITCH_OFF',
      'ACQ.USER_FACE_PAYMENT_SWITCH_OFF',
      'ACQ.NO_PAYMENT_INSTRUMENTS_AVAILABLE',
      'ACQ.PULL_MOBILE_CASHIER_FAIL',
      'ACQ.ROYALTY_ACCOUNT_NOT_EXIST',
      'ACQ.ROYALTY_ACCOUNT_INVALID',
      'ACQ.ROYALTY_RECEIVER_ACCOUNT_NOT_CERTIFY',
      'ACQ.ROYALTY_RECEIVER_INVALID',
      'ACQ.SECONDARY_MERCHANT_STATUS_ERROR',
      'ACQ.SUB_MERCHANT_TYPE_INVALID',
      'ACQ.USER_ACCOUNT_HAD_FREEZEN',
      'ACQ.AGREEMENT_INVALID',
      'ALIPAY_ACCOUNT_NOT_EXIST',
      'TRUSTEESHIP_ACCOUNT_NOT_EXIST',
      'USER_AGREEMENT_VERIFY_FAIL',
      'USER_NOT_EXIST',
      'USERNAME_NOT_MATCH',
      'PAYER_PAYEE_CANNOT_SAME',
      'PERM_AML_NOT_REALNAME_REV',
      'MEMO_REQUIRED_IN_TRANSFER_ERROR',
      'REMARK_HAS_SENSITIVE_WORD',
      'JUDICIAL_FREEZE',
      'USER_RISK_FREEZE',
      'INVALID_RECEIVER_TYPE',
      'RECEIVER_ACCOUNT_NOT_CERTIFY',
      'RECEIVER_LIST_EMPTY',
      'RELATION_QUANTITY_LIMIT',
      'BILL_DATE_BEFORE_REGISTRATION',
      'TYPE_NOT_SUPPORTED',
      'SECURITY_CHECK_FAILED',
      'A_CODE_NOBODY_KNOWS',
    ],
  ],
];
/** 怪入参的：[做什么, sub_code, 字段, 线索]。 */
const BLAMED: readonly (readonly [Operation, string, string, string | undefined])[] = [
  ['create', 'ACQ.TRADE_HAS_CLOSE', 'data.out_trade_no', 'closed'],
  ['create', 'ACQ.CONTEXT_INCONSISTENT', 'data.out_trade_no', 'number_used'],
  ['create', 'ACQ.APPLY_PC_MERCHANT_CODE_ERROR', 'data.out_trade_no', 'number_used'],
  ['create', 'ACQ.TOTAL_FEE_EXCEED', 'data.total_fee', undefined],
  ['create', 'ACQ.REQUEST_AMOUNT_EXCEED', 'data.total_fee', undefined],
  ['create', 'ACQ.PRODUCT_AMOUNT_LIMIT_ERROR', 'data.total_fee', undefined],
  ['create', 'ACQ.EXIST_FORBIDDEN_WORD', 'data.subject', undefined],
  ['create', 'isv.suspected-attack', 'data.subject', undefined],
  ['create', 'ACQ.NOW_TIME_AFTER_EXPIRE_TIME_ERROR', 'data.time_expire', undefined],
  ['create', 'ACQ.SUB_GOODS_SIZE_MAX_COUNT', 'data.other.goods_detail', undefined],
  ['create', 'ACQ.INVALID_STORE_ID', 'data.other.store_id', undefined],
  ['create', 'ACQ.STORE_INFO_INVALID', 'data.other.store_id', undefined],
  ['create', 'ACQ.PAYMENT_AUTH_CODE_INVALID', 'data.auth_code', undefined],
  ['create', 'ACQ.BUYER_NOT_EXIST', 'data.openid', undefined],
  ['create', 'ACQ.BUYER_SELLER_EQUAL', 'data.openid', undefined],
  ['create', 'ACQ.TRADE_BUYER_NOT_MATCH', 'data.openid', undefined],
  ['create', 'ACQ.PAYER_UNMATCHED', 'data.openid', undefined],
  ['create', 'ACQ.OPEN_ID_NOT_TINY_APP', 'data.openid', undefined],
  ['create', 'invalid-openid', 'data.openid', undefined],
  ['create', 'OPENID_APPID_NOT_MATCH', 'data.openid', undefined],
  ['refund', 'ACQ.TRADE_HAS_CLOSE', 'out_trade_no', 'closed'],
  ['refund', 'ACQ.DISCORDANT_REPEAT_REQUEST', 'out_refund_no', undefined],
  ['refund', 'ACQ.DUP_OUT_REQUEST_NO', 'out_refund_no', undefined],
  ['refund', 'ACQ.REFUND_AMT_NOT_EQUAL_TOTAL', 'refund_fee', undefined],
  ['refund', 'ACQ.REASON_TRADE_REFUND_FEE_ERR', 'refund_fee', undefined],
  ['refund', 'ACQ.REFUND_FEE_ERROR', 'refund_fee', undefined],
  ['transfer', 'PAYMENT_INFO_INCONSISTENCY', 'out_bill_no', undefined],
  ['transfer', 'REP_INCONSISTENT', 'out_bill_no', undefined],
  ['transfer', 'EXCEED_LIMIT_SM_AMOUNT', 'transfer_amount', undefined],
  ['transfer', 'PAYEE_NOT_EXIST', 'payee_info', undefined],
  ['transfer', 'TRANSFER_SCENE_NAME_BLANK', 'transfer_scene_name', undefined],
];
const ROWS = TABLE.flatMap(([code, mapped, outcome, subCodes]) => subCodes.map((subCode) => ({ code, subCode, mapped, outcome })));
const RETRYABLE = new Map(Object.values(ERROR_CATALOGUE).map((entry) => [entry.code as number, entry.retryable]));
const OPERATIONS: readonly Operation[] = ['create', 'query', 'close', 'cancel', 'refund', 'queryRefund'];

test.each(ROWS)('$code $subCode maps to $mapped, outcome $outcome', ({ code, subCode, mapped, outcome }) => {
  for (const operation of OPERATIONS) {
    const error = alipayError(operation, { code, subCode });
    expect({ code: error.code, outcome: error.outcome, retryable: error.retryable }).toEqual({
      code: mapped,
      outcome,
      retryable: RETRYABLE.get(mapped),
    });
    expect(error.gatewayCode).toBe(subCode || code);
    expect(JSON.stringify(error.toAnswer('r'))).not.toContain(subCode || 'never');
  }
});

test.each(BLAMED)('in %s, %s blames %s (%s)', (operation, subCode, field, says) => {
  const error = alipayError(operation, { code: '40004', subCode, subMsg: '网关的话' });
  expect(error).toMatchObject({ code: 40001, outcome: 'none', gatewaySays: says, problems: [{ field, problem: expect.any(String) }] });
  expect(error.message).not.toContain('网关的话');
  // 别的事里没有这个入参，就不是入参的问题。
  if (!field.endsWith('out_trade_no')) expect(alipayError('query', { code: '40004', subCode }).code).toBe(50000);
});

test.each([
  ['create', '参数有误，subject超过 256 个字符', 'data.subject'],
  ['create', 'total_amount格式不对', 'data.total_fee'],
  ['create', '参数有误：buyer_open_id', 'data.openid'],
  ['create', 'passback_params 超长', 'data.other.passback_params'],
  ['refund', 'out_request_no格式不对', 'out_refund_no'],
  ['refund', '参数有误，refund_amount', 'refund_fee'],
] as const)('in %s, an invalid parameter named in "%s" is %s', (operation, subMsg, field) => {
  expect(alipayError(operation, { code: '40004', subCode: 'ACQ.INVALID_PARAMETER', subMsg })).toMatchObject({
    code: 40001,
    problems: [{ field }],
  });
});

test('no refusal, whatever is being done, tells anyone to check the input without saying which', () => {
  const subCodes = [...ROWS.map(({ subCode }) => subCode), ...BLAMED.map(([, subCode]) => subCode)];
  for (const operation of OPERATIONS)
    for (const subCode of subCodes)
      for (const code of ['40001', '40002', '40004'])
        for (const subMsg of ['', '参数有误，product_code', 'subject']) {
          const error = alipayError(operation, { code, subCode, subMsg });
          if (error.code === 40001) expect([operation, subCode, error.problems.length]).toEqual([operation, subCode, 1]);
        }
});

test('sub codes are normalised whatever their prefix', () => {
  expect(['ACQ.SYSTEM_ERROR', 'aop.ACQ.SYSTEM_ERROR', 'isv.invalid-signature', 'TRADE_NOT_EXIST'].map(normalizeSubCode)).toEqual([
    'SYSTEM_ERROR',
    'SYSTEM_ERROR',
    'INVALID_SIGNATURE',
    'TRADE_NOT_EXIST',
  ]);
});
