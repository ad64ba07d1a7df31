/**
 * 一家模拟网关登场的样子：它的密钥、商户配置里它的那几节、怎样打开、怎样排练。
 * 本地系统、演示与契约测试都只认这个样子；名单由 `npm run new-provider` 从各文件夹生成，见 local/gateways/index.ts。
 */
import type { Hono } from 'hono';
import type { Deliver, OutgoingRequest } from './delivery';
import type { GatewayEvent } from './events';
import type { Past } from './past';

/** uni-pay/config.js 里这一家的各节：端 → 键 → 值。 */
export type Sections = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** 每一家都从本地系统拿到的东西。 */
export interface Place {
  readonly dataFile: string;
  readonly clock: () => number;
  readonly publicBaseUrl: string;
  readonly timeCompression?: number;
  readonly deliver?: Deliver;
  readonly onEvent?: (event: GatewayEvent<string, string>) => void;
}

/** 打开之后，不论哪一家都有的动作。 */
export interface StandingGateway {
  readonly app: Hono;
  fetch(request: Request): Promise<Response>;
  deliverDue(): Promise<readonly object[]>;
  start(): void;
  close(): Promise<void>;
}

/** 排练时对一次请求使的坏；结果一律应当是「不知道」。 */
export const UNCLEAR = [
  'lostRequest',
  'lostAnswer',
  'committedThenBusy',
  'serverError',
  'falseSignature',
  'unsigned',
  'truncated',
] as const;
export type Unclear = (typeof UNCLEAR)[number];
export type RehearsedOperation = 'create' | 'query' | 'close' | 'refund' | 'queryRefund';

/** 账本里的一笔，金额为分。 */
export interface LedgerEntry {
  readonly total: number;
  readonly paid: boolean;
  readonly refunded: number;
}

/** 排练一笔转账；内容由渠道的字段名说。 */
export interface TransferRehearsal {
  /** 合格的收款人 */
  readonly payee: { readonly identity: string; readonly identity_type?: string };
  /** 渠道另外必填的：场景与报备 */
  readonly content: {
    readonly scene_id?: string;
    readonly report_infos?: readonly { readonly info_type: string; readonly info_content: string }[];
  };
  /** 哪些密钥模式能转账 */
  readonly keyModes: readonly string[];
  /** 从现在起，受理之后先处理着，等 finish */
  hold(): void;
  /** 出结果 */
  finish(outBillNo: string, paid: boolean): void;
  ledger(outBillNo: string): { readonly total: number; readonly paid: boolean } | undefined;
  fault(operation: 'transfer' | 'queryTransfer', kind: Unclear): void;
  setFunds(available: number): void;
  /** 有免确认收款授权的才有 */
  readonly authorizations?: AuthorizationRehearsal;
}

/** 排练免确认收款授权。 */
export interface AuthorizationRehearsal {
  /** 收款人答应了 */
  confirm(outAuthorizationNo: string): void;
  fault(operation: 'authorize' | 'queryAuthorization' | 'closeAuthorization', kind: Unclear): void;
}

/** 排练分账。 */
export interface SharingRehearsal {
  /** 合格的接收方：能要回来的、另一个 */
  readonly parties: readonly [RehearsedParty, RehearsedParty];
  /** 账本里这个接收方登记的姓名；没有登记的没有 */
  nameOf(account: string): string | undefined;
  /** 以后分给他（向他要）都失败；undefined 恢复 */
  fail(account: string, failing: boolean): void;
  standing(outTradeNo: string): { readonly enabled: boolean; readonly shared: number; readonly returned: number; readonly closed: boolean };
  fault(operation: 'share' | 'unfreeze' | 'return' | 'query' | 'receiver', kind: Unclear): void;
}
interface RehearsedParty {
  readonly type: string;
  readonly account: string;
  readonly name: string;
  readonly relation_type?: string;
}

/** 排练登录：客户端取凭证。 */
export interface LoginRehearsal {
  /** 这家的登录接口会遇上哪几种不明 */
  readonly kinds: readonly Unclear[];
  /** 付款人在这个应用里取到的凭证，换出来应当是谁 */
  issue(platform: string, appid: string): { readonly code: string; readonly openid: string };
  fault(kind: Unclear): void;
}

/** 扮演付款人与网关那一侧；`created` 是下单后交给前端的东西。 */
export interface Rehearsal {
  /** 合格的付款人标识；没有这回事的不写 */
  readonly openid?: string;
  /** 这家的应答会遇上哪几种不明；缺省全部。应答没有签名的遇不上假签名 */
  readonly unclear?: readonly Unclear[];
  /** 下单之后网关那里有什么：一笔交易、一个码（扫了才有交易），或什么也没有（只在本地签名） */
  afterCreate(platform: string): 'trade' | 'code' | 'nothing';
  /** 付款人打开收银台（扫码），还没付 */
  open(platform: string, outTradeNo: string, created: unknown): Promise<void>;
  pay(platform: string, outTradeNo: string, created: unknown): Promise<void>;
  ledger(outTradeNo: string): LedgerEntry | undefined;
  fault(platform: string, operation: RehearsedOperation, kind: Unclear): void;
  /** 让受理中的退款出结果 */
  finishRefund(outRefundNo: string): void;
  /** 会登录的才有 */
  readonly login?: LoginRehearsal;
  /** 会转账的才有 */
  readonly transfers?: TransferRehearsal;
  /** 会分账的才有 */
  readonly sharing?: SharingRehearsal;
  /** 收付款码的才有 */
  readonly counter?: CounterRehearsal;
  /** 各种不该被接受的支付通知：名字 → 请求 */
  badNotices(outTradeNo: string, now: number): Readonly<Record<string, OutgoingRequest>>;
}

/** 排练柜台收款：扮演出示付款码、输密码的人。 */
export interface CounterRehearsal {
  show(mode: 'pay' | 'password' | 'poor'): string;
  enterPassword(outTradeNo: string): void;
  fault(operation: 'charge' | 'reverse', kind: Unclear): void;
}

export interface Simulator<Keys, Mode extends string, Extra extends object, Gateway extends StandingGateway> {
  /** 住在哪一家的模拟网关里：同一家公司的另一种收款，密钥与网关都用它的。单独打开（契约测试）时自己开一个 */
  readonly guestOf?: string;
  /** 密钥模式，第一个是 `npm start` 用的 */
  readonly keyModes: readonly [Mode, ...Mode[]];
  /** 排练（契约测试）时打开的选项 */
  readonly rehearsalOptions: Partial<Extra>;
  createKeys(now: number): Promise<Keys>;
  /** 读回的密钥是否仍然自洽、没有过期；读不懂的可以抛错 */
  isUsable(keys: Keys, now: number): boolean;
  sections(keys: Keys, mode: Mode): Sections;
  open(keys: Keys, mode: Mode, place: Place, extra?: Partial<Extra>): Gateway;
  rehearse(gateway: Gateway, keys: Keys): Rehearsal;
  /** 通知地址不写在请求里、要到网关的后台去存的：存上。@returns 存了没有 */
  subscribe?(gateway: Gateway, keys: Keys, mode: Mode, url: string): Promise<boolean>;
  /** 样例数据（npm run seed）怎样写进它的账本；没有的，样例里就没有这一家 */
  past?(keys: Keys): Past;
  /** 拿着二维码里的字付款：POST 到 /simulator/<渠道>/pay 的正文 */
  scan?(code: string): object;
}
/** 不问是哪一家。 */
export type AnySimulator = Simulator<unknown, string, object, StandingGateway>;
