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
export const isDuplicateKey = (error: unknown): boolean => error instanceof DatabaseError && error.code === 11000;
/** 文字是 MongoDB 的原话（112）；云端的 code 没有文档，识别时应当看文字。 */
export const writeConflict = (): DatabaseError =>
  new DatabaseError(
    'WriteConflict',
    'WriteConflict error: this operation conflicted with another operation. Please retry your operation or multi-document transaction.',
  );
/** 因写失败而作废的事务里还想做事（MongoDB 的 251）。 */
export const noSuchTransaction = (): DatabaseError =>
  new DatabaseError('NoSuchTransaction', 'NoSuchTransaction: 事务已因写失败而作废，请回滚后重试');
/** MongoDB 4.x 的事务里不能建集合（263）。 */
export const noCollection = (name: string): DatabaseError =>
  new DatabaseError('OperationNotSupportedInTransaction', `事务里不能使用不存在的集合 ${name}`);
export const transactionError = (message: string): DatabaseError => new DatabaseError('TransactionError', message);
export const invalidParam = (message: string): DatabaseError => new DatabaseError('INVALID_PARAM', message);
/** 更新与文档里现有的类型不合；由数据库（不是 SDK）判断，因此在事务里会使事务作废。 */
export const typeMismatch = (message: string): DatabaseError => new DatabaseError('TypeMismatch', message);
/** 数据库自己报的错，而不是 SDK 在发出之前的检查。 */
export const isServerError = (error: unknown): boolean =>
  error instanceof DatabaseError && error.code !== 'INVALID_PARAM' && error.code !== 'TransactionError';
