/** 真的 Redis 在哪里：npm run test:redis 的前提，没有就是没法测，不是通过。 */
export const REDIS_URL = process.env['REDIS_URL'] ?? '';
if (REDIS_URL === '') throw new Error('这一组要环境变量 REDIS_URL，例如 REDIS_URL=redis://127.0.0.1:6379 npm run test:redis');
