/** 下载支付宝的业务账单与账务账单（docs/protocols/alipay.md §4.15）：问地址 → 立刻取 ZIP → 挑出明细。地址只有 30 秒。 */
import { PayError } from '../../kernel/pay-error';
import type { BillCapability, BillDownload } from '../bill';
import { textOf, type Json } from '../kit/json';
import { readZip, type ZipEntry } from '../kit/zip';
import type { ProviderPorts } from '../provider';
import type { AlipayAccount } from './account';
import { ALIPAY_BILL } from './bill-format';
import { callAlipay } from './client';
import { ALIPAY_FLOW } from './flow-format';
import { normalizeSubCode } from './errors';

/** 两种账单：请求里的名字，压缩包里的哪一份 */
interface Sort {
  readonly bill_type: 'trade' | 'signcustomer';
  readonly detail: RegExp;
}
const TRADE: Sort = { bill_type: 'trade', detail: /_业务明细\.csv$/ };
const FLOW: Sort = { bill_type: 'signcustomer', detail: /_账务明细\.csv$/ };
/** 没有账单：那天没有交易，或还没出。 */
const NOTHING: readonly string[] = ['BILL_NOT_EXIST', 'NO_BILL_DATA'];

function detailOf(bytes: Uint8Array, pattern: RegExp): ZipEntry {
  let found: ZipEntry | undefined;
  try {
    found = readZip(bytes, 'gbk').find(({ name }) => pattern.test(name));
  } catch (cause) {
    throw new PayError('NETWORK', { outcome: 'unknown', cause, detail: cause instanceof Error ? cause.message : undefined });
  }
  if (!found) throw new PayError('NETWORK', { outcome: 'unknown', detail: '账单里没有明细' });
  return found;
}

async function download(
  ports: ProviderPorts,
  account: AlipayAccount,
  date: string,
  { bill_type, detail: pattern }: Sort,
): Promise<BillDownload> {
  let answer: Json;
  try {
    answer = await callAlipay(ports, account, 'bill', 'alipay.data.dataservice.bill.downloadurl.query', {
      bill_type,
      bill_date: date,
    });
  } catch (error) {
    // 「没有」与「还没出」是同一个码：由调用方按时间判断。
    if (error instanceof PayError && error.gatewayCode !== undefined && NOTHING.includes(normalizeSubCode(error.gatewayCode)))
      return { state: 'notReady', mayBeEmpty: true };
    throw error;
  }
  if (textOf(answer, 'bill_file_code') === 'EMPTY_DATA_WITH_BILL_FILE') return { state: 'empty' };
  const address = textOf(answer, 'bill_download_url');
  if (address === undefined) throw new PayError('NETWORK', { outcome: 'unknown', detail: '应答没有账单地址' });
  const { status, bytes } = await ports.http({
    method: 'GET',
    url: address,
    headers: { 'user-agent': 'vk-pay' },
    timeoutMs: account.timeoutMs,
    debug: account.debug,
    binary: true,
  });
  if (status !== 200 || !bytes) throw new PayError('NETWORK', { outcome: 'unknown', gatewayStatus: status, detail: '账单下载失败' });
  const detail = detailOf(bytes, pattern);
  // 先解一遍核对校验和：坏了的一行也不读。
  try {
    for await (const _chunk of detail.chunks());
  } catch (cause) {
    throw new PayError('NETWORK', { outcome: 'unknown', cause, detail: '账单没有下载完' });
  }
  return { state: 'ready', chunks: () => detail.chunks() };
}

export const alipayBill = (ports: ProviderPorts): BillCapability<AlipayAccount> => ({
  format: ALIPAY_BILL,
  download: (account, date) => download(ports, account, date, TRADE),
  flow: { format: ALIPAY_FLOW, download: (account, date) => download(ports, account, date, FLOW) },
});
