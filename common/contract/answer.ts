/** 成功答复的公共部分；失败时为 errors.ts 的 ErrorAnswer。 */
export interface OkAnswer {
  readonly code: 0;
  readonly msg: string;
  readonly requestId: string;
}
