/**
 * 网关的错误回答（docs/protocols/alipay.md §2.3、§2.4、§4 各节的错误表）。HTTP 状态永远是 200，原因在 sub_code 里。
 * 前缀照真实网关那样不统一：isv./isp. 是网关的，ACQ. 是交易核心的。
 */

/** code 对应的 msg（§2.4）。 */
export const CODE_MESSAGES = {
  '10000': 'Success',
  '20000': 'Service Currently Unavailable',
  '20001': 'Insufficient Token Permissions',
  '40001': 'Missing Required Arguments',
  '40002': 'Invalid Arguments',
  '40003': 'Insufficient Conditions',
  '40004': 'Business Failed',
  '40005': 'Call Limited',
  '40006': 'Insufficient Permissions',
} as const;
export type Code = keyof typeof CODE_MESSAGES;

/** 每个 sub_code 的 code 与缺省说明；调用方不应依赖说明的文字。 */
export const SUB_CODES = {
  'isv.missing-app-id': ['40001', '缺少应用 ID 参数'],
  'isv.missing-method': ['40001', '缺少方法名参数'],
  'isv.missing-timestamp': ['40001', '缺少时间戳参数'],
  'isv.missing-version': ['40001', '缺少版本参数'],
  'isv.missing-signature': ['40001', '缺少签名参数'],
  'isv.missing-signature-type': ['40001', '缺少签名类型参数'],
  'isv.missing-encrypt-key': ['40001', '应用没有配置接口内容加密密钥'],
  'isv.missing-app-cert-sn': ['40001', '缺少应用公钥证书 SN'],
  'isv.missing-alipay-root-cert-sn': ['40001', '缺少支付宝根证书 SN'],
  'isv.invalid-app-id': ['40002', '无效的 AppID 参数'],
  'isv.invalid-method': ['40002', '不存在的方法名'],
  'isv.invalid-parameter': ['40002', '参数无效'],
  'isv.invalid-timestamp': ['40002', '非法的时间戳参数'],
  'isv.invalid-format': ['40002', '无效的数据格式'],
  'isv.invalid-charset': ['40002', '字符集错误：charset 必须在 URL 里，且为 utf-8'],
  'isv.invalid-signature-type': ['40002', '无效的签名类型'],
  'isv.invalid-signature': ['40002', '验签出错'],
  'isv.invalid-encrypt-type': ['40002', '无效的加密类型'],
  'isv.invalid-alipay-root-cert-sn': ['40002', '无效的支付宝根证书 SN'],
  'isv.app-cert-not-exist': ['40002', '应用公钥证书不存在'],
  'isv.app-cert-expired': ['40002', '应用公钥证书已过期'],
  'isv.code-invalid': ['40002', '授权码无效：已使用、已过期，或不是给这个应用的'],
  'isv.grant-type-invalid': ['40002', 'grant_type 参数不正确'],
  'isv.illegal-json': ['40002', 'biz_content 不是有效的 JSON'],
  'isv.suspected-attack': ['40002', '请求里有可疑的攻击内容'],
  'aop.invalid-app-auth-token': ['20001', '无效的应用授权令牌'],
  'aop.app-auth-token-time-out': ['20001', '应用授权令牌已过期'],
  'isp.unknow-error': ['20000', '系统繁忙'],
  'isv.app-call-limited': ['40005', '应用调用次数超限'],
  'isv.method-call-limited': ['40005', '接口调用频率超限'],
  'isv.insufficient-isv-permissions': ['40006', 'ISV 权限不足'],
  PAYER_BALANCE_NOT_ENOUGH: ['40004', '付款方余额不足'],
  PAYMENT_INFO_INCONSISTENCY: ['40004', '两次请求商户单号一样，但是参数不一致'],
  EXCEED_LIMIT_SM_MIN_AMOUNT: ['40004', '单笔最低转账金额 0.1 元'],
  EXCEED_LIMIT_DM_AMOUNT: ['40004', '日累计额度超限'],
  PAYEE_NOT_EXIST: ['40004', '收款用户不存在'],
  PAYEE_USERINFO_ERROR: ['40004', '收款用户姓名或其它信息不一致'],
  PAYER_PAYEE_CANNOT_SAME: ['40004', '收付款双方不能是同一个人'],
  PERM_AML_NOT_REALNAME_REV: ['40004', '根据监管部门的要求，收款用户需完善身份信息'],
  PRODUCT_NOT_SIGN: ['40004', '产品未签约'],
  NO_PERMISSION_ACCOUNT: ['40004', '无权限操作当前付款账号'],
  MEMO_REQUIRED_IN_TRANSFER_ERROR: ['40004', '单笔 5 万以上必须填写备注'],
  SECURITY_CHECK_FAILED: ['40004', '安全检查失败'],
  TRANSFER_SCENE_NAME_ILLEGAL: ['40004', '转账场景不合法'],
  TRANS_ORDER_DEALING: ['40004', '转账单处理中'],
  SYSTEM_ERROR: ['40004', '系统繁忙'],
  ORDER_NOT_EXIST: ['40004', '转账单不存在'],
  BILL_NOT_EXIST: ['40004', '账单不存在'],
  INVAILID_ARGUMENTS: ['40004', '入参不合法'],
  'ACQ.SYSTEM_ERROR': ['40004', '系统错误'],
  'ACQ.INVALID_PARAMETER': ['40004', '参数无效'],
  'ACQ.ACCESS_FORBIDDEN': ['40004', '无权限使用接口'],
  'ACQ.PARTNER_ERROR': ['40004', '应用 APP_ID 填写错误'],
  'ACQ.CONTEXT_INCONSISTENT': ['40004', '交易信息被篡改'],
  'ACQ.TRADE_HAS_SUCCESS': ['40004', '交易已被支付'],
  'ACQ.TRADE_HAS_CLOSE': ['40004', '交易已经关闭'],
  'ACQ.TRADE_HAS_FINISHED': ['40004', '交易已完结'],
  'ACQ.TRADE_NOT_EXIST': ['40004', '交易不存在'],
  'ACQ.TRADE_STATUS_ERROR': ['40004', '交易状态不合法'],
  'ACQ.REASON_TRADE_STATUS_INVALID': ['40004', '交易状态异常'],
  'ACQ.REASON_TRADE_REFUND_FEE_ERR': ['40004', '退款金额无效'],
  'ACQ.REASON_TRADE_BEEN_FREEZEN': ['40004', '交易已被冻结'],
  'ACQ.TRADE_CANCEL_TIME_OUT': ['40004', '撤销时间超限'],
  'ACQ.PAYMENT_AUTH_CODE_INVALID': ['40004', '支付失败，获取顾客账户信息失败，请顾客刷新付款码后重新收款'],
  'ACQ.BUYER_BALANCE_NOT_ENOUGH': ['40004', '买家余额不足'],
  'ACQ.BUYER_NOT_EXIST': ['40004', '买家不存在'],
  'ACQ.BUYER_SELLER_EQUAL': ['40004', '买卖家不能相同'],
  'ACQ.TRADE_BUYER_NOT_MATCH': ['40004', '交易买家不匹配'],
  'ACQ.OPEN_ID_NOT_TINY_APP': ['40004', 'open_id 不属于这个小程序'],
  'ACQ.SELLER_NOT_EXIST': ['40004', '卖家不存在'],
  'ACQ.SELLER_BALANCE_NOT_ENOUGH': ['40004', '卖家余额不足'],
  'ACQ.SELLER_BEEN_BLOCKED': ['40004', '商户账号被冻结'],
  'ACQ.NOW_TIME_AFTER_EXPIRE_TIME_ERROR': ['40004', '当前时间已超过允许支付的时间'],
  'ACQ.SUB_GOODS_SIZE_MAX_COUNT': ['40004', '子商品明细超长'],
  'ACQ.APPLY_PC_MERCHANT_CODE_ERROR': ['40004', '请求支付宝二维码失败，请更换商户订单号'],
  'ACQ.TOTAL_FEE_EXCEED': ['40004', '订单总金额超过限额'],
  'ACQ.EXIST_FORBIDDEN_WORD': ['40004', '订单信息中包含违禁词'],
  'ACQ.REFUND_AMT_NOT_EQUAL_TOTAL': ['40004', '退款金额超限'],
  'ACQ.DISCORDANT_REPEAT_REQUEST': ['40004', '同一笔退款请求的金额不一致'],
  'ACQ.REFUND_FEE_ERROR': ['40004', '交易退款金额有误'],
  'ACQ.TRADE_NOT_ALLOW_REFUND': ['40004', '当前交易不允许退款'],
  PRODUCT_UNSIGN: ['40004', '产品未签约'],
  USER_NOT_EXIST: ['40004', '接收方账户不存在'],
  USERNAME_NOT_MATCH: ['40004', '接收方姓名不匹配'],
  RELATION_QUANTITY_LIMIT: ['40004', '分账关系数量超过上限'],
  RECEIVER_LIST_EMPTY: ['40004', '分账接收方列表为空'],
  RECEIVER_LIST_OVERLOAD: ['40004', '分账接收方列表超过上限'],
  INVALID_RECEIVER_TYPE: ['40004', '分账接收方类型不正确'],
  RECEIVER_ACCOUNT_NOT_CERTIFY: ['40004', '分账接收方账户没有实名'],
  RECEIVER_ACCOUNT_STATE_INVALID: ['40004', '分账接收方账户状态异常'],
  OPENID_APPID_NOT_MATCH: ['40004', 'openId 与应用不匹配'],
  INVALID_PARAMETER: ['40004', '参数有误'],
  'ACQ.DUP_OUT_REQUEST_NO': ['40004', '请求号已用于另一笔交易'],
  'ACQ.ROYALTY_RECEIVER_INVALID': ['40004', '分账接收方没有绑定'],
  'ACQ.ROYALTY_ACCOUNT_NOT_EXIST': ['40004', '分账接收方账户不存在'],
  'ACQ.ROYALTY_ACCOUNT_NAME_NOT_MATCH': ['40004', '分账接收方姓名不匹配'],
  'ACQ.ROYALTY_RECEIVER_ACCOUNT_NOT_CERTIFY': ['40004', '分账接收方账户没有实名'],
  'ACQ.ALLOC_AMOUNT_VALIDATE_ERROR': ['40004', '分账金额超过比例或剩余可分金额'],
  'ACQ.TRADE_SETTLE_ERROR': ['40004', '分账结算失败'],
  'ACQ.NOT_SUPPORT_ROYALTY': ['40004', '交易不支持分账'],
  'ACQ.ALLOC_REFUSE_BEFORE_SETTLE': ['40004', '交易还没有结算，暂时不能分账'],
  'ACQ.ALLOC_REFUSE_AFTER_REFUND': ['40004', '交易已全额退款，不能分账'],
  'ACQ.ALREADY_FINISH_ALLOC': ['40004', '交易已完成分账'],
  'ACQ.TXN_RESULT_ACCOUNT_BALANCE_NOT_ENOUGH': ['40004', '账户余额不足'],
  'ACQ.FREQUENCY_LIMITED': ['40004', '分账请求过于频繁'],
  'ACQ.REFUND_ROYALTY_PAYEE_ACCOUNT_NOT_EXIST': ['40004', '退分账的一方没有得到过分账'],
} as const satisfies Readonly<Record<string, readonly [Code, string]>>;
export type SubCode = keyof typeof SUB_CODES;

export type NodeFields = Readonly<Record<string, unknown>>;

/** 一个带签名（缺省）或不带签名的错误回答。 */
export class GatewayError extends Error {
  /** 没有确定应用就选不出密钥，所以这类错误不签名（§2.3）。 */
  readonly unsigned: boolean;
  /** 失败的节点里也可能带业务字段，值为零（§2.4）。 */
  readonly fields: NodeFields;

  constructor(
    readonly subCode: SubCode,
    subMsg: string = SUB_CODES[subCode][1],
    more: { readonly unsigned?: boolean; readonly fields?: NodeFields } = {},
  ) {
    super(subMsg);
    this.unsigned = more.unsigned ?? false;
    this.fields = more.fields ?? {};
  }

  get code(): Code {
    return SUB_CODES[this.subCode][0];
  }

  /** 回答的节点。 */
  node(): NodeFields {
    return { code: this.code, msg: CODE_MESSAGES[this.code], ...this.fields, sub_code: this.subCode, sub_msg: this.message };
  }
}
