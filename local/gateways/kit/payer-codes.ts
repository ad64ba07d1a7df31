/**
 * 付款人手机上的付款码：一分钟换一次，只能用一次（docs/protocols/wxpay.md §2.4、docs/protocols/alipay.md §4.6）。
 * 出示时说好这一次会怎样：付得成、要输密码、余额不足。
 */
import { randomInt } from 'node:crypto';
import type { LedgerStore } from './ledger-store';

export const CODE_MODES = ['pay', 'password', 'poor'] as const;
export type CodeMode = (typeof CODE_MODES)[number];

interface IssuedCode {
  readonly mode: CodeMode;
  readonly expiresAt: number;
  readonly used?: boolean;
}
export type TakenCode = { readonly mode: CodeMode } | { readonly problem: 'unknown' | 'used' | 'expired' };

const LIFE_MS = 60_000;

export class PayerCodes {
  private readonly codes;

  /** @param prefix 这一家的付款码以它开头 @param length 一共几位 */
  constructor(
    store: LedgerStore,
    private readonly now: () => number,
    private readonly prefix: string,
    private readonly length: number,
  ) {
    this.codes = store.collection<IssuedCode>('payer_codes');
  }

  /** 出示一个新的。 */
  issue(mode: CodeMode = 'pay'): string {
    let code = this.prefix;
    while (code.length < this.length) code += String(randomInt(10));
    this.codes.put(code, { mode, expiresAt: this.now() + LIFE_MS }, null);
    return code;
  }

  /** 商户拿它来收：用掉。 */
  take(code: string): TakenCode {
    const issued = this.codes.get(code);
    if (!issued) return { problem: 'unknown' };
    if (issued.used) return { problem: 'used' };
    if (issued.expiresAt <= this.now()) return { problem: 'expired' };
    this.codes.put(code, { ...issued, used: true }, null);
    return { mode: issued.mode };
  }
}
