/** 数据库错误：同时带 code / errCode / message / errMsg，因为云端确切的形状没有文档（docs/protocols/unicloud.md §2.6）。 */
export class DatabaseError extends Error {
  readonly errCode: string | number;
  readonly errMsg: string;
  constructor(
    readonly code: string | number,
    message: string,
  ) {
    super(message);
    this.errCode = code;
    this.errMsg = message;
  }
}

/** @param values 冲突的键值；真正的 MongoDB 也会把它们写进 message */
export const duplicateKey = (collection: string, index: string, values: readonly unknown[]): DatabaseError =>
  new DatabaseError(
    11000,
    `E11000 duplicate key error collection: ${collection} index: ${index} dup key: { ${values.map((value) => `: ${JSON.stringify(value ?? null)}`).join(', ')} }`,
  );
export const isDuplicateKey = (error: unknown): error is DatabaseError => error instanceof DatabaseError && error.code === 11000;
export const writeConflict = (): DatabaseError => new DatabaseError('WriteConflict', 'WriteConflict: 事务写冲突，请回滚后重试');
export const transactionError = (message: string): DatabaseError => new DatabaseError('TransactionError', message);
export const invalidParam = (message: string): DatabaseError => new DatabaseError('INVALID_PARAM', message);
