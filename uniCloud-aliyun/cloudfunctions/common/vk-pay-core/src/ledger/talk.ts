/** 与网关说一次话，并且不论成败都留痕：成功记日志，失败另记错误。查询、下单、关单、撤销、退款都走这里。 */
import type { ProviderName } from '../../../../../../common/contract/channels';
import type { Kernel } from '../kernel/kernel';
import { toPayError } from '../kernel/pay-error';
import type { Account, Provider } from '../providers/provider';

/** 日志里的操作名：与网关的一次通话。统计里各家的耗时就是它们的（stats/totals）。 */
export const CONVERSATIONS = [
  'create',
  'charge',
  'query',
  'close',
  'cancel',
  'refund',
  'query-refund',
  'transfer',
  'query-transfer',
  'cancel-transfer',
  'authorize',
  'query-authorization',
  'close-authorization',
  'balance',
  'share',
  'return-share',
  'unfreeze',
  'query-share',
  'receiver',
  'login',
  'ship',
  'complaint',
] as const;

/** 为哪张单说话。 */
export interface Conversation {
  readonly type: (typeof CONVERSATIONS)[number];
  readonly out_trade_no: string;
  readonly provider: ProviderName;
  readonly platform: Account['platform'];
  readonly pid: string;
  /** 当时的商户号与应用：只用来认出账号，不进日志 */
  readonly mchid?: string;
  readonly appid?: string;
  /** 分 */
  readonly amount: number;
  readonly user_id: string;
  /** 灰度的哪一边 */
  readonly variant?: string;
}

/**
 * @param work 真正的调用
 * @param noteOf 结果里值得记的一个词
 * @throws PayError 网关拒绝（outcome 'none'）、结果不明（'unknown'，程序意外也算），或没有收款账号
 */
export async function talk<Result>(
  k: Kernel,
  { type, mchid, appid, ...subject }: Conversation,
  work: (provider: Provider, account: Account) => Promise<Result>,
  noteOf: (result: Result) => string,
): Promise<Result> {
  const about = { type, ...subject, startedAt: k.now() };
  try {
    const { provider, account } = await k.channel({
      ...subject,
      ...(mchid === undefined ? {} : { mchid }),
      ...(appid === undefined ? {} : { appid }),
    });
    const result = await work(provider, account);
    k.journal.log({ ...about, status: 'SUCCESS', note: noteOf(result) });
    return result;
  } catch (thrown) {
    const error = toPayError(thrown, 'unknown');
    k.journal.log({ ...about, status: 'ERROR', error });
    k.journal.error(error, { type, out_trade_no: subject.out_trade_no });
    throw error;
  }
}
