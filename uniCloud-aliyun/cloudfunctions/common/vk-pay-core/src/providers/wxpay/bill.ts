/** 下载微信的交易账单与资金账单（docs/protocols/wxpay.md §2.8）：申请地址 → 带签名取文件 → 解压 → 核对 SHA-1。 */
import { createHash } from 'node:crypto';
import { PayError } from '../../kernel/pay-error';
import type { BillCapability, BillDownload } from '../bill';
import { encodeForm } from '../kit/form';
import { gunzipped } from '../kit/gzip';
import { textOf } from '../kit/json';
import type { ProviderPorts } from '../provider';
import type { WxpayAccount } from './account';
import { WXPAY_BILL } from './bill-format';
import type { WxpayClient } from './client';
import { WXPAY_FLOW } from './flow-format';
import { subMerchant } from './parties';
import { signedRequest } from './request';

const untrusted = (detail: string): PayError => new PayError('SIGNATURE', { outcome: 'unknown', detail });

/** 那天没有交易，或账单还在生成：都不是失败。 */
function withoutFile(error: unknown): BillDownload | undefined {
  const code = error instanceof PayError ? error.gatewayCode : undefined;
  if (code === 'NO_STATEMENT_EXIST') return { state: 'empty' };
  return code === 'STATEMENT_CREATING' ? { state: 'notReady', mayBeEmpty: false } : undefined;
}

/** 应答没有签名，散列就是它的签名：算在解压后的字节上。 */
async function requireHash(bytes: Uint8Array, expected: string): Promise<void> {
  const hash = createHash('sha1');
  try {
    for await (const chunk of gunzipped(bytes)) hash.update(chunk);
  } catch (cause) {
    throw new PayError('NETWORK', { outcome: 'unknown', cause, detail: '账单没有下载完' });
  }
  if (hash.digest('hex') !== expected.toLowerCase()) throw untrusted('账单的散列不符');
}

async function download(ports: ProviderPorts, client: WxpayClient, account: WxpayAccount, path: string): Promise<BillDownload> {
  let answer: Awaited<ReturnType<WxpayClient['call']>>;
  try {
    answer = await client.call(account, 'bill', 'GET', path);
  } catch (error) {
    const without = withoutFile(error);
    if (without) return without;
    throw error;
  }
  const [address, hash] = [textOf(answer, 'download_url'), textOf(answer, 'hash_value')];
  if (textOf(answer, 'hash_type') !== 'SHA1' || address === undefined || hash === undefined) throw untrusted('账单的应答没有地址或 SHA-1');
  const { pathname, search, origin } = new URL(address);
  const request = signedRequest(ports, account, 'GET', pathname + search, undefined);
  const { status, bytes } = await ports.http({
    ...request,
    url: origin + pathname + search,
    headers: { ...request.headers, accept: '*/*' },
    binary: true,
  });
  if (status !== 200 || !bytes) throw new PayError('NETWORK', { outcome: 'unknown', gatewayStatus: status, detail: '账单下载失败' });
  await requireHash(bytes, hash);
  return { state: 'ready', chunks: () => gunzipped(bytes) };
}

export const wxpayBill = (ports: ProviderPorts, client: WxpayClient): BillCapability<WxpayAccount> => ({
  format: WXPAY_BILL,
  download: (account, date) =>
    download(ports, client, account, `/v3/bill/tradebill?${encodeForm({ bill_date: date, ...subMerchant(account), tar_type: 'GZIP' })}`),
  flow: {
    format: WXPAY_FLOW,
    // 特约商户的资金账单是另一个接口，内容加密给它自己，服务商读不到。
    has: ({ credentials: { partner } }) => partner === undefined,
    download: (account, date) =>
      download(ports, client, account, `/v3/bill/fundflowbill?bill_date=${date}&account_type=BASIC&tar_type=GZIP`),
  },
});
