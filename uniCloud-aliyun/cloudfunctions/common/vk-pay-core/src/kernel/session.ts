/** 核验过的登录态（payers/session）。 */
export interface Session {
  readonly user_id: string;
  /** uni-id 用户表里的那一行，只有用得着的字段；表不归我们管，字段都可能没有 */
  readonly row: Readonly<Record<string, unknown>>;
}
