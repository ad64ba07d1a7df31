/** 微信的账本里已经过去的交易（../kit/past.ts）。 */
import { beijingTime } from '../kit/beijing-time';
import { openLedgerStore } from '../kit/ledger-store';
import {
  PAST_SERIAL,
  type Past,
  type PastAuthorization,
  type PastComplaint,
  type PastRefund,
  type PastSharing,
  type PastTrade,
  type PastTransfer,
} from '../kit/past';
import { AuthorizationBook, type Authorization } from './authorization-book';
import { ComplaintBook, type Complaint } from './complaint-book';
import { Ledger } from './ledger';
import type { WxpayDevelopmentKeys } from './keys';
import type { Order, Refund, Transfer } from './model';
import type { Product } from './request-shapes';
import { SharingBook, type Share, type ShareReturn } from './sharing-book';
import { CONFIRM_WITHIN_MS, OPENING_FUNDS } from './transfers';

const PRODUCTS: Readonly<Record<string, Product>> = { h5: 'native', mweb: 'h5', 'app-plus': 'app' };
const productOf = (platform: string): Product => PRODUCTS[platform] ?? 'jsapi';

function orderOf(mchid: string, appid: string, trade: PastTrade): Order {
  const { outTradeNo, subject, fee, createdAt, payUntil, paidAt, closedAt, transactionId, refunds } = trade;
  return {
    mchid,
    outTradeNo,
    appid,
    product: productOf(trade.platform),
    request: trade.profitSharing ? { settle_info: { profit_sharing: true } } : {},
    description: subject,
    total: fee,
    notifyUrl: '',
    createdAt,
    payUntil,
    state: paidAt === undefined ? (closedAt === undefined ? 'NOTPAY' : 'CLOSED') : refunds.length > 0 ? 'REFUND' : 'SUCCESS',
    sessions: [],
    failedAttempts: 0,
    ...(closedAt === undefined ? {} : { closedAt }),
    ...(paidAt === undefined
      ? {}
      : { payment: { transactionId, paidAt, openid: `oSIM${outTradeNo}`, payerTotal: fee, bankType: 'OTHERS' } }),
  };
}

function refundOf(mchid: string, { outTradeNo, transactionId, fee: total }: PastTrade, refund: PastRefund): Refund {
  const { no, refundId, fee, at, finishAt, state } = refund;
  return {
    mchid,
    outTradeNo,
    transactionId,
    outRefundNo: no,
    refundId,
    request: {},
    refund: fee,
    total,
    payerTotal: total,
    payerRefund: fee,
    fundsAccount: 'AVAILABLE',
    createdAt: at,
    state,
    finishAt,
    outcome: state === 'ABNORMAL' ? 'ABNORMAL' : 'SUCCESS',
    ...(state === 'PROCESSING' ? {} : { finishedAt: finishAt }),
  };
}

const packageInfo = (no: string): string => Buffer.from(`affffddafdfafddffda${no}`).toString('base64');

function transferOf(
  mchid: string,
  { no, billNo, appid, payee, fee, remark, createdAt, finishedAt, state, failReason }: PastTransfer,
): Transfer {
  return {
    mchid,
    outBillNo: no,
    billNo,
    appid,
    openid: payee,
    request: {},
    amount: fee,
    remark,
    packageInfo: packageInfo(no),
    createdAt,
    updatedAt: finishedAt ?? createdAt,
    state: state === 'OPEN' ? 'WAIT_USER_CONFIRM' : state === 'PAID' ? 'SUCCESS' : 'FAIL',
    nextAt: state === 'OPEN' ? createdAt + CONFIRM_WITHIN_MS : null,
    outcome: state === 'FAILED' ? 'FAIL' : 'SUCCESS',
    ...(failReason === undefined ? {} : { failReason }),
  };
}
const sumOf = (transfers: readonly PastTransfer[], wanted: PastTransfer['state']): number =>
  transfers.reduce((sum, { fee, state }) => (state === wanted ? sum + fee : sum), 0);

const COMPLAINT_STATES = { new: 'PENDING', open: 'PROCESSING', done: 'PROCESSED' } as const;
const SPOKEN = {
  complaint: ['投诉人', 'USER_CREATE_COMPLAINT'],
  word: ['投诉人', 'USER_RESPONSE'],
  reply: ['商户', 'MERCHANT_RESPONSE'],
  complete: ['商户', 'MERCHANT_CONFIRM_COMPLETE'],
} as const;

function complaintOf(mchid: string, complaint: PastComplaint): Complaint {
  const { id, outTradeNo, transactionId, fee, wantsRefund, state, waiting, at, talk } = complaint;
  return {
    mchid,
    id,
    outTradeNo,
    transactionId,
    amount: fee,
    openid: `oSIM${outTradeNo}`,
    phone: '18500000001',
    text: talk[0]?.text ?? '',
    problem: wantsRefund ? 'REFUND' : 'OTHERS',
    applyRefund: wantsRefund ? fee : 0,
    state: COMPLAINT_STATES[state],
    waiting,
    times: 1,
    history: talk.map(({ kind, text, at: when }, index) => ({
      logId: `${id}${index}`,
      at: when,
      operator: SPOKEN[kind][0],
      type: SPOKEN[kind][1],
      details: text,
      images: [],
    })),
    createdAt: at,
  };
}

function authorizationOf(mchid: string, authorization: PastAuthorization): Authorization {
  const { no, id, appid, payee, scene, name, createdAt, agreedAt, closed } = authorization;
  return {
    mchid,
    outNo: no,
    id,
    appid,
    openid: payee,
    sceneId: scene,
    displayName: name,
    notifyUrl: '',
    request: {},
    packageInfo: packageInfo(no),
    state: closed ? 'CLOSED' : agreedAt === undefined ? 'WAIT_USER_CONFIRM' : 'TAKING_EFFECT',
    createdAt,
    ...(agreedAt === undefined ? {} : { authorizedAt: agreedAt }),
    ...(closed ? { closed: { at: closed.at, reason: closed.by === 'payee' ? 'USER_CLOSE' : 'CLOSE_VIA_MCH_API' } } : {}),
  };
}

const sharingNumber = (prefix: string, at: number, serial: number): string =>
  `${prefix}${String(PAST_SERIAL + serial).padStart(16, '0')}${String(at).slice(0, 10)}`;

function shareOf(mchid: string, { no, outTradeNo, transactionId, serial, parts, unfreezes, at, finishedAt }: PastSharing): Share {
  return {
    mchid,
    outOrderNo: no,
    orderId: sharingNumber('3008', at, serial),
    transactionId,
    outTradeNo,
    request: {},
    kind: 'share',
    details: parts.map(({ type, account, fee, description, failReason }, index) => ({
      detailId: sharingNumber('3601', at, serial * 10 + index),
      type,
      account,
      amount: fee,
      description,
      ...(failReason === undefined ? { result: 'SUCCESS' } : { result: 'CLOSED', failReason }),
    })),
    state: 'FINISHED',
    unfreezes,
    createdAt: at,
    finishAt: finishedAt,
  };
}

function returnOf(mchid: string, { no, outTradeNo, serial, at, back }: PastSharing): ShareReturn | undefined {
  if (!back) return undefined;
  return {
    mchid,
    outReturnNo: back.no,
    returnId: sharingNumber('3009', back.at, serial),
    outOrderNo: no,
    orderId: sharingNumber('3008', at, serial),
    outTradeNo,
    returnMchid: back.account,
    amount: back.fee,
    description: '',
    request: {},
    result: 'SUCCESS',
    createdAt: back.at,
    finishAt: back.at,
  };
}

export function wxpayPast({ mchid, appids }: WxpayDevelopmentKeys): Past {
  const known = new Map<string, string>(Object.entries(appids));
  const appidOf = (platform: string): string => known.get(platform) ?? appids.h5;
  return {
    owner: (platform) => ({ mchid, appid: appidOf(platform) }),
    transactionId: (at, serial) => `4200000000${beijingTime(at, 'YYYYMMDD')}${PAST_SERIAL + serial}`,
    refundId: (at, serial) => `503${String(PAST_SERIAL + serial).padStart(17, '0')}${beijingTime(at, 'YYYYMMDD')}`,
    transferNo: (at, serial) => `133${String(PAST_SERIAL + serial).padStart(20, '0')}${String(at).slice(0, 10)}`,
    packageInfo,
    authorizationId: (at, serial) => `110${String(PAST_SERIAL + serial).padStart(20, '0')}${String(at).slice(0, 10)}`,
    complaintId: (at, serial) => `2000${beijingTime(at, 'YYYYMMDDHHmmss')}${String(90_000_000 + serial)}`,
    write(dataFile, { trades, transfers, complaints, authorizations, sharings }) {
      const store = openLedgerStore(dataFile);
      try {
        const ledger = new Ledger(store, Date.now, () => undefined, [mchid], { list: () => [] });
        store.transaction(() => {
          for (const trade of trades) {
            ledger.saveOrder(orderOf(mchid, appidOf(trade.platform), trade));
            for (const refund of trade.refunds) ledger.saveRefund(refundOf(mchid, trade, refund));
          }
          for (const transfer of transfers) ledger.saveTransfer(transferOf(mchid, transfer));
          const book = new ComplaintBook(store, () => undefined, [mchid]);
          for (const complaint of complaints) book.save(complaintOf(mchid, complaint));
          const agreed = new AuthorizationBook(
            store,
            () => undefined,
            [mchid],
            () => undefined,
          );
          for (const authorization of authorizations) agreed.save(authorizationOf(mchid, authorization));
          const shares = new SharingBook(ledger, Date.now, () => undefined, [mchid], 1);
          for (const sharing of sharings) {
            shares.saveShare(shareOf(mchid, sharing));
            const back = returnOf(mchid, sharing);
            if (back) shares.saveReturn(back);
          }
          const pending = sumOf(transfers, 'OPEN');
          ledger.funds.put(mchid, { available: OPENING_FUNDS - pending - sumOf(transfers, 'PAID'), pending }, null);
        });
      } finally {
        store.close();
      }
    },
  };
}
