/** 渠道的「分账」：付款时冻住的钱分给别人。什么也不推进，只说网关怎么讲。 */
import type { ReceiverType } from '../../../../../../common/contract/sharing/params';
import type { SharingResult } from '../../../../../../common/contract/sharing/sharing';

/** 分给谁。 */
export interface SharingParty {
  readonly type: ReceiverType;
  readonly account: string;
}
/** 要添加的接收方。 */
export interface NewReceiver extends SharingParty {
  /** 商户全称或个人姓名 */
  readonly name?: string;
  readonly relation_type?: string;
  readonly custom_relation?: string;
}

interface Asked {
  readonly out_sharing_no: string;
  /** 网关的交易号 */
  readonly transaction_id: string;
  readonly description: string;
}
export interface ShareRequest extends Asked {
  readonly kind: 'share';
  /** 接收方的 openid 属于的应用 */
  readonly appid: string;
  readonly parts: readonly { readonly party: SharingParty; /** 分 */ readonly fee: number; readonly description: string }[];
  /** 剩下的解冻给商户 */
  readonly finish: boolean;
}
export interface UnfreezeRequest extends Asked {
  readonly kind: 'unfreeze';
}
export interface ReturnRequest extends Asked {
  readonly kind: 'return';
  /** 从哪一张分账要回来 */
  readonly share_no: string;
  readonly party: SharingParty;
  /** 分 */
  readonly fee: number;
}
/** 同号再来时每一项都必须与首次相同。 */
export type SharingRequest = ShareRequest | UnfreezeRequest | ReturnRequest;

export interface SharedPart extends SharingParty {
  /** 分 */
  readonly fee: number;
  readonly result: SharingResult;
  readonly failReason?: string;
  readonly part_id?: string;
}
export interface SharingFacts {
  readonly out_sharing_no: string;
  /** `FINISHED` 只是做完了，成没成看每一方的 result */
  readonly state: 'PENDING' | 'FINISHED' | 'NOT_EXIST' | 'UNKNOWN';
  readonly transaction_id?: string;
  /** 收钱的商户（服务商模式是特约商户） */
  readonly mchid?: string;
  /** 网关的分账单号 */
  readonly sharing_id?: string;
  readonly parts: readonly SharedPart[];
  readonly gatewayState?: string;
}

export interface SharingCapability<Own> {
  /** 哪些种类的接收方可以要回来；都不可以为空 */
  readonly returnable: readonly ReceiverType[];
  /** 只凭入参就能判断的问题。@throws PayError PARAM 点名字段 */
  checkReceiver(own: Own, receiver: NewReceiver): void;
  /** 再加一次也是成功。@throws PayError */
  addReceiver(own: Own, receiver: NewReceiver): Promise<void>;
  /** @throws PayError */
  removeReceiver(own: Own, party: SharingParty): Promise<void>;
  /** 分账、要回来、解冻；同号同内容无论发几次都是同一笔。@throws PayError outcome 'unknown'：可能已受理，须查询 */
  request(own: Own, request: SharingRequest): Promise<SharingFacts>;
  /** 网关说没有这一笔时返回 NOT_EXIST。@throws PayError */
  query(own: Own, request: SharingRequest): Promise<SharingFacts>;
}
