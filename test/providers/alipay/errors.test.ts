// 参考文档列出的每一个支付宝错误码 → 目录码、是否可原样重试、结果是否不明。
import { ERROR_CATALOGUE } from '../../../common/contract/errors';
import { alipayError, normalizeSubCode } from '../../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/alipay/errors';

/** [网关 code, 目录码, 结果, sub_code…]；sub_code 照参考文档原样（含前缀与误拼）。 */
const TABLE: readonly (readonly [string, number, 'none' | 'unknown', readonly string[]])[] = [
  ['40002', 40002, 'none', ['isv.invalid-signature', 'isv.invalid-signature-type', 'isv.invalid-encrypt', 'isv.invalid-encrypt-type']],
  ['40001', 40002, 'none', ['isv.missing-signature', 'isv.missing-signature-type', 'isv.missing-signature-key', 'isv.missing-default-signature-type', 'isv.missing-encrypt-key', 'isv.decryption-error-missing-encrypt-type']],
  ['40003', 40002, 'none', ['isv.missing-signature-config', 'isv.decryption-error-unknown']],
  ['40001', 40003, 'none', ['isv.missing-app-cert-sn', 'isv.missing-alipay-root-cert-sn']],
  ['40002', 40003, 'none', ['isv.invalid-alipay-root-cert-sn', 'isv.app-cert-not-exist', 'isv.alipay-cert-not-exist', 'app-cert-expired']],
  ['40004', 40005, 'none', ['ACQ.TRADE_NOT_EXIST', 'TRADE_NOT_EXIST', 'ORDER_NOT_EXIST']],
  ['40004', 40006, 'none', ['ACQ.TRADE_HAS_SUCCESS']],
  ['40004', 40007, 'none', ['ACQ.SELLER_BALANCE_NOT_ENOUGH', 'ACQ.BUYER_BALANCE_NOT_ENOUGH', 'ACQ.BUYER_BANKCARD_BALANCE_NOT_ENOUGH', 'PAYER_BALANCE_NOT_ENOUGH', 'BALANCE_IS_NOT_ENOUGH', 'BALANCE_NOT_ENOUGH', 'PAYMENT_MONEY_NOT_ENOUGH', 'ACQ.TXN_RESULT_ACCOUNT_BALANCE_NOT_ENOUGH']],
  ['40005', 40008, 'unknown', ['isv.app-call-limited', 'isv.method-call-limited']],
  ['40004', 40008, 'unknown', ['ACQ.FREQUENCY_LIMITED', 'RESOURCE_LIMIT_EXCEED', 'USER_RATE_LIMIT', 'SYSTEM_RATE_LIMIT']],
  ['40006', 40009, 'none', ['isv.insufficient-isv-permissions', 'isv.insufficient-user-permissions', 'isv.self-invoke-forbidden']],
  ['20001', 40009, 'none', ['aop.invalid-auth-token', 'aop.auth-token-time-out', 'aop.invalid-app-auth-token', 'aop.invalid-app-auth-token-no-api', 'aop.app-auth-token-time-out', 'aop.no-product-reg-by-partner']],
  ['40003', 40009, 'none', ['invalid-auth-relations', 'isv.invalid-app-state']],
  ['40002', 40009, 'none', ['isv.forbidden-api', 'not-online-app']],
  ['40004', 40009, 'none', ['ACQ.ACCESS_FORBIDDEN', 'ACQ.PARTNER_ERROR', 'PRODUCT_NOT_SIGN', 'PRODUCT_UNSIGN', 'NO_PERMISSION', 'NO_PERMISSION_ACCOUNT', 'NO_ORDER_PERMISSION', 'NO_ACCOUNT_PAYMENT_PERMISSION', 'ISV_AUTH_ERROR', 'NOT_IN_WHITE_LIST', 'ACQ.BIZ_PRODUCT_NOT_ALLOWED', 'ACQ.UNBOUND_APPLICATION', 'ACQ.NOT_SUPPORT_ROYALTY']],
  ['20000', 40010, 'unknown', ['isp.unknow-error', 'aop.unknow-error', '']],
  ['40004', 40010, 'unknown', ['ACQ.SYSTEM_ERROR', 'AQC.SYSTEM_ERROR', 'aop.ACQ.SYSTEM_ERROR', 'SYSTEM_ERROR', 'UNKNOWN_ERROR', 'REQUEST_PROCESSING', 'TRANS_ORDER_DEALING']],
  ['40004', 40001, 'none', ['ACQ.CONTEXT_INCONSISTENT', 'ACQ.DISCORDANT_REPEAT_REQUEST', 'PAYMENT_INFO_INCONSISTENCY', 'REP_INCONSISTENT', 'ACQ.DUP_OUT_REQUEST_NO']],
  ['40001', 40001, 'none', ['isv.missing-method', 'isv.missing-app-id', 'isv.missing-timestamp', 'isv.missing-version']],
  ['40002', 40001, 'none', ['isv.invalid-parameter', 'isv.invalid-method', 'isv.invalid-format', 'isv.invalid-app-id', 'isv.invalid-timestamp', 'isv.invalid-charset', 'isv.illegal-json', 'isv.suspected-attack', 'isv.code-invalid', 'invalid-openid', 'isv.upload-fail', 'isv.grant-type-invalid', 'isv.refresh-token-invalid', 'isv.refresh-token-time-out', 'isv.refreshed-token-invalid', 'isv.unmatched-app-id']],
  ['40004', 40001, 'none', ['ACQ.INVALID_PARAMETER', 'ACQ.ILLEGAL_ARGUMENT', 'ACQ.REFUND_AMT_NOT_EQUAL_TOTAL', 'ACQ.REASON_TRADE_REFUND_FEE_ERR', 'ACQ.REFUND_FEE_ERROR', 'ACQ.TRADE_HAS_CLOSE', 'ACQ.TOTAL_FEE_EXCEED', 'ACQ.EXIST_FORBIDDEN_WORD', 'ACQ.NOW_TIME_AFTER_EXPIRE_TIME_ERROR', 'ACQ.SUB_GOODS_SIZE_MAX_COUNT', 'ACQ.PAYMENT_AUTH_CODE_INVALID', 'EXCEED_LIMIT_SM_AMOUNT', 'TRANSFER_SCENE_NAME_BLANK', 'PAYEE_NOT_EXIST', 'INVAILID_ARGUMENTS', 'BILL_NOT_EXIST', 'isp.bill_not_exist', 'NO_BILL_DATA', 'INVALID_PARAMETER', 'PARAM_ILLEGAL', 'PARAMETER_ERROR', 'PAYEE_ACCOUNT_NOT_EXSIT', 'PAYEE_ACC_OCUPIED', 'PAYEE_CERT_INFO_ERROR', 'PAYEE_NOT_RELNAME_CERTIFY', 'PAYEE_USERINFO_ERROR', 'TRANSFER_SCENE_NAME_ILLEGAL', 'TRANSFER_SCENE_INFO_ADMIT_FAIL', 'TRANSFER_SCENE_REPORT_INFO_ILLEGAL', 'EXCEED_LIMIT_DM_AMOUNT', 'EXCEED_LIMIT_MM_AMOUNT', 'EXCEED_LIMIT_SM_MIN_AMOUNT', 'EXCEED_LIMIT_UNRN_DM_AMOUNT', 'EXCEED_LIMIT_DC_RECEIVED']],
  ['40004', 50000, 'none', ['ACQ.TRADE_HAS_FINISHED', 'ACQ.TRADE_STATUS_ERROR', 'ACQ.REASON_TRADE_STATUS_INVALID', 'ACQ.REASON_ILLEGAL_STATUS', 'ACQ.TRADE_NOT_ALLOW_REFUND', 'ACQ.NOT_ALLOW_PARTIAL_REFUND', 'ACQ.ONLINE_TRADE_VOUCHER_NOT_ALLOW_REFUND', 'ACQ.REASON_TRADE_BEEN_FREEZEN', 'ACQ.ALLOC_AMOUNT_VALIDATE_ERROR', 'ACQ.TRADE_SETTLE_ERROR', 'ACQ.REFUNDALLOC_UNAUTH_LIMIT', 'ACQ.REFUND_ROYALTY_PAYEE_ACCOUNT_NOT_EXIST', 'ACQ.BUYER_NOT_EXIST', 'ACQ.BUYER_ERROR', 'ACQ.BUYER_ENABLE_STATUS_FORBID', 'ACQ.BUYER_SELLER_EQUAL', 'ACQ.TRADE_BUYER_NOT_MATCH', 'ACQ.PAYER_UNMATCHED', 'ACQ.OPEN_ID_NOT_TINY_APP', 'ACQ.PRODUCT_NOT_SUPPORT_IN_TINY_APP', 'ACQ.APPLY_PC_MERCHANT_CODE_ERROR', 'ACQ.BEYOND_PAY_RESTRICTION', 'ACQ.BEYOND_PER_RECEIPT_RESTRICTION', 'ACQ.SELLER_BEEN_BLOCKED', 'ACQ.SELLER_NOT_EXIST', 'ACQ.MERCHANT_STATUS_NOT_NORMAL', 'ACQ.TRADE_CANCEL_TIME_OUT', 'ACQ.CANCEL_NOT_ALLOWED', 'ACQ.PAYMENT_FAIL', 'ACQ.PAYMENT_REQUEST_HAS_RISK', 'ACQ.CERT_EXPIRED', 'ACQ.INVALID_STORE_ID', 'ACQ.ENTERPRISE_PAY_BIZ_ERROR', 'ACQ.ALLOC_REFUSE_AFTER_REFUND', 'ACQ.ALLOC_REFUSE_BEFORE_SETTLE', 'ACQ.ALREADY_FINISH_ALLOC', 'ACQ.BUYER_PAYMENT_AMOUNT_DAY_LIMIT_ERROR', 'ACQ.BUYER_PAYMENT_AMOUNT_MONTH_LIMIT_ERROR', 'ACQ.ERROR_BALANCE_PAYMENT_DISABLE', 'ACQ.ERROR_BUYER_CERTIFY_LEVEL_LIMIT', 'ACQ.MERCHANT_PERM_RECEIPT_SUSPEND_LIMIT', 'ACQ.MERCHANT_PERM_RECEIPT_SINGLE_LIMIT', 'ACQ.MERCHANT_PERM_RECEIPT_DAY_LIMIT', 'ACQ.MERCHANT_RISK_LIMIT', 'ACQ.MOBILE_PAYMENT_SWITCH_OFF', 'ACQ.USER_FACE_PAYMENT_SWITCH_OFF', 'ACQ.NO_PAYMENT_INSTRUMENTS_AVAILABLE', 'ACQ.PRODUCT_AMOUNT_LIMIT_ERROR', 'ACQ.PULL_MOBILE_CASHIER_FAIL', 'ACQ.REQUEST_AMOUNT_EXCEED', 'ACQ.RESTRICTED_MERCHANT_INDUSTRY', 'ACQ.ROYALTY_ACCOUNT_NOT_EXIST', 'ACQ.ROYALTY_ACCOUNT_INVALID', 'ACQ.ROYALTY_RECEIVER_ACCOUNT_NOT_CERTIFY', 'ACQ.ROYALTY_RECEIVER_INVALID', 'ACQ.SECONDARY_MERCHANT_STATUS_ERROR', 'ACQ.SUB_MERCHANT_TYPE_INVALID', 'ACQ.STORE_INFO_INVALID', 'ACQ.USER_ACCOUNT_HAD_FREEZEN', 'ACQ.AGREEMENT_INVALID', 'ALIPAY_ACCOUNT_NOT_EXIST', 'TRUSTEESHIP_ACCOUNT_NOT_EXIST', 'USER_AGREEMENT_VERIFY_FAIL', 'USER_NOT_EXIST', 'USERNAME_NOT_MATCH', 'PAYER_PAYEE_CANNOT_SAME', 'PERM_AML_NOT_REALNAME_REV', 'MEMO_REQUIRED_IN_TRANSFER_ERROR', 'REMARK_HAS_SENSITIVE_WORD', 'JUDICIAL_FREEZE', 'USER_RISK_FREEZE', 'INVALID_RECEIVER_TYPE', 'OPENID_APPID_NOT_MATCH', 'RECEIVER_ACCOUNT_NOT_CERTIFY', 'RECEIVER_LIST_EMPTY', 'RELATION_QUANTITY_LIMIT', 'BILL_DATE_BEFORE_REGISTRATION', 'TYPE_NOT_SUPPORTED', 'SECURITY_CHECK_FAILED', 'A_CODE_NOBODY_KNOWS']],
];
const ROWS = TABLE.flatMap(([code, mapped, outcome, subCodes]) => subCodes.map((subCode) => ({ code, subCode, mapped, outcome })));
const RETRYABLE = new Map(Object.values(ERROR_CATALOGUE).map((entry) => [entry.code as number, entry.retryable]));

test.each(ROWS)('$code $subCode maps to $mapped, outcome $outcome', ({ code, subCode, mapped, outcome }) => {
  const error = alipayError({ code, subCode });
  expect({ code: error.code, outcome: error.outcome, retryable: error.retryable }).toEqual({ code: mapped, outcome, retryable: RETRYABLE.get(mapped) });
  expect(error.gatewayCode).toBe(subCode || code);
  expect(JSON.stringify(error.toAnswer('r'))).not.toContain(subCode || 'never');
});

test('sub codes are normalised whatever their prefix', () => {
  expect(['ACQ.SYSTEM_ERROR', 'aop.ACQ.SYSTEM_ERROR', 'isv.invalid-signature', 'TRADE_NOT_EXIST'].map(normalizeSubCode)).toEqual(['SYSTEM_ERROR', 'SYSTEM_ERROR', 'INVALID_SIGNATURE', 'TRADE_NOT_EXIST']);
});
