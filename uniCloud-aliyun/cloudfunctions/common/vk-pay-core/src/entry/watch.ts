/**
 * 规范「监控和告警」的函数。要先装配过支付接口（createVkPay 或 createMerchantPay）。
 * 统计读的是 payment_stats，不扫日志表；失败时抛出 PayError（code 为目录里的码）。
 */
import { paymentExceptions, type PaymentExceptions } from '../alerts/exceptions';
import { alertNow, type Alert, type SentAlert } from '../alerts/send-alert';
import { paymentPerformance, type ProviderPerformance } from '../stats/performance';
import { paymentSuccessRate, type PaymentSuccessRate } from '../stats/success-rate';
import { withKernel } from './opened';

export type { Alert, SentAlert } from '../alerts/send-alert';
export type { PaymentExceptions } from '../alerts/exceptions';
export type { ProviderPerformance } from '../stats/performance';
export type { PaymentSuccessRate } from '../stats/success-rate';

/** 一段时间的支付成功率：按尝试，与按订单。@throws PayError 40001 */
export function getPaymentSuccessRate(startDate: number | Date, endDate: number | Date): Promise<PaymentSuccessRate> {
  return withKernel((k) => paymentSuccessRate(k, startDate, endDate));
}

/** 最近五分钟的错误率；样本够多而超过一成的告警。 */
export function monitorPaymentExceptions(): Promise<PaymentExceptions> {
  return withKernel((k) => paymentExceptions(k));
}

/** 商户自己的一条告警：进收件箱，当场送到配置的渠道。@throws PayError 40001 */
export function sendAlert(alert: Alert): Promise<SentAlert> {
  return withKernel((k) => alertNow(k, alert));
}

/** 最近一小时每个渠道的耗时。 */
export function monitorPaymentPerformance(): Promise<ProviderPerformance[]> {
  return withKernel((k) => paymentPerformance(k));
}
