/** 关单。 */
import { PayError } from '../../kernel/pay-error';
import type { CloseResult, ProviderPorts } from '../provider';
import type { ToypayAccount } from './account';
import { callToypay } from './client';

const RESULTS: ReadonlyMap<string, CloseResult> = new Map([
  ['ORDER_PAID', 'PAID'],
  ['ORDER_NOT_FOUND', 'NOT_EXIST'],
]);

/** @throws PayError */
export async function closeTrade(ports: ProviderPorts, account: ToypayAccount, out_trade_no: string): Promise<CloseResult> {
  try {
    await callToypay(ports, account, 'close', 'close', { no: out_trade_no });
    return 'CLOSED';
  } catch (error) {
    const result = error instanceof PayError ? RESULTS.get(error.kind) : undefined;
    if (result) return result;
    throw error;
  }
}
