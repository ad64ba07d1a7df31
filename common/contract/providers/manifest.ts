/**
 * 渠道清单的形状：一个渠道对外的全部事实写在一个文件里，别处的名单（渠道、端、配置节、openid 字段、
 * 网关地址、可透传的字段、文档里的表格）都由它导出。新增渠道只写清单、渠道文件夹与模拟网关。
 */

/** 渠道可能会做的事；与渠道接口的方法同名。 */
export type Capability =
  | 'create'
  | 'query'
  | 'close'
  | 'cancel'
  | 'refund'
  | 'queryRefund'
  | 'retryAbnormalRefund'
  | 'readReturn'
  | 'bill'
  | 'transfer'
  | 'queryTransfer'
  | 'cancelTransfer'
  | 'authorizations'
  | 'balance'
  | 'login'
  | 'charge'
  | 'reverse'
  | 'shipping'
  | 'complaints'
  | 'sharing';

/** 怎样从客户端的线索认出一个端。 */
export interface ClientTrait {
  /** uniCloud context.PLATFORM 的值 */
  readonly uniPlatform?: string;
  /** 网页：浏览器标识里的字样 */
  readonly userAgent?: RegExp;
}

/** 一个端上的付款方式。键（`h5`、`mweb`……）是 config.js 里的名字，沿用 vk-uni-pay；代码办事一律看 `payWay`。 */
export interface PlatformManifest {
  /** 网关自己的产品名（`native`、`jsapi`、`precreate`……） */
  readonly payWay: string;
  /** 给人看的付款方式，README 的表格也用它 */
  readonly label: string;
  /** 依次取 config.js 里的哪几节；缺省是与端同名的一节 */
  readonly sections?: readonly string[];
  /** 下单必须指明付款人；值是 uni-id 用户表 openid 字段里的键，先新后旧（docs/protocols/vk-unicloud.md §13） */
  readonly openidKeys?: readonly string[];
  /** 付款凭据最多有效多久（毫秒）、而且同一个单号换不到新的 */
  readonly longestPayMs?: number;
  /** 柜台：员工拿付款人的付款码来收，付款人自己下不了这种单 */
  readonly counter?: {
    /** 这一家的付款码的样子 */
    readonly code: RegExp;
    /** 等这么久还没有付成就撤销，毫秒 */
    readonly giveUpMs: number;
    /** 收款之后至少这么久才能撤销，毫秒 */
    readonly reverseAfterMs: number;
  };
  /** 这里收的钱，录了发货信息才放款 */
  readonly ships?: true;
  /** 只有这个渠道才有的端（小程序、内置浏览器）怎样认出来；各家共有的端不写 */
  readonly client?: ClientTrait;
}

export interface ProviderManifest {
  /** 小写字母与数字，可以用连字符分段（`union-pay`）：配置、网址、文件夹里的写法。变量名是它的驼峰写法 */
  readonly name: string;
  /** 替哪个渠道收虚拟商品：在自己的端上，声明了 `virtual` 的订单类型由它来收，付款人不用选。付款人是谁与那个渠道记在一处 */
  readonly standsInFor?: string;
  /** 收银台上的次序，小的在前 */
  readonly rank: number;
  readonly title: string;
  /** 接口的版本，与标题连起来称呼 */
  readonly edition: string;
  /** 英文里怎样称呼 */
  readonly english: { readonly title: string; readonly appName: string };
  /** 扫码用的 App */
  readonly appName: string;
  /** 正式环境的网关，不带结尾斜杠 */
  readonly gatewayUrl: string;
  /** 沙箱网关；没有沙箱的不写 */
  readonly sandboxUrl?: string;
  /** 沙箱与正式的是同一个地址，由请求里的参数区分 */
  readonly sandboxInPlace?: true;
  /** 官方的备用域名；没有的不写 */
  readonly backupHosts?: readonly string[];
  /** 境外商户的网关：接口、币种、加密都不同，不支持；写到这里的一节照实停用 */
  readonly abroadHosts?: readonly string[];
  /** 账单不从网关下载的：从哪些主机；`.` 开头是全部子域名 */
  readonly downloadHosts?: readonly string[];
  /** 登录等开放接口不在网关上的：在哪些主机 */
  readonly openApiHosts?: readonly string[];
  /** uni-id 用户表里存 openid 的字段 */
  readonly openidField: string;
  readonly platforms: Readonly<Record<string, PlatformManifest>>;
  readonly can: readonly Capability[];
  /** 能付钱给用户的：账号依次取 config.js 里的哪几节 */
  readonly transfer?: {
    readonly sections: readonly string[];
    /** 收款人要在客户端点「确认收款」 */
    readonly confirmed: boolean;
  };
  /** 付款人打开收银台（扫码）时网关才有这笔交易：查不到不等于不能付，关不掉也不等于没人付 */
  readonly tradeOpensLater: boolean;
  /** 通知只是提示，要主动查询才算数：收到时装载全部渠道，不在回调函数的小入口里 */
  readonly asksBack?: true;
  /** 同一张订单两次退款之间至少隔多久（毫秒）；太快了网关用哪些码拒绝。没有这条规矩的不写 */
  readonly refundSpacing?: { readonly ms: number; readonly refusedWith: readonly string[] };
  /** 单号里可以有连字符；不可以的不写 */
  readonly hyphens?: true;
  /** 退款可以指定从哪里出钱 */
  readonly fundsAccount?: true;
  /** 网关收的付款期限离现在至少多远，毫秒；更近的由它或由我们抬到这么远 */
  readonly shortestPayMs: number;
  /** 付款人可以在 `other` 里说的原生字段 */
  readonly payerFields: readonly string[];
  /** 只有商户自己的云函数可以说的：优惠、分期、渠道这些商业条件 */
  readonly merchantFields: readonly string[];
}
