/**
 * 一次转账请求：单号先定好、先记下，再发出去。没有等到答复就不算结束：同样的内容再来仍用同一个单号，所以不会付两次。
 * 本机只记单号与金额，不记付给谁；刷新之后先按单号查那一笔，服务端说没有才能另起。
 */
import type { ProviderName } from '../../contract/channels';
import type { TransferAnswer } from '../../contract/transfers/services';
import { ERROR_CATALOGUE } from '../../contract/errors';
import { newTransferNumber } from '../pay/order-number';
import { DEVICE_KEYS, rememberedList } from '../shell/device-memory';
import { describeFailure, type Failure } from '../shell/errors';
import { callService, type CallService } from '../shell/services';
import { attemptEnd } from './refund-attempt';
import type { TransferRequest } from './transfer-wish';

/** 还不知道收到没有的一笔。 */
export interface LostTransfer {
  readonly out_bill_no: string;
  readonly provider: ProviderName;
  /** 分 */
  readonly transfer_fee: number;
  readonly remark: string;
}
export interface TransferAttempt {
  readonly out_bill_no: string;
  /** 没有的：查过那一笔没有收到，单号留给下一笔用；迟到的那一笔到了，两笔也只付得了一笔 */
  readonly wish?: TransferRequest;
}
export type TransferEnd =
  | { readonly kind: 'answered'; readonly answer: TransferAnswer }
  | { readonly kind: 'refused' | 'turned-away' | 'lost'; readonly failure: Failure };

export interface TransferPorts {
  readonly call: CallService;
  readonly newNumber: () => Promise<string>;
}
const DEFAULT_PORTS: TransferPorts = { call: callService, newNumber: () => newTransferNumber() };

const list = rememberedList<LostTransfer>(DEVICE_KEYS.transfers, 20);

export const lostTransfer = (): LostTransfer | undefined => list.all()[0];
export function forgetTransfer(out_bill_no: string): void {
  list.replace(list.all().filter((row) => row.out_bill_no !== out_bill_no));
}

const same = (one: TransferRequest, other: TransferRequest): boolean => JSON.stringify(one) === JSON.stringify(other);

/**
 * 转账。与先前那一次内容相同的用同一个单号：没有答复的不会付两次，被拒绝的（余额不足）补足之后同号再来。从不抛出。
 * @param earlier 先前的那一次
 */
export async function sendTransfer(
  wish: TransferRequest,
  earlier: TransferAttempt | undefined,
  ports: TransferPorts = DEFAULT_PORTS,
): Promise<{ readonly attempt: TransferAttempt; readonly end: TransferEnd }> {
  const attempt =
    earlier && (!earlier.wish || same(earlier.wish, wish)) ? { ...earlier, wish } : { out_bill_no: await ports.newNumber(), wish };
  const { out_bill_no } = attempt;
  const known = list.all().some((row) => row.out_bill_no === out_bill_no);
  const row = { out_bill_no, provider: wish.provider, transfer_fee: wish.transfer_amount, remark: wish.transfer_remark };
  list.replace([row, ...list.all().filter((one) => one.out_bill_no !== out_bill_no)]);
  try {
    const answer = await ports.call('transfer', { ...wish, out_bill_no });
    forgetTransfer(out_bill_no);
    return { attempt, end: { kind: 'answered', answer } };
  } catch (thrown) {
    const failure = describeFailure(thrown);
    const kind = attemptEnd(failure);
    // 第一次就被拦在门口：没有发生过；以前没等到答复的那次则仍然不明
    if (kind === 'refused' || (kind === 'turned-away' && !known)) forgetTransfer(out_bill_no);
    return { attempt, end: { kind, failure } };
  }
}

/** 刷新之后问清楚那一笔。@returns 服务端记着的；没有这一笔为 undefined @throws 还是问不到 */
export async function askLost({ out_bill_no }: LostTransfer, call: CallService = callService): Promise<TransferAnswer | undefined> {
  try {
    const answer = await call('queryTransfer', { out_bill_no });
    forgetTransfer(out_bill_no);
    return answer;
  } catch (thrown) {
    const failure = describeFailure(thrown);
    if (failure.code !== ERROR_CATALOGUE.ORDER_NOT_FOUND.code) throw thrown;
    forgetTransfer(out_bill_no);
    return undefined;
  }
}
