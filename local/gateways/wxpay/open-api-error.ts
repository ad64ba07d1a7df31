/** 开放接口的拒绝：HTTP 200，errcode 与 errmsg 写在正文里（docs/protocols/wxpay.md §12.4）。 */
export class OpenApiError extends Error {
  constructor(
    readonly errcode: number,
    message: string,
  ) {
    super(message);
  }
}
