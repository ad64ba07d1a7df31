// 规范「监控」：统计等于把原始的行重数一遍，在断在任何两次写之间的随机历史之后。
import { recountsEqualBuckets } from '../stats/histories';

test(
  'random histories, with crashes between any two writes: the buckets equal a recount of the raw rows',
  () => recountsEqualBuckets(40, 40),
  600_000,
);
