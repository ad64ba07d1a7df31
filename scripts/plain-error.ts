import { maskSensitive } from '../common/contract/sensitive';

/** 使用者自己就能处理的失败（端口被占、写错了参数）：只说话，不打印调用栈。 */
export class PlainError extends Error {}

/** 别处来的错误说了什么；里面抄着的原文与秘密遮住。 */
export const reasonOf = (error: unknown): string => maskSensitive(error instanceof Error ? error.message : String(error), '***');
