/**
 * 二维码旁边的帮手：开发构建在这里登记「模拟手机扫码」。正式构建没有人登记，什么也不显示。
 */
import type { CreatePaymentAnswer } from '../../contract/payments/create';

export interface ScanAid {
  readonly label: string;
  /** 打开的地址；这笔付款用不上时为 undefined */
  url(answer: CreatePaymentAnswer): string | undefined;
}

let registered: ScanAid | undefined;

export function offerScanAid(aid: ScanAid): void {
  registered = aid;
}

export function scanAid(): ScanAid | undefined {
  return registered;
}
