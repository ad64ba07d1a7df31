// 规范「缓存」：存着的配置（商户、灰度）的版本放在真的 Redis 里，改了之后别的实例一秒之内就知道。
import { REDIS_URL } from './server';
import { onRedis, versionContract } from './version-contract';

versionContract('redis', () => onRedis(REDIS_URL), 1000);
