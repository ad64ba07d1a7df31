/** 使用者自己就能处理的失败（端口被占、写错了参数）：只说话，不打印调用栈。 */
export class PlainError extends Error {}
