/** 「门」的测试共用：在示例店铺里加一个商户自己的服务，把任何入参原样转给 createMerchantPay 的任一方法。 */
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StackOptions } from '../../local/stack/stack';
import { openShop, type Shop } from './harness';
import { stackFiles } from './harness-files';

const MERCHANT_SERVICE = `'use strict';
const { createMerchantPay } = require('vk-pay-core');
const { paymentTypes } = require('payment-types');
exports.main = ({ data, util, originalParam }) => {
  const vkPay = createMerchantPay({ vk: util.vk, paymentTypes, ...(data.bare ? {} : { context: originalParam.context }) });
  // JSON 里说不出的值由代码写：new Function 只在测试里。
  const input = data.code ? new Function('return ' + data.code)() : data.input;
  return vkPay[data.method](input);
};
`;

/** 经商户自己的云函数调用；\`code\` 是一段求值得到入参的代码（undefined、Date 这些 JSON 里没有的值）。 */
export type MerchantCall = (method: string, input: unknown, how?: { readonly bare?: boolean }) => Promise<Record<string, unknown>>;

export interface DoorShop extends Shop {
  readonly merchant: MerchantCall;
  merchantCode(method: string, code: string): Promise<Record<string, unknown>>;
  /** 支付的几张表一共写了多少行 */
  written(): number;
}

export async function openDoorShop(options: Partial<StackOptions> = {}): Promise<DoorShop> {
  const functionsDir = mkdtempSync(join(tmpdir(), 'vk-pay-door-'));
  cpSync(stackFiles.functionsDir, functionsDir, { recursive: true });
  mkdirSync(join(functionsDir, 'vk-pay/service/shop/pub'), { recursive: true });
  writeFileSync(join(functionsDir, 'vk-pay/service/shop/pub/pay.js'), MERCHANT_SERVICE);
  const shop = await openShop({ functionsDir, ...options });
  return {
    ...shop,
    merchant: (method, input, { bare = false } = {}) => shop.client.callService('shop/pub/pay', { method, input, bare }),
    merchantCode: (method, code) => shop.client.callService('shop/pub/pay', { method, code }),
    written: () =>
      ['payment_orders', 'payment_refunds', 'payment_logs', 'payment_errors', 'payment_alerts'].reduce(
        (sum, name) => sum + shop.rows(name).length,
        0,
      ),
    async close() {
      await shop.close();
      rmSync(functionsDir, { recursive: true, force: true });
    },
  };
}
