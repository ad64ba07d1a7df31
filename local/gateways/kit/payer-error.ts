export type PayerReason = 'notFound' | 'paid' | 'closed' | 'expired' | 'wrongPayer' | 'ambiguous';

/** 付款人（或扮演他的人）要做的事做不成：没有这张单、已付、已关、过期、不是下单时指定的人、几个收款方用了同一个号。 */
export class PayerError extends Error {
  constructor(
    readonly reason: PayerReason,
    message: string,
  ) {
    super(message);
  }
}

/** JSON 入口用什么状态码说这件事。 */
export const PAYER_STATUS = {
  notFound: 404,
  paid: 409,
  closed: 409,
  expired: 409,
  wrongPayer: 403,
  ambiguous: 409,
} as const satisfies Readonly<Record<PayerReason, number>>;
