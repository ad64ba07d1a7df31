/** 平台自己报的错（不是云函数抛的）：code 与阿里云的系统错误码相同（docs/protocols/unicloud.md §3.3），可以原样给调用方。 */
export class PlatformError extends Error {
  readonly errCode: string;
  readonly errMsg: string;
  constructor(
    readonly code: string,
    message: string,
    /** 出错的那次请求 */
    readonly requestId?: string,
  ) {
    super(message);
    this.errCode = code;
    this.errMsg = message;
  }
}
