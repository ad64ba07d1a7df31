/** 支付宝的账本里已经过去的交易（../kit/past.ts）。扫码的在扫之前没有交易：没有付的什么也不留。 */
import { beijingTime } from '../kit/beijing-time';
import { openLedgerStore } from '../kit/ledger-store';
import { PAST_SERIAL, type Past, type PastTrade } from '../kit/past';
import { Ledger } from './ledger';
import type { AlipayDevelopmentKeys } from './keys';
import type { Product, Trade } from './model';

const PRODUCTS: Readonly<Record<string, Product>> = { h5: 'precreate', mweb: 'wap', 'app-plus': 'app', 'mp-alipay': 'create' };
const productOf = (platform: string): Product => PRODUCTS[platform] ?? 'page';

function tradeOf(sellerId: string, appId: string, trade: PastTrade, refunded: number): Trade {
  const { outTradeNo, subject, fee, createdAt, payUntil, paidAt, closedAt, transactionId, refunds } = trade;
  const fullyRefunded = paidAt !== undefined && refunded === fee;
  return {
    sellerId,
    outTradeNo,
    appId,
    product: productOf(trade.platform),
    request: {},
    subject,
    total: fee,
    tradeNo: transactionId,
    createdAt,
    payUntil,
    status: fullyRefunded || closedAt !== undefined ? 'TRADE_CLOSED' : paidAt === undefined ? 'WAIT_BUYER_PAY' : 'TRADE_SUCCESS',
    failedAttempts: 0,
    refunded,
    ...(paidAt === undefined ? {} : { paidAt }),
    ...(closedAt === undefined ? {} : { closedAt }),
    ...(fullyRefunded ? { fullyRefunded, closedAt: refunds.at(-1)?.finishAt ?? payUntil } : {}),
  };
}

export function alipayPast({ sellerId, appIds }: AlipayDevelopmentKeys): Past {
  const known = new Map<string, string>(Object.entries(appIds));
  const appidOf = (platform: string): string => known.get(platform) ?? appIds.h5;
  return {
    owner: (platform) => ({ mchid: sellerId, appid: appidOf(platform) }),
    transactionId: (at, serial) => `${beijingTime(at, 'YYYYMMDD')}22001${String(PAST_SERIAL + serial).padStart(15, '0')}`,
    // 支付宝的退款没有自己的编号
    refundId: () => '',
    write(dataFile, trades) {
      const store = openLedgerStore(dataFile);
      try {
        const ledger = new Ledger(store, Date.now, () => undefined, [sellerId], { list: () => [] }, Infinity);
        store.transaction(() => {
          for (const past of trades) {
            if (past.paidAt === undefined && productOf(past.platform) === 'precreate') continue;
            const refunded = past.refunds.reduce((sum, { fee }) => sum + fee, 0);
            const trade = ledger.saveTrade(tradeOf(sellerId, appidOf(past.platform), past, refunded));
            let cumulative = 0;
            for (const { no, fee, finishAt } of past.refunds) {
              cumulative += fee;
              ledger.saveRefund(
                {
                  sellerId,
                  outTradeNo: past.outTradeNo,
                  tradeNo: trade.tradeNo,
                  outRequestNo: no,
                  amount: fee,
                  refundedAt: finishAt,
                  cumulative,
                },
                trade,
              );
            }
          }
        });
      } finally {
        store.close();
      }
    },
  };
}
