// 规范「缓存」：次数与随机串在真的 Redis 里守的约定，与数据库的是同一份。
import { REDIS_URL } from './server';
import { redis, spendContract } from './spend-contract';

spendContract('redis', () => redis(REDIS_URL));
