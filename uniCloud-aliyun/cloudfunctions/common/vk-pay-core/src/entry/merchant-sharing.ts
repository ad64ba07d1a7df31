/** 商户自己的云函数分账：添加接收方、把一张订单的钱分给他们、要回来、解冻。 */
import type { OkAnswer } from '../../../../../../common/contract/answer';
import type { ErrorAnswer } from '../../../../../../common/contract/errors';
import type { AddReceiverInput, ReturnSharingInput, ShareOrderInput } from '../../../../../../common/contract/sharing/params';
import type {
  ListReceiversAnswer,
  ListSharingsAnswer,
  SharingAnswer,
  SharingReceiverAnswer,
} from '../../../../../../common/contract/sharing/services';
import type { SharingStatus } from '../../../../../../common/contract/sharing/sharing';
import type { ProviderName } from '../../../../../../common/contract/channels';
import type { ClientContext } from '../kernel/client-context';
import type { Kernel } from '../kernel/kernel';
import { returnSharing, shareOrder, unfreezeOrder } from '../sharing/ask';
import { answerSharing, listSharings, querySharing } from '../sharing/query';
import { addReceiver, listReceivers, removeReceiver } from '../sharing/receivers/receivers';

interface WithContext {
  readonly context?: ClientContext;
}
interface WithOperator extends WithContext {
  /** 谁分的，记在分账单里 */
  readonly operator?: string;
}
type Answer<T> = Promise<T | ErrorAnswer>;

export interface MerchantSharing {
  /** 添加一个接收方，自己起名字（哪个门店、哪个代理）；同名同内容再加一次也是成功 */
  addSharingReceiver(input: WithOperator & AddReceiverInput): Answer<SharingReceiverAnswer>;
  removeSharingReceiver(input: WithOperator & { readonly receiver_no: string }): Answer<SharingReceiverAnswer>;
  listSharingReceivers(input?: WithContext & { readonly provider?: ProviderName; readonly pid?: string }): Answer<ListReceiversAnswer>;
  /** 把一张订单的钱分给别人。同一个 out_sharing_no 无论来几次都是同一笔 */
  shareOrder(input: WithOperator & ShareOrderInput): Answer<SharingAnswer>;
  /** 从分到钱的一方要回来；之后才退得了给付款人 */
  returnSharing(input: WithOperator & ReturnSharingInput): Answer<SharingAnswer>;
  /** 不再分了，剩下的解冻给商户 */
  unfreezeOrder(
    input: WithOperator & { readonly out_trade_no: string; readonly out_sharing_no?: string; readonly description?: string },
  ): Answer<SharingAnswer>;
  querySharing(input: WithContext & { readonly out_sharing_no: string }): Answer<SharingAnswer>;
  listSharings(
    input?: WithContext & {
      readonly out_trade_no?: string;
      readonly status?: SharingStatus;
      readonly pageSize?: number;
      readonly after?: string;
    },
  ): Answer<ListSharingsAnswer>;
}

type Call = <Body extends object>(
  input: WithContext | undefined,
  run: (k: Kernel) => Promise<Body>,
) => Promise<(OkAnswer & Body) | ErrorAnswer>;

/** @param operatorOf 谁在操作；没有说就是服务端 */
export function merchantSharing(call: Call, operatorOf: (input: WithOperator | undefined) => string): MerchantSharing {
  return {
    addSharingReceiver: (input) => call(input, async (k) => ({ receiver: await addReceiver(k, input, operatorOf(input)) })),
    removeSharingReceiver: (input) => call(input, async (k) => ({ receiver: await removeReceiver(k, input, operatorOf(input)) })),
    listSharingReceivers: (input) => call(input, (k) => listReceivers(k, input ?? {})),
    shareOrder: (input) => call(input, async (k) => answerSharing(k, await shareOrder(k, input, operatorOf(input)))),
    returnSharing: (input) => call(input, async (k) => answerSharing(k, await returnSharing(k, input, operatorOf(input)))),
    unfreezeOrder: (input) => call(input, async (k) => answerSharing(k, await unfreezeOrder(k, input, operatorOf(input)))),
    querySharing: (input) => call(input, async (k) => answerSharing(k, await querySharing(k, input))),
    listSharings: (input) => call(input, (k) => listSharings(k, input ?? {})),
  };
}
