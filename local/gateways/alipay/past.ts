/** 支付宝的账本里已经过去的交易（../kit/past.ts）。扫码的在扫之前没有交易：没有付的什么也不留。 */
import { beijingTime } from '../kit/beijing-time';
import { openLedgerStore } from '../kit/ledger-store';
import { PAST_SERIAL, type Past, type PastTrade, type PastTransfer } from '../kit/past';
import { Ledger } from './ledger';
import type { AlipayDevelopmentKeys } from './keys';
import type { Product, Trade, Transfer } from './model';
import { OPENING_FUNDS } from './transfers';

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
    request: trade.profitSharing ? { extend_params: { royalty_freeze: 'true' } } : {},
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

const STATUSES = { OPEN: 'DEALING', PAID: 'SUCCESS', FAILED: 'FAIL' } as const;

function transferOf(sellerId: string, { no, billNo, payee, fee, createdAt, state, failReason }: PastTransfer): Transfer {
  return {
    sellerId,
    outBizNo: no,
    orderId: billNo,
    fundOrderId: `${billNo}1`,
    request: { payee_info: { identity: payee } },
    amount: fee,
    createdAt,
    status: STATUSES[state],
    ...(failReason === undefined ? {} : { errorCode: failReason }),
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
    transferNo: (at, serial) => `${beijingTime(at, 'YYYYMMDD')}110070${PAST_SERIAL + serial}`,
    write(dataFile, { trades, transfers }) {
      const store = openLedgerStore(dataFile);
      try {
        const ledger = new Ledger(store, Date.now, () => undefined, [sellerId], { list: () => [] }, Infinity);
        store.transaction(() => {
          for (const transfer of transfers) ledger.saveTransfer(transferOf(sellerId, transfer));
          const spent = transfers.reduce((sum, { fee, state }) => (state === 'FAILED' ? sum : sum + fee), 0);
          ledger.balances.put(sellerId, { available: OPENING_FUNDS - spent }, null);
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
