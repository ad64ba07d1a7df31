/** 规范的 getPaymentSuccessRate：数字，不是文字；按尝试与按订单两种说法。 */
import type { Kernel } from '../kernel/kernel';
import { PayError } from '../kernel/pay-error';
import { readTail, readTotal } from './read';
import { orderTotals } from './totals';

export interface PaymentSuccessRate {
  /** 尝试：付成的与网关没有受理的。可以付而没有人付的（还开着的、到期关了的）不算 */
  readonly total: number;
  /** 付成的；后来退了的也算 */
  readonly success: number;
  /** success ÷ total，百分数，两位小数；没有尝试时为 0 */
  readonly rate: number;
  /** 规范原文的说法：下了单的都算 */
  readonly orders: { readonly total: number; readonly success: number; readonly rate: number };
}

const timeOf = (at: number | Date): number => (at instanceof Date ? at.getTime() : at);

/**
 * @param startDate 毫秒时间戳或 Date，含头
 * @param endDate 含尾，与规范一样；不在整分上的向外取整
 * @throws PayError 40001 不是时间，或先后颠倒
 */
export async function paymentSuccessRate(k: Kernel, startDate: number | Date, endDate: number | Date): Promise<PaymentSuccessRate> {
  const [start, end] = [timeOf(startDate), timeOf(endDate)];
  if (!Number.isSafeInteger(start)) throw PayError.param([{ field: 'startDate', problem: '必须是毫秒时间戳或 Date' }]);
  if (!Number.isSafeInteger(end)) throw PayError.param([{ field: 'endDate', problem: '必须是毫秒时间戳或 Date' }]);
  if (start > end) throw PayError.param([{ field: 'endDate', problem: '不能早于 startDate' }]);
  const { created, paid, failed, success_rate, conversion_rate } = orderTotals(
    (await readTotal(k, start, end + 1, await readTail(k))).orders,
  );
  return {
    total: paid + failed,
    success: paid,
    rate: success_rate ?? 0,
    orders: { total: created, success: paid, rate: conversion_rate ?? 0 },
  };
}
