/** 网关的事实与本地的记录是不是同一笔：渠道、商户、应用、单号、金额，一样一样核对，任何一条路都先过这里。 */
import { formatFee } from '../../../../../../common/contract/money';
import type { ProviderName } from '../../../../../../common/contract/channels';
import type { TradeFacts } from '../providers/provider';
import { isFree, type OrderRecord } from './record';

/** 说话的是谁：收到通知或回答查询的那个账号。 */
export interface Speaker {
  readonly provider: ProviderName;
  readonly pid: string;
}

interface Owned extends Speaker {
  readonly mchid: string;
}

/**
 * 这句话说的是不是这一行的钱：不是的话，什么也不能动。返回第一处不符。
 * 签名真实只证明是网关说的，不证明说的是这张单。
 */
export function findForeign(row: Owned, speaker: Speaker | undefined, facts: { readonly mchid?: string }): string | undefined {
  if (speaker && speaker.provider !== row.provider) return `渠道不符：本地 ${row.provider}，网关 ${speaker.provider}`;
  if (speaker && speaker.pid !== row.pid) return `商户不符：本地 ${row.pid}，网关 ${speaker.pid}`;
  if (facts.mchid !== undefined && row.mchid !== '' && facts.mchid !== row.mchid) return '商户号不符';
  return undefined;
}

const feeText = (fee: number | undefined): string => (fee === undefined ? '没有说' : `¥${formatFee(fee)}`);

/** 说的是这张单，内容对不对得上；返回第一处不符的说明。 */
export function findMismatch(order: OrderRecord, facts: TradeFacts): string | undefined {
  if (facts.out_trade_no !== order.out_trade_no) return '订单号不符';
  if (facts.appid !== undefined && facts.appid !== order.appid) return 'appid 不符';
  if (facts.total_fee !== order.total_fee) return `金额不符：订单 ${feeText(order.total_fee)}，网关 ${feeText(facts.total_fee)}`;
  if ((facts.currency ?? 'CNY') !== 'CNY') return '币种不符';
  if (!facts.transaction_id && !isFree(order)) return '缺少网关交易号';
  if (order.transaction_id !== undefined && order.transaction_id !== facts.transaction_id) return '网关交易号与先前不同';
  return undefined;
}
