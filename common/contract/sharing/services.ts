/** 分账的服务：答复的形状（入参见 params.ts）。 */
import type { ProviderName } from '../channels';
import type { OkAnswer } from '../answer';
import type { ReceiverType } from './params';
import type { SharingKind, SharingResult, SharingStatus } from './sharing';

/** 一个接收方；账号是个人的只给尾号，姓名不给。 */
export interface SharingReceiverView {
  readonly receiver_no: string;
  readonly provider: ProviderName;
  readonly pid: string;
  readonly type: ReceiverType;
  readonly account: string;
  readonly title: string;
  readonly relation_type?: string;
  readonly active: boolean;
  readonly create_date: number;
}

/** 分给一方多少、分到了没有。 */
export interface SharingPartView {
  readonly receiver_no: string;
  /** 分 */
  readonly sharing_fee: number;
  readonly description: string;
  readonly result: SharingResult;
  /** 没有分到的原因，网关的码 */
  readonly fail_reason?: string;
  /** 已经要回来的、正在要的，分 */
  readonly returned_fee: number;
  readonly returning_fee: number;
}
export interface SharingView {
  readonly out_sharing_no: string;
  readonly kind: SharingKind;
  readonly out_trade_no: string;
  readonly provider: ProviderName;
  readonly status: SharingStatus;
  /** 分；解冻的为 0 */
  readonly sharing_fee: number;
  readonly receivers: readonly SharingPartView[];
  /** 这一次之后不再分 */
  readonly finish: boolean;
  /** 要回来的是哪一张分账的 */
  readonly share_no?: string;
  readonly operator: string;
  readonly sharing_id?: string;
  readonly gateway_code?: string;
  readonly create_date: number;
  readonly finish_date?: number;
}
/** 一张订单的钱分到哪里了，分。 */
export interface SharingStanding {
  readonly out_trade_no: string;
  /** 付款时说过要分账 */
  readonly enabled: boolean;
  /** 别人手里的（扣掉要回来的）、正在分的、还可以分的 */
  readonly shared_fee: number;
  readonly sharing_fee: number;
  readonly left_fee: number;
  /** 已经（或正在）解冻：不能再分 */
  readonly closed: boolean;
}

/** `pay/sys/addSharingReceiver`、`removeSharingReceiver`。 */
export interface SharingReceiverAnswer extends OkAnswer {
  readonly receiver: SharingReceiverView;
}
/** `pay/sys/listSharingReceivers`：最近加的在前，最多 200 个。 */
export interface ListReceiversAnswer extends OkAnswer {
  readonly rows: readonly SharingReceiverView[];
}
/** `pay/sys/shareOrder`、`unfreezeOrder`、`returnSharing`、`querySharing`。 */
export interface SharingAnswer extends OkAnswer {
  readonly sharing: SharingView;
  readonly standing: SharingStanding;
}
/** `pay/sys/listSharings`：新的在前；问的是一张订单时连同它的 standing。 */
export interface ListSharingsAnswer extends OkAnswer {
  readonly rows: readonly SharingView[];
  readonly next?: string;
  readonly standing?: SharingStanding;
}
