/**
 * 支付渠道接口：每个渠道一个文件夹、同样的文件名，通过同一套契约测试。
 * 渠道只负责「说网关的话并验证网关的回答」；订单状态由 orders/settle 推进。
 */
import type { PayerCard } from '../../../../../../common/contract/refunds/abnormal';
import type { FundsAccount } from '../../../../../../common/contract/refunds/params';
import type { AccountPlatform, Platform, ProviderName } from '../../../../../../common/contract/channels';
import type { AuthorizationCapability, AuthorizationFacts } from './authorizations';
import type { PayError } from '../kernel/pay-error';
import type { BillCapability } from './bill';
import type { ComplaintCapability } from './complaints';
import type { CredentialsResult, Expiring } from './credentials';
import type { LoginCapability } from './login';
import type { SharingCapability } from './sharing';
import type { ShippingCapability } from './shipping';
import type { Balance, TransferFacts, TransferRequest } from './transfers';

/** 一个收款账号：config.js 里 `<provider>[platform]` 一节，已校验、密钥已解析。 */
export interface Account<Credentials = unknown> {
  readonly provider: ProviderName;
  readonly platform: AccountPlatform;
  /** 商户标识；默认商户为 'default' */
  readonly pid: string;
  readonly appid: string;
  readonly mchid: string;
  /** 网关地址（不带结尾斜杠），来自配置，模拟网关与真实网关走同一段代码 */
  readonly gatewayUrl: string;
  /** 支付与退款的异步通知地址 */
  readonly notifyUrl: string;
  /** 单次请求超时，毫秒 */
  readonly timeoutMs: number;
  /** 把与网关的往来（脱敏后）打印到控制台；生产环境打不开 */
  readonly debug?: boolean;
  readonly credentials: Credentials;
}

/** 发给网关的一次 HTTP 请求；body 为逐字节签名过的文本。 */
export interface GatewayRequest {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** 代替 body：要传的文件 */
  readonly bytes?: Uint8Array;
  readonly timeoutMs: number;
  /** 这一次往来（脱敏后）打印到控制台 */
  readonly debug?: boolean | undefined;
  /** 答复是文件：要原始字节，不解码 */
  readonly binary?: true;
}
/** 网关答复；headers 的键一律小写，body 为未经解析的文本；要文件的在 bytes 里，body 为空。 */
export interface GatewayResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly bytes?: Uint8Array;
}

/** 登录等开放接口：与付款的网关不在一处；地址不带结尾斜杠。 */
export interface OpenApi {
  readonly url: string;
  /** 网页授权页 */
  readonly pageUrl: string;
}

/** 渠道运行所需的外部能力，全部注入。 */
export interface ProviderPorts {
  /** @throws PayError NETWORK（outcome: 'unknown'）断线、超时、解析失败 */
  http(request: GatewayRequest): Promise<GatewayResponse>;
  /** 真实的地址在这个环境里换成哪里；不许去的为 undefined。回调函数没有 */
  openApi?(provider: ProviderName, real: OpenApi): OpenApi | undefined;
  /** 毫秒 */
  now(): number;
  /** 32 位字母数字 */
  nonce(): string;
  /**
   * 在全部实例之间抢一件事：`ms` 毫秒之内同一个名字只有一次答 true。
   * 用来限制由外来消息引起的外呼（下载公钥）。存不了时答 true：宁可多呼一次，不可从此不呼。
   */
  claim(name: string, ms: number): Promise<boolean>;
}

/** 虚拟商品是上架的哪一件、几件；没有的是代币。 */
export interface VirtualGoods {
  readonly product_id: string;
  readonly quantity: number;
}
/** 说话要凭开放接口的凭据、要说付款人是谁的渠道，每次往来另得到这些；用到才去取。 */
export interface Aids {
  /** @param refused 刚刚被说失效的那一个 @throws PayError */
  token(refused?: string): Promise<string>;
  /** 这张单的付款人。@throws PayError outcome 'unknown'：不知道是谁 */
  payer(out_trade_no: string): Promise<{ readonly openid: string; readonly session_key?: string }>;
}

/** 下单所需的订单事实；同号重复下单时每一项都必须与首次相同。 */
export interface CreateRequest {
  readonly out_trade_no: string;
  /** 分 */
  readonly total_fee: number;
  readonly subject: string;
  /** 最晚付款时间，毫秒 */
  readonly expireAt: number;
  readonly openid?: string;
  /** 付款人真实 IP（微信 H5 必填） */
  readonly clientIp?: string;
  /** 付款完成后回到的页面（支付宝 wap / page） */
  readonly returnUrl?: string;
  /** 让付款人在网关那里开票；没有这个开关的渠道不理会 */
  readonly fapiao?: boolean;
  /** 钱先冻住，等着分账；不会分账的渠道不会收到它 */
  readonly sharing?: boolean;
  /** 订单类型说的；只有收虚拟商品的渠道看它 */
  readonly goods?: VirtualGoods;
  /** 已按白名单检查过的渠道原生字段 */
  readonly other?: Readonly<Record<string, unknown>>;
}
/** 拿付款人的付款码收一笔。付款码只在这里，不存、不记日志。 */
export interface ChargeRequest extends CreateRequest {
  readonly authCode: string;
}
export interface CreateResult {
  /** 交给前端唤起支付的参数 */
  readonly orderInfo: Readonly<Record<string, string>> | string;
  /** 需要展示成二维码的文本；仅扫码方式有 */
  readonly qrcodeText?: string;
}

export type TradeState = 'NOTPAY' | 'SUCCESS' | 'CLOSED' | 'REFUND' | 'NOT_EXIST' | 'UNKNOWN';

/** 一项一项写起来的事实：没有的不写。逐项展开空对象，读一张通知要慢一成。 */
export type Writable<Facts> = { -readonly [Name in keyof Facts]: Facts[Name] };

/** 网关亲口说的、且已验证签名的一笔交易的事实。 */
export interface TradeFacts {
  readonly out_trade_no: string;
  readonly state: TradeState;
  readonly mchid?: string;
  readonly appid?: string;
  readonly transaction_id?: string;
  /** 订单金额，分；未支付时可能没有 */
  readonly total_fee?: number;
  /** 缺省 CNY */
  readonly currency?: string;
  /** 付款时间，毫秒 */
  readonly paidAt?: number;
  /** 网关原始状态字样，只进日志 */
  readonly gatewayState?: string;
}

/** 关单的结果：PAID = 网关说已支付，不能关。 */
export type CloseResult = 'CLOSED' | 'PAID' | 'NOT_EXIST';

/** 撤销的结果：没付的关了、付了的全额退回、网关从没有过这笔交易。 */
export type CancelResult = 'CLOSED' | 'REFUNDED' | 'NOT_EXIST';

/** `ABNORMAL`：钱还在网关，没有人去处理就永远不会动（收款卡作废、冻结……）。金额继续占用，必须告警。 */
export type RefundState = 'PENDING' | 'SUCCESS' | 'FAILED' | 'ABNORMAL' | 'NOT_EXIST' | 'UNKNOWN';
export interface RefundRequest {
  readonly out_trade_no: string;
  readonly transaction_id?: string;
  readonly out_refund_no: string;
  /** 本次退款，分 */
  readonly refund_fee: number;
  /** 原订单金额，分 */
  readonly total_fee: number;
  readonly reason?: string;
  /** 从哪里出钱；只给清单里说得出来的渠道 */
  readonly funds_account?: FundsAccount;
}
/** 异常的退款再退一次。 */
export interface AbnormalRefundRequest {
  readonly out_trade_no: string;
  readonly out_refund_no: string;
  /** 网关退款号 */
  readonly refund_id: string;
  /** 付款人的另一张卡；没有就退回商户 */
  readonly card?: PayerCard;
}
export interface RefundFacts {
  readonly out_trade_no: string;
  readonly out_refund_no: string;
  readonly state: RefundState;
  readonly mchid?: string;
  readonly appid?: string;
  readonly refund_id?: string;
  /** 本次退款，分 */
  readonly refund_fee?: number;
  /** 原订单金额，分 */
  readonly total_fee?: number;
  readonly refundedAt?: number;
  readonly gatewayState?: string;
}

/** 一件投诉有了动静：只当提示，说了什么要去读。 */
export interface ComplaintNotice {
  readonly complaint_id: string;
  /** 渠道的说法，只进日志 */
  readonly action: string;
}

/**
 * 回调原始请求：headers 键小写；body 为原始字节；text 是平台给的正文（给的是文字才有），不必抄成字节就能读；
 * query 是平台解码过的查询串，原样（谁都能写，多数渠道不看）。
 */
export interface RawNotify {
  readonly query?: unknown;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  readonly text?: string | undefined;
}
/**
 * 已验证的回调。`ignored` = 签名真实但与本模块无关（应答成功，不再重发）。
 * `look` = 只知道说的是哪张单：内容没有签过名，或我们只认查询的答复；去问网关，问清楚了才应答成功。
 */
export type NotifyEvent =
  | { readonly kind: 'payment'; readonly facts: TradeFacts }
  | { readonly kind: 'refund'; readonly facts: RefundFacts }
  | { readonly kind: 'transfer'; readonly facts: TransferFacts }
  | {
      readonly kind: 'authorization';
      readonly facts: AuthorizationFacts;
      /** 网关的原话，只给商户自己的 transfer-auth-notify.js（兼容包） */
      readonly said: Readonly<Record<string, unknown>>;
    }
  | { readonly kind: 'complaint'; readonly facts: ComplaintNotice }
  | {
      readonly kind: 'look';
      readonly eventType: string;
      readonly out_trade_no: string;
      readonly out_refund_no?: string;
      /** 说的是发货信息管理里的这一笔放了款：它的交易号；不说付没付 */
      readonly released?: string;
      /** 内容也是真的；不是的只当线索 */
      readonly authentic: boolean;
    }
  | { readonly kind: 'ignored'; /** 网关的说法，只进日志 */ readonly eventType: string; readonly out_trade_no?: string };

/** 处理回调后的结论。 */
export type NotifyOutcome =
  /** 变化已落盘（或本来就不需要变化） */
  | 'accepted'
  /** 签名不可信 */
  | 'unverified'
  /** 暂时处理不了，请网关稍后重发 */
  | 'retry';
/** 渠道约定的回调应答。 */
export interface NotifyAnswer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** 渠道里接收回调所需的那一半；回调函数只装载这些（冷启动轻）。 */
export interface ProviderReceiver<Credentials = unknown> {
  readonly name: ProviderName;
  /**
   * 付款人打开收银台（扫码）时网关才有这笔交易：查不到不等于不能付，关不掉也不等于没人付。
   * 这样的订单提前关闭后，过了付款期限还要再看一眼。
   */
  readonly tradeOpensLater: boolean;
  /**
   * 解析并检查一节配置。密钥只解析一次成 KeyObject。
   * @throws ConfigProblem[] 以数组形式返回所有错误，不抛
   */
  readCredentials(
    section: Readonly<Record<string, unknown>>,
    path: string,
    readFile: (path: string) => string,
  ): CredentialsResult<Credentials>;
  /**
   * 验签、解密、解析回调。便宜的检查（头、长度、时钟、序列号）先于任何 RSA 运算，全程不碰数据库。
   * 形状不对的当场（同步）答一个造好的错误：抛一次要一微秒，拒绝一个 Promise 更贵，而这里正是被人滥打的门；抛出的也是拒绝。
   * @returns 或 @throws PayError SIGNATURE / CERTIFICATE（不可信）、PERMISSION（签名真实但不是给我们的）、NETWORK / BUSY / RATE_LIMIT（暂时取不到公钥，
   * 可重试）、PARAM（畸形）
   */
  parseNotify(account: Account<Credentials>, raw: RawNotify): NotifyEvent | PayError | Promise<NotifyEvent | PayError>;
  /**
   * 没有通过验签的回调自称说的是哪张单；不像样的（缺头、过期、解不开、别的应用的）没有。不可信，只能用来查表；可以抛出。
   */
  hintOf(account: Account<Credentials>, raw: RawNotify): string | undefined;
  ack(outcome: NotifyOutcome): NotifyAnswer;
  /** 在后台存通知地址时，网关先用 GET 核对是不是我们的：答什么；不是它在问的 undefined。没有这回事的渠道不写 */
  greet?(account: Account<Credentials>, query: unknown): NotifyAnswer | undefined;
}

export interface Provider<Credentials = unknown> extends ProviderReceiver<Credentials> {
  /** 付款人可以在 `other` 里说的原生字段；名单外的一律 40001 */
  readonly payerFields: readonly string[];
  /** 只有商户自己的云函数可以说的：优惠、分期、渠道这些商业条件 */
  readonly merchantFields: readonly string[];
  /** 付款凭据最多有效多久（毫秒）、而且同一个单号换不到新的：订单的付款期限不超过它 */
  readonly longestPayMs?: Partial<Record<Platform, number>>;
  /** 自动下载的网关证书里最晚到期的一张；不自动下载的没有。@throws PayError 此刻问不到 */
  newestCertificate?(account: Account<Credentials>): Promise<Expiring | undefined>;
  /** 只凭入参就能判断的问题（缺 openid、`other` 的内容网关不收……），在订单落库之前问。@throws PayError PARAM 点名字段 */
  checkCreate(account: Account<Credentials>, request: CreateRequest): void;
  /** 下单。@throws PayError：outcome 'none' 表示肯定没有下成；'unknown' 需查询 */
  create(account: Account<Credentials>, request: CreateRequest): Promise<CreateResult>;
  /** 查单；网关说没有这张单时返回 state NOT_EXIST。@throws PayError */
  query(account: Account<Credentials>, out_trade_no: string): Promise<TradeFacts>;
  /** 带上这次往来要的凭据与付款人；要的渠道才有，没有带上的只能读配置、收回调、登录 */
  aided?(aids: Aids): Provider<Credentials>;
  /** 关单；网关关不了的没有，只在本地关，之后再看一眼。@throws PayError */
  close?(account: Account<Credentials>, out_trade_no: string): Promise<CloseResult>;
  /** 撤销结果不明的支付：未付则关闭，已付则全额退回。只有部分渠道有。@throws PayError */
  cancel?(account: Account<Credentials>, out_trade_no: string): Promise<CancelResult>;
  /** 付款码扣款：NOTPAY = 等付款人输密码。只交一次，从不重发。@throws PayError outcome 'unknown'：可能已扣款，须查询 */
  charge?(account: Account<Credentials>, request: ChargeRequest): Promise<TradeFacts>;
  /** 撤销付款码的一笔：未付则关闭，已付则全额退回；可重复。@throws PayError */
  reverse?(account: Account<Credentials>, out_trade_no: string): Promise<CancelResult>;
  refund(account: Account<Credentials>, request: RefundRequest): Promise<RefundFacts>;
  /** 异常的退款再退一次，退款单号不变；只有部分渠道有。@throws PayError outcome 'unknown'：可能已受理，须查询 */
  retryAbnormalRefund?(account: Account<Credentials>, request: AbnormalRefundRequest): Promise<RefundFacts>;
  queryRefund(account: Account<Credentials>, request: { out_trade_no: string; out_refund_no: string }): Promise<RefundFacts>;
  /** 只凭内容就能判断的问题，在占用额度之前问。@throws PayError PARAM 点名字段 · PERMISSION 这个账号转不了账 */
  checkTransfer?(account: Account<Credentials>, request: TransferRequest): void;
  /** 付钱给用户；同号同内容无论发几次都是同一笔。@throws PayError outcome 'unknown'：可能已受理，须查询 */
  transfer?(account: Account<Credentials>, request: TransferRequest): Promise<TransferFacts>;
  /** 网关说没有这一笔时返回 state NOT_EXIST。@throws PayError */
  queryTransfer?(account: Account<Credentials>, out_bill_no: string): Promise<TransferFacts>;
  /** 收款人确认之前撤销；没有这一笔返回 NOT_EXIST。只有部分渠道有。@throws PayError */
  cancelTransfer?(account: Account<Credentials>, out_bill_no: string): Promise<TransferFacts>;
  /** 收款人答应一次，此后的转账不必再确认。只有部分渠道有。 */
  readonly authorizations?: AuthorizationCapability<Account<Credentials>>;
  /** 付款账户的余额。@throws PayError */
  balance?(account: Account<Credentials>): Promise<Balance>;
  /** 每天的账单。只有部分渠道有。 */
  readonly bill?: BillCapability<Account<Credentials>>;
  /** 登录凭证换付款人是谁。只有部分渠道有。 */
  readonly login?: LoginCapability<Account<Credentials>>;
  /** 录发货信息。只有部分渠道有。 */
  readonly shipping?: ShippingCapability<Account<Credentials>>;
  /** 消费者投诉。只有部分渠道有。 */
  readonly complaints?: ComplaintCapability<Account<Credentials>>;
  /** 把收到的钱分给别人。只有部分渠道有。 */
  readonly sharing?: SharingCapability<Account<Credentials>>;
  /** 付款后跳回商户页面时网关带来的查询串（原文）：验签之后只用于展示，从不推进状态。验不过返回 undefined。 */
  readReturn?(
    account: Account<Credentials>,
    query: string,
  ): { readonly out_trade_no: string; readonly transaction_id?: string } | undefined;
}
